import type { z } from 'zod';
import type { Fault } from '../../../test/scenarios/schema';
import { nameOf } from '../../model/arm-id';
import type { Params } from '../../model/observation';

/** Which requests a fault of a scenario meets: a method, and a part of the path. */
export type Request = Required<Pick<z.input<typeof Fault>, 'path'>> & {
  readonly method: NonNullable<z.input<typeof Fault>['method']>;
};

type Place = readonly [method: Request['method'], path: (params: Readonly<Record<string, unknown>>) => string];

const named =
  (type: string, key = 'id') =>
  (params: Readonly<Record<string, unknown>>) =>
    `/${type}/${nameOf(String(params[key]))}`;

/** The request of each kind of question and of each kind of change. Azure: the REST reference of each operation. */
const places: Readonly<Record<string, Place>> = {
  activityLog: ['GET', () => '/eventtypes/management/values'],
  applicationGateway: ['GET', named('applicationGateways')],
  applicationGateways: ['GET', () => '/applicationGateways'],
  backendHealth: ['POST', () => '/backendhealth'],
  connectivity: ['POST', () => '/connectivityCheck'],
  denyAssignments: ['GET', () => '/denyAssignments'],
  guestSsh: ['POST', () => '/runCommand'],
  ipFlow: ['POST', () => '/ipFlowVerify'],
  locks: ['GET', () => '/locks'],
  networkInterface: ['GET', named('networkInterfaces')],
  networkSecurityGroup: ['GET', named('networkSecurityGroups')],
  networkWatchers: ['GET', () => '/networkWatchers'],
  nextHop: ['POST', () => '/nextHop'],
  permissions: ['GET', () => '/permissions'],
  policyRestrictions: ['POST', () => '/checkPolicyRestrictions'],
  publicIpAddress: ['GET', named('publicIPAddresses')],
  resourceHealth: ['GET', () => '/availabilityStatuses/current'],
  routeTable: ['GET', named('routeTables')],
  subnet: ['GET', named('subnets')],
  virtualMachine: ['GET', named('virtualMachines')],
  virtualNetwork: ['GET', (params) => `/virtualNetworks/${nameOf(String(params['id']))}`],
  vmExtension: ['GET', named('extensions')],
  'put-security-rule': ['PUT', named('securityRules', 'name')],
  'delete-security-rule': ['DELETE', named('securityRules', 'name')],
  'put-vm-extension': ['PUT', named('extensions', 'name')],
  'run-command': ['POST', () => '/runCommand'],
  'restart-vm': ['POST', () => '/restart'],
  'redeploy-vm': ['POST', () => '/redeploy'],
};

/** The request behind a question or a change. One that is not known here is met by any method. */
export function requestOf(kind: string, params: Params | Readonly<Record<string, unknown>>): Request {
  const [method, path] = places[kind] ?? ['GET', () => `/${kind}`];
  return { method, path: path(params) };
}
