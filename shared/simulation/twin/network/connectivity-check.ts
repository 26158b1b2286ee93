import { z } from 'zod';
import { isOfType, parentId, sameId } from '../../../model/arm-id';
import { properties } from '../walk/arm';
import { placeOfGateway, publicAddressesOf, vmOfNic } from '../walk/topology';
import { walk } from '../walk/walk';
import { agentStopped, nameNotResolved, report } from './connectivity-report';
import { estateOf } from './estate';
import { isRunning } from './gateway-power';
import { resolveFor } from './gateways';
import { resolve } from './names';
import { badRequest, diagnosis, result } from './replies';
import { generationOf } from './probe-settings';
import { placeOfVm, vmNotRunning, watchedSource } from './watched-vm';
import type { ArmResource, Estate } from '../walk/arm';
import type { GatewayPlace, NicPlace } from '../walk/topology';
import type { Model, Refused, Reply } from '../provider';

const Question = z.object({
  source: z.object({ resourceId: z.string() }),
  destination: z.object({
    resourceId: z.string().optional(),
    address: z.string().optional(),
    /** 0 means that no port was chosen. */
    port: z.int().min(0).max(65535).default(0),
  }),
});

/**
 * Tries a TCP connection from inside a VM or from an Application Gateway of v2 (Azure: Network Watchers - Check Connectivity;
 * Application Gateway, connection troubleshoot). ARM's own codes for a source that cannot try are not documented.
 */
export function connectivityCheck(model: Model, watcher: ArmResource, body: unknown): Reply {
  const question = Question.safeParse(body);
  if (!question.success) return badRequest('InvalidRequestFormat', 'Cannot parse the request.');
  const { source, destination } = question.data;
  const estate = estateOf(model);
  const resource = watchedSource(estate, watcher, source.resourceId);
  if ('kind' in resource) return resource;
  const from = isGateway(resource) ? gatewayToTryFrom(estate, resource) : vmToTryFrom(estate, resource);
  if (from.kind === 'error') return from;
  const to = destination.address ?? addressOf(estate, destination.resourceId ?? '');
  if (to === undefined)
    return badRequest('InvalidResourceReference', 'The destination is not a resource with an address.');

  const port = destination.port === 0 ? 80 : destination.port;
  return diagnosis(model.times.networkWatcher, () => result(check(model, from, to, port)));
}

const isGateway = ({ id }: ArmResource): boolean => isOfType(id, 'Microsoft.Network/applicationGateways');

/** The VM needs the Network Watcher agent extension, found by publisher and type whatever its name. */
function vmToTryFrom(estate: Estate, vm: ArmResource): NicPlace | Refused {
  if (!hasWatcherAgent(estate, vm)) {
    return badRequest(
      'NetworkWatcherAgentNotInstalled',
      `The virtual machine ${vm.id} does not have the Network Watcher agent extension.`,
    );
  }
  if (!estate.guest(vm.id).running) return vmNotRunning(vm);
  return placeOfVm(estate, vm, {}) ?? badRequest('InvalidResourceReference', `${vm.id} has no network interface.`);
}

function gatewayToTryFrom(estate: Estate, gateway: ArmResource): GatewayPlace | Refused {
  if (generationOf(gateway) === 'v1')
    return badRequest('InvalidResourceReference', `${gateway.id} is of a generation from which nothing can be tried.`);
  if (!isRunning(gateway)) return badRequest('ApplicationGatewayNotRunning', `${gateway.id} must be running.`);
  return placeOfGateway(estate, gateway) ?? badRequest('InvalidResourceReference', `${gateway.id} has no subnet.`);
}

function check(model: Model, from: NicPlace | GatewayPlace, destination: string, port: number): unknown {
  const estate = estateOf(model);
  const vm = from.kind === 'nic' ? vmOfNic(estate, from.nic) : undefined;
  if (from.kind === 'nic' && (!vm || !estate.guest(vm.id).agentReady)) return agentStopped(from, destination);
  const found =
    from.kind === 'nic'
      ? resolve(estate, from, destination)
      : resolveFor(estate, model.gateways.of(from.gateway.id), from, destination);
  if (found.kind !== 'address') return nameNotResolved(from, destination);
  const to = found.address;
  return report(estate, from, to, walk(estate, { from, to, protocol: 'Tcp', port }));
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
