import { isOfType, parseArmId, sameId } from '../../../model/arm-id';
import { nicsOfVm, placesOfNic } from '../walk/topology';
import { badRequest, notFound } from './replies';
import type { ArmResource, Estate } from '../walk/arm';
import type { NicPlace } from '../walk/topology';
import type { Refused } from '../provider';

/**
 * The VM that a Network Watcher question is about, or ARM's refusal. The VM must be in the watcher's region. ARM's own code
 * for a wrong region is not documented.
 */
export const watchedVm = (estate: Estate, watcher: ArmResource, id: unknown): ArmResource | Refused =>
  watched(estate, watcher, id, ['Microsoft.Compute/virtualMachines']);

/** A VM or an Application Gateway from which something is tried. */
export const watchedSource = (estate: Estate, watcher: ArmResource, id: unknown): ArmResource | Refused =>
  watched(estate, watcher, id, ['Microsoft.Compute/virtualMachines', 'Microsoft.Network/applicationGateways']);

function watched(estate: Estate, watcher: ArmResource, id: unknown, types: readonly string[]): ArmResource | Refused {
  if (typeof id !== 'string' || parseArmId(id) === undefined) {
    return badRequest('InvalidResourceReference', `'${String(id)}' is not the id of a resource.`);
  }
  if (!types.some((type) => isOfType(id, type))) {
    return badRequest('InvalidResourceReference', `${id} is not a virtual machine.`);
  }
  const resource = estate.get(id);
  if (!resource) return notFound(id);
  if (region(resource) !== region(watcher)) {
    return badRequest(
      'NetworkWatcherRegionMismatch',
      `${id} is not in the region of the network watcher ${watcher.id}.`,
    );
  }
  return resource;
}

const region = (resource: ArmResource): string => (resource.location ?? '').toLowerCase().replaceAll(' ', '');

/** Refused when a diagnosis needs the VM to run and it does not. ARM's own code is not documented. */
export const vmNotRunning = (vm: ArmResource): Refused =>
  badRequest('VirtualMachineNotRunning', `The virtual machine ${vm.id} must be running for this operation.`);

/** The address of the VM that is asked about: the named interface's, else the one that has `address`, else the primary one. */
export function placeOfVm(
  estate: Estate,
  vm: ArmResource,
  asked: { readonly nic?: string | undefined; readonly address?: string | undefined },
): NicPlace | undefined {
  const places = nicsOfVm(estate, vm)
    .filter((nic) => asked.nic === undefined || sameId(nic.id, asked.nic))
    .flatMap((nic) => placesOfNic(estate, nic));
  return asked.address === undefined ? places[0] : places.find((place) => place.address === asked.address);
}
