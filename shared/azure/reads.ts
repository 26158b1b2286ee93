import type { Azure } from '../model/azure';
import { ask, askForAll } from './calls';
import type { Clients } from './clients';
import { placeOf } from './place';

type Reads = Pick<Azure, Extract<keyof Azure, `get${string}`> | 'listApplicationGateways' | 'listNetworkWatchers'>;

/** The questions that Azure answers at once. */
export function reads({ network, compute, resourceHealth }: Clients): Reads {
  return {
    listApplicationGateways: (subscription) => askForAll(() => network(subscription).applicationGateways.listAll()),

    listNetworkWatchers: (subscription) => askForAll(() => network(subscription).networkWatchers.listAll()),

    getApplicationGateway(id) {
      const { subscription, group, name } = placeOf(id);
      return ask(() => network(subscription).applicationGateways.get(group, name));
    },

    getVirtualNetwork(id) {
      const { subscription, group, name } = placeOf(id);
      return ask(() => network(subscription).virtualNetworks.get(group, name));
    },

    getSubnet(id) {
      const { subscription, group, name, child } = placeOf(id);
      return ask(() => network(subscription).subnets.get(group, name, child));
    },

    getNetworkSecurityGroup(id) {
      const { subscription, group, name } = placeOf(id);
      return ask(() => network(subscription).networkSecurityGroups.get(group, name));
    },

    getRouteTable(id) {
      const { subscription, group, name } = placeOf(id);
      return ask(() => network(subscription).routeTables.get(group, name));
    },

    getNetworkInterface(id) {
      const { subscription, group, name } = placeOf(id);
      return ask(() => network(subscription).networkInterfaces.get(group, name));
    },

    getPublicIpAddress(id) {
      const { subscription, group, name } = placeOf(id);
      return ask(() => network(subscription).publicIPAddresses.get(group, name));
    },

    getVirtualMachine(id) {
      const { subscription, group, name } = placeOf(id);
      return ask(() => compute(subscription).virtualMachines.get(group, name, { expand: 'instanceView' }));
    },

    getVirtualMachineExtension(id) {
      const { subscription, group, name, child } = placeOf(id);
      return ask(() => compute(subscription).virtualMachineExtensions.get(group, name, child));
    },

    getResourceHealth(resourceId) {
      const { subscription } = placeOf(resourceId);
      // The SDK puts its own slash before the id.
      const uri = resourceId.replace(/^\//, '');
      return ask(() => resourceHealth(subscription).availabilityStatuses.getByResource(uri));
    },
  };
}
