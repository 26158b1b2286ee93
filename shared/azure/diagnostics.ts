import type { Azure } from '../model/azure';
import type { Clients } from './clients';
import { begin } from './operations';
import { placeOf } from './place';

type Diagnostics = Pick<Azure, 'backendHealth' | 'ipFlowVerify' | 'nextHop' | 'checkConnectivity' | 'runCommand'>;

/** The questions that Azure answers by a long-running operation. */
export function diagnostics(clients: Clients): Diagnostics {
  return {
    backendHealth(gatewayId) {
      const { subscription, group, name } = placeOf(gatewayId);
      return begin('backendHealth', () => clients.network(subscription).applicationGateways.backendHealth(group, name));
    },

    ipFlowVerify(watcherId, { vm, nic, direction, protocol, ...ends }) {
      const { subscription, group, name } = placeOf(watcherId);
      const parameters = {
        targetResourceId: vm,
        targetNicResourceId: nic,
        direction,
        protocol,
        localIPAddress: ends.localAddress,
        localPort: String(ends.localPort),
        remoteIPAddress: ends.remoteAddress,
        remotePort: String(ends.remotePort),
      };
      return begin('ipFlowVerify', () =>
        clients.network(subscription).networkWatchers.verifyIPFlow(group, name, parameters),
      );
    },

    nextHop(watcherId, { vm, nic, sourceAddress, destinationAddress }) {
      const { subscription, group, name } = placeOf(watcherId);
      const parameters = {
        targetResourceId: vm,
        targetNicResourceId: nic,
        sourceIPAddress: sourceAddress,
        destinationIPAddress: destinationAddress,
      };
      return begin('nextHop', () => clients.network(subscription).networkWatchers.getNextHop(group, name, parameters));
    },

    checkConnectivity(watcherId, { sourceVm, destination, port }) {
      const { subscription, group, name } = placeOf(watcherId);
      const to = 'vm' in destination ? { resourceId: destination.vm } : { address: destination.address };
      const parameters = { source: { resourceId: sourceVm }, destination: { ...to, port }, protocol: 'Tcp' };
      return begin('checkConnectivity', () =>
        clients.network(subscription).networkWatchers.checkConnectivity(group, name, parameters),
      );
    },

    runCommand(vmId, script) {
      const { subscription, group, name } = placeOf(vmId);
      const input = { commandId: 'RunShellScript', script: [...script] };
      return begin('runCommand', () => clients.compute(subscription).virtualMachines.runCommand(group, name, input));
    },
  };
}
