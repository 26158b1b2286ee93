import { z } from 'zod';
import { parentId, sameId } from '../../../model/arm-id';
import { properties } from '../walk/arm';
import { placeOfGateway, publicAddressesOf, vmOfNic } from '../walk/topology';
import { walk } from '../walk/walk';
import { agentStopped, nameNotResolved, report } from './connectivity-report';
import { estateOf } from './estate';
import { resolve } from './names';
import { badRequest, diagnosis, result } from './replies';
import { placeOfVm, vmNotRunning, watchedVm } from './watched-vm';
import type { ArmResource, Estate } from '../walk/arm';
import type { NicPlace } from '../walk/topology';
import type { Model, Reply } from '../provider';

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
 * Tries a TCP connection from inside a VM (Azure: Network Watchers - Check Connectivity). The source VM needs the Network
 * Watcher agent extension, found by publisher and type whatever its name. ARM's own code for its absence is not documented.
 */
export function connectivityCheck(model: Model, watcher: ArmResource, body: unknown): Reply {
  const question = Question.safeParse(body);
  if (!question.success) return badRequest('InvalidRequestFormat', 'Cannot parse the request.');
  const { source, destination } = question.data;
  const estate = estateOf(model);
  const vm = watchedVm(estate, watcher, source.resourceId);
  if ('kind' in vm) return vm;
  if (!hasWatcherAgent(estate, vm)) {
    return badRequest(
      'NetworkWatcherAgentNotInstalled',
      `The virtual machine ${vm.id} does not have the Network Watcher agent extension.`,
    );
  }
  if (!estate.guest(vm.id).running) return vmNotRunning(vm);
  const from = placeOfVm(estate, vm, {});
  if (!from) return badRequest('InvalidResourceReference', `${vm.id} has no network interface.`);
  const to = destination.address ?? addressOf(estate, destination.resourceId ?? '');
  if (to === undefined)
    return badRequest('InvalidResourceReference', 'The destination is not a resource with an address.');

  const port = destination.port === 0 ? 80 : destination.port;
  return diagnosis(model.times.networkWatcher, () => result(check(estateOf(model), from, to, port)));
}

function check(estate: Estate, from: NicPlace, destination: string, port: number): unknown {
  const vm = vmOfNic(estate, from.nic);
  if (!vm || !estate.guest(vm.id).agentReady) return agentStopped(from, destination);
  const found = resolve(estate, from, destination);
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
