import type { OperationTimes } from './contract';

/**
 * How long Azure takes, in ms: redeploy and backend health as public recordings of the REST API show them, Run Command as
 * its documentation says ("about 20 seconds"), gateways some minutes, the rest of the same order.
 */
export const realTimes: OperationTimes = {
  backendHealth: 10_000,
  networkWatcher: 10_000,
  securityRule: 5_000,
  gatewayUpdate: 150_000,
  gatewayPower: 180_000,
  extension: 40_000,
  runCommand: 20_000,
  restart: 30_000,
  redeploy: 126_000,
  boot: 30_000,
  activityLog: 180_000,
};

/** Every operation is answered at once; for benchmarks and for tests of something else. */
export const noTimes: OperationTimes = {
  backendHealth: 0,
  networkWatcher: 0,
  securityRule: 0,
  gatewayUpdate: 0,
  gatewayPower: 0,
  extension: 0,
  runCommand: 0,
  restart: 0,
  redeploy: 0,
  boot: 0,
  activityLog: 0,
};
