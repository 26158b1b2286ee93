import * as z from 'zod';
import { isOfType, parentId, parseArmId, sameId } from '../../../model/arm-id';
import type { Endpoint } from '../../../model/target';
import { notSimulated } from '../arm/errors';
import { properties } from '../walk/arm';
import { placeOfGateway, publicAddressesOf, vmOfNic } from '../walk/topology';
import { walk, type Walk } from '../walk/walk';
import { nameNotResolved, report, stoppedAtSource, type ConnectivityBody } from './connectivity-report';
import { estateOf } from './estate';
import { isRunning } from './gateway-power';
import { resolveFor } from './gateways';
import { resolve } from './names';
import { pageFor, servedAt } from './pages';
import { badRequest, diagnosis, result } from './replies';
import { generationOf } from './probe-settings';
import { storageStatus } from './storage-front';
import { placeOfVm, vmNotRunning, watchedSource } from './watched-vm';
import type { ArmResource, Estate } from '../walk/arm';
import type { GatewayPlace, InsidePlace, NicPlace } from '../walk/topology';
import type { Model, Refused, Reply } from '../provider';

const Question = z.object({
  source: z.object({ resourceId: z.string() }),
  destination: z.object({
    resourceId: z.string().optional(),
    address: z.string().optional(),
    /** 0 means that no port was chosen. */
    port: z.int().min(0).max(65535).default(0),
  }),
  protocol: z
    .string()
    .transform((word) => word.toLowerCase())
    .pipe(z.enum(['tcp', 'http', 'https', 'icmp']))
    .default('tcp'),
  protocolConfiguration: z
    .object({ HTTPConfiguration: z.object({ validStatusCodes: z.array(z.int()).optional() }).optional() })
    .optional(),
});
type Question = z.infer<typeof Question>;

/**
 * Tries a connection from inside a VM or from an Application Gateway of v2 (Azure: Network Watchers - Check Connectivity;
 * Application Gateway, connection troubleshoot). ARM's own codes for a source that cannot try are not documented.
 */
export function connectivityCheck(model: Model, watcher: ArmResource, body: unknown): Reply {
  const question = Question.safeParse(body);
  if (!question.success) return badRequest('InvalidRequestFormat', 'Cannot parse the request.');
  const { source, protocol } = question.data;
  if (protocol === 'icmp') return notSimulated('connectivity checks by ICMP');
  const estate = estateOf(model);
  const resource = watchedSource(estate, watcher, source.resourceId);
  if ('kind' in resource) return resource;
  const from = isGateway(resource) ? gatewayToTryFrom(estate, resource) : vmToTryFrom(estate, model, resource);
  if (from.kind === 'error') return from;
  const to = wantedIn(estate, question.data);
  if (!to) return badRequest('InvalidResourceReference', 'The destination is not a resource with an address.');
  return diagnosis(model.times.networkWatcher, () => result(check(model, from, to)));
}

/** What is to be reached. `statusCodes`: those that count where a page is asked for. */
interface Wanted {
  readonly host: string;
  readonly path: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'http' | 'https';
  readonly statusCodes: readonly number[];
}

/** What a question is about: its address may be a URL. `undefined`: a resource without an address. */
function wantedIn(estate: Estate, { destination, protocol, protocolConfiguration }: Question): Wanted | undefined {
  const { address, resourceId = '' } = destination;
  const url = address !== undefined && /^https?:/i.test(address) ? new URL(address) : undefined;
  const host = url?.hostname ?? address ?? addressOf(estate, resourceId);
  if (host === undefined || protocol === 'icmp') return undefined;
  const usual = url?.protocol === 'https:' || protocol === 'https' ? 443 : 80;
  return {
    host,
    path: url?.pathname ?? '/',
    port: destination.port === 0 ? Number(url?.port) || usual : destination.port,
    protocol,
    statusCodes: protocolConfiguration?.HTTPConfiguration?.validStatusCodes ?? [200],
  };
}

const isGateway = ({ id }: ArmResource): boolean => isOfType(id, 'Microsoft.Network/applicationGateways');

/** The VM needs the Network Watcher agent extension, found by publisher and type whatever its name. */
function vmToTryFrom(estate: Estate, model: Model, vm: ArmResource): NicPlace | Refused {
  if (!hasWatcherAgent(estate, vm)) {
    return badRequest(
      'NetworkWatcherAgentNotInstalled',
      `The virtual machine ${vm.id} does not have the Network Watcher agent extension.`,
    );
  }
  if (!estate.guest(vm.id).powered) return vmNotRunning(vm);
  if ((model.guest(vm.id)?.output ?? 'open') !== 'open')
    return notSimulated('try a connection from a VM whose own firewall holds back what goes out');
  const place = placeOfVm(estate, vm, {});
  if (!place) return badRequest('InvalidResourceReference', `${vm.id} has no network interface.`);
  const { defaultOutboundAccess, serviceEndpoints = [] } = place.subnet.properties;
  if (defaultOutboundAccess === false && serviceEndpoints.length > 0)
    return notSimulated('try a connection out of a private subnet with service endpoints');
  return place;
}

function gatewayToTryFrom(estate: Estate, gateway: ArmResource): GatewayPlace | Refused {
  if (generationOf(gateway) === 'v1')
    return badRequest('InvalidResourceReference', `${gateway.id} is of a generation from which nothing can be tried.`);
  if (!isRunning(gateway)) return badRequest('ApplicationGatewayNotRunning', `${gateway.id} must be running.`);
  return placeOfGateway(estate, gateway) ?? badRequest('InvalidResourceReference', `${gateway.id} has no subnet.`);
}

/** What the check of a connection from a place to what is wanted comes to. */
function check(model: Model, from: NicPlace | GatewayPlace, wanted: Wanted): ConnectivityBody {
  const estate = estateOf(model);
  const { host, port } = wanted;
  const vm = from.kind === 'nic' ? vmOfNic(estate, from.nic) : undefined;
  const watcher = vm && model.guest(vm.id)?.watcher;
  const own = watcher === 'well' ? undefined : watcher;
  if (from.kind === 'nic' && (!vm || !estate.guest(vm.id).agentReady))
    return stoppedAtSource(from, host, 'AgentStopped');
  if (own?.severity === 'Error') return stoppedAtSource(from, host, own.issue);
  const found =
    from.kind === 'nic'
      ? resolve(estate, from, host)
      : resolveFor(estate, model.gateways.of(from.gateway.id), from, host);
  if (found.kind !== 'address') return nameNotResolved(from, host);
  const to = found.address;
  const walked = walk(estate, { from, to, protocol: 'Tcp', port });
  return report(estate, from, to, walked, {
    latency: estate.outside.latencyTo(host) ?? estate.outside.latencyTo(to) ?? 1,
    isAnswered: isAnswered(estate, from, to, walked, wanted),
    warning: own?.issue,
  });
}

/** Whether what is asked for over a connection is answered with one of the statuses that count. */
function isAnswered(estate: Estate, from: InsidePlace, to: string, { hops }: Walk, wanted: Wanted): boolean {
  const { protocol, statusCodes, host, path, port } = wanted;
  const last = hops.at(-1);
  if (protocol === 'tcp' || last?.role !== 'destination') return true;
  const storage = storageStatus(estate, from, host, to);
  if (storage !== undefined) return statusCodes.includes(storage);
  const served = servedAt(estate, last.place, port);
  if (!served) return true;
  const speaksTls = served.certificates.length > 0;
  if (protocol === 'https' && !speaksTls) return false;
  // A server that expects TLS refuses plain HTTP so.
  if (protocol === 'http' && speaksTls) return statusCodes.includes(400);
  const page = pageFor(served, host, path);
  return page.seconds <= WAITS_SECONDS && statusCodes.includes(page.status);
}

/** How long a check waits for a page. Azure does not say; nobody waits longer. */
const WAITS_SECONDS = 30;

/** How a check of an endpoint from a VM (an id) comes out at this moment; `undefined` where it cannot be tried. */
export function triedNow(model: Model, id: string, { protocol, port, ...to }: Endpoint): ConnectivityBody | undefined {
  const estate = estateOf(model);
  const vm = estate.get(id);
  const from = vm && vmToTryFrom(estate, model, vm);
  const host = parseArmId(to.address) ? addressOf(estate, to.address) : to.address;
  if (!from || from.kind === 'error' || host === undefined) return undefined;
  const { path = '/', statusCodes = [200] } = to as {
    readonly path?: string;
    readonly statusCodes?: readonly number[];
  };
  const word = ({ Tcp: 'tcp', Http: 'http', Https: 'https' } as const)[protocol];
  return check(model, from, { host, path, port, protocol: word, statusCodes });
}

function hasWatcherAgent(estate: Estate, vm: ArmResource): boolean {
  return estate
    .list('Microsoft.Compute/virtualMachines/extensions')
    .filter((extension) => sameId(parentId(extension.id), vm.id))
    .map((extension) => properties<{ publisher: string; type: string }>(extension))
    .some(
      ({ publisher = '', type = '' }) =>
        /^microsoft\.azure\.networkwatcher$/i.test(publisher) && /^networkwatcheragent(linux|windows)$/i.test(type),
    );
}

/** The address by which a VM or a gateway is tried: a VM's private one, as Azure does. */
function addressOf(estate: Estate, id: string): string | undefined {
  const resource = estate.get(id);
  if (!resource) return undefined;
  const gateway = placeOfGateway(estate, resource);
  if (gateway) return publicAddressesOf(estate, gateway)[0] ?? gateway.address;
  return placeOfVm(estate, resource, {})?.address;
}
