import type { Resource } from '../../scenarios/schema';
import type { Model } from '../provider';

interface Reference {
  readonly id: string;
}
interface Nic {
  readonly ipConfigurations?: readonly { readonly properties?: { readonly publicIPAddress?: Reference } }[];
}

/** Azure gives a VM on another node another public address where the allocation is dynamic. */
export function giveNewAddresses(vm: Resource, model: Model, which: 'all' | 'missing'): void {
  for (const address of dynamicAddresses(vm, model)) {
    const current = address.properties.ipAddress;
    if (which === 'missing' && current !== undefined) continue;
    model.put({
      ...address,
      properties: { ...address.properties, ipAddress: after(current ?? address.properties.lastAddress) },
    });
  }
}

/** A deallocated VM gives its dynamic public addresses back. */
export function releaseAddresses(vm: Resource, model: Model): void {
  for (const address of dynamicAddresses(vm, model)) {
    const { ipAddress, ...properties } = address.properties;
    model.put({ ...address, properties: { ...properties, lastAddress: ipAddress } });
  }
}

function dynamicAddresses(vm: Resource, model: Model): readonly Resource[] {
  const profile = vm.properties.networkProfile as { networkInterfaces?: readonly Reference[] } | undefined;
  return (profile?.networkInterfaces ?? [])
    .flatMap(({ id }) => (model.get(id)?.properties as Nic | undefined)?.ipConfigurations ?? [])
    .map((configuration) => model.get(configuration.properties?.publicIPAddress?.id ?? ''))
    .filter((address) => address !== undefined)
    .filter((address) => address.properties.publicIPAllocationMethod === 'Dynamic');
}

/** The address after this one, within its /24; the twin's choice, so that a run can be repeated. */
function after(address: unknown): string {
  const parts = (typeof address === 'string' ? address : '203.0.113.10').split('.');
  return [...parts.slice(0, 3), String((Number(parts[3]) % 254) + 1)].join('.');
}
