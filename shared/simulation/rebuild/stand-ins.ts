import { parentId } from '../../model/arm-id';
import { nicProperties, vmProperties } from './arm';
import type { Draft, GuestInput } from './draft';
import { groupOf, type Networks } from './networks';

/** The id of the VM that has this private address. */
export function vmAt(draft: Draft, address: string): string | undefined {
  const nic = draft.resources.find(({ properties }) =>
    JSON.stringify(properties).includes(`"privateIPAddress":"${address}"`),
  );
  return (nic?.properties['virtualMachine'] as { readonly id: string } | undefined)?.id;
}

/** A VM at an address of which nothing else is known, reachable from `near`, the id of a subnet. */
export function standIn(draft: Draft, networks: Networks, near: string, address: string, guest?: GuestInput): void {
  if (vmAt(draft, address)) return;
  const name = `standin-${address.replaceAll('.', '-')}`;
  const group = groupOf(near);
  const vm = `${group}/providers/Microsoft.Compute/virtualMachines/${name}`;
  const nic = `${group}/providers/Microsoft.Network/networkInterfaces/${name}`;
  const subnet = networks.place(parentId(near), address);
  draft.add(vm, plainVm([nic]));
  draft.add(nic, nicProperties({ addresses: [{ privateAddress: address, subnet }], vm, forwards: true }));
  if (guest) draft.guest(vm, guest);
}

/** What the extension with the Network Watcher agent is. */
export const watcherAgent = {
  publisher: 'Microsoft.Azure.NetworkWatcher',
  type: 'NetworkWatcherAgentLinux',
  typeHandlerVersion: '1.4',
  provisioningState: 'Succeeded',
};

/** A VM of which nothing but its network interfaces matters. */
export const plainVm = (nics: readonly string[]) =>
  vmProperties({
    size: 'Standard_B2s',
    os: 'Linux',
    nics,
    power: { known: 'running' },
    osDisk: 'managed',
    bootDiagnostics: false,
  });
