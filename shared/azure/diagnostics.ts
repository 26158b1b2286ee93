import type { Azure } from '../model/azure';
import type { Identities } from './identities';
import { begin } from './operations';
import { connectivityBody, ipFlowBody, nextHopBody, runCommandBody } from './bodies';
import { placeOf } from './place';

type Diagnostics = Pick<Azure, 'backendHealth' | 'ipFlowVerify' | 'nextHop' | 'checkConnectivity' | 'runCommand'>;

/** The questions that Azure answers by a long-running operation. Run Command is root in the VM, so only the remediator may. */
export function diagnostics({ observer, remediator }: Identities): Diagnostics {
  return {
    backendHealth(gatewayId) {
      const { subscription, group, name } = placeOf(gatewayId);
      return begin('backendHealth', () =>
        observer.network(subscription).applicationGateways.backendHealth(group, name),
      );
    },

    ipFlowVerify(watcherId, flow) {
      const { subscription, group, name } = placeOf(watcherId);
      const parameters = ipFlowBody(flow);
      return begin('ipFlowVerify', () =>
        observer.network(subscription).networkWatchers.verifyIPFlow(group, name, parameters),
      );
    },

    nextHop(watcherId, way) {
      const { subscription, group, name } = placeOf(watcherId);
      const parameters = nextHopBody(way);
      return begin('nextHop', () => observer.network(subscription).networkWatchers.getNextHop(group, name, parameters));
    },

    checkConnectivity(watcherId, connection) {
      const { subscription, group, name } = placeOf(watcherId);
      const parameters = connectivityBody(connection);
      return begin('checkConnectivity', () =>
        observer.network(subscription).networkWatchers.checkConnectivity(group, name, parameters),
      );
    },

    runCommand(vmId, script) {
      const { subscription, group, name } = placeOf(vmId);
      const input = runCommandBody(script);
      return begin('runCommand', () => remediator.compute(subscription).virtualMachines.runCommand(group, name, input));
    },
  };
}
