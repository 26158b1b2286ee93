import type {
  ConnectivityParameters,
  IpFlowParameters,
  NextHopParameters,
  PolicyCheckParameters,
} from '../model/azure';

/** Azure: "Network Watchers - Verify IP Flow". */
export const ipFlowBody = ({ vm, nic, direction, protocol, ...ends }: IpFlowParameters) => ({
  targetResourceId: vm,
  targetNicResourceId: nic,
  direction,
  protocol,
  localIPAddress: ends.localAddress,
  localPort: String(ends.localPort),
  remoteIPAddress: ends.remoteAddress,
  remotePort: String(ends.remotePort),
});

/** Azure: "Network Watchers - Get Next Hop". */
export const nextHopBody = ({ vm, nic, sourceAddress, destinationAddress }: NextHopParameters) => ({
  targetResourceId: vm,
  targetNicResourceId: nic,
  sourceIPAddress: sourceAddress,
  destinationIPAddress: destinationAddress,
});

/** Azure: "Network Watchers - Check Connectivity". */
export const connectivityBody = ({ sourceVm, destination, port }: ConnectivityParameters) => ({
  source: { resourceId: sourceVm },
  destination: {
    ...('vm' in destination ? { resourceId: destination.vm } : { address: destination.address }),
    port,
  },
  protocol: 'Tcp',
});

/** Azure: "Virtual Machines - Run Command". */
export const runCommandBody = (script: readonly string[]) => ({ commandId: 'RunShellScript', script: [...script] });

/** Azure: "Policy Restrictions - Check At Resource Group Scope". */
export const policyCheckBody = ({ apiVersion, scope, content }: PolicyCheckParameters) => ({
  resourceDetails: { resourceContent: content, apiVersion, scope },
});
