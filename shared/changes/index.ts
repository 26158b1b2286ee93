import { armId, idKey } from '../model/arm-id';
import type { ChangeRequest } from '../model/azure';
import type { Change, ChangeKind } from '../model/change';
import type { See } from '../model/observation';
import type { Plan } from '../model/plan';
import { forEach } from '../model/see';
import type { Text } from '../model/text';
import type { ChangeHandling, Intent, Landing, Readiness, Settled } from './change-kind';
import { addRoute } from './add-route';
import { addVmExtension } from './add-vm-extension';
import { deleteRoute } from './delete-route';
import { deleteSecurityRule } from './delete-security-rule';
import { deleteVmExtension } from './delete-vm-extension';
import { putRoute } from './put-route';
import { putSecurityRule } from './put-security-rule';
import { putVmExtension } from './put-vm-extension';
import { redeployVm } from './redeploy-vm';
import { restartVm } from './restart-vm';
import { runCommand } from './run-command';
import { runPowerShell } from './run-power-shell';
import { setGatewayProbe } from './set-gateway-probe';
import { setLoadBalancerPart } from './set-load-balancer-part';
import { startGateway } from './start-gateway';
import { stopGateway } from './stop-gateway';

/** Every kind of change that Reconnect can make. */
export const changeKinds: { readonly [K in ChangeKind]: ChangeHandling<K> } = {
  'put-security-rule': putSecurityRule,
  'delete-security-rule': deleteSecurityRule,
  'add-route': addRoute,
  'put-route': putRoute,
  'delete-route': deleteRoute,
  'put-vm-extension': putVmExtension,
  'add-vm-extension': addVmExtension,
  'delete-vm-extension': deleteVmExtension,
  'run-command': runCommand,
  'run-power-shell': runPowerShell,
  'restart-vm': restartVm,
  'redeploy-vm': redeployVm,
  'stop-gateway': stopGateway,
  'start-gateway': startGateway,
  'set-gateway-probe': setGatewayProbe,
  'set-load-balancer-part': setLoadBalancerPart,
};

// The table pairs each kind with its own handling, which the compiler cannot follow through an index.
const handlingOf = (change: Change): ChangeHandling => changeKinds[change.kind] as ChangeHandling;

/** What is sent. */
export const requestOf = (change: Change): ChangeRequest => handlingOf(change).request(change);

/** The command of Azure's command line that sends a change. */
export const byHand = (change: Change): string => handlingOf(change).byHand(change);

/** The id of the resource that a change goes to. It is there before the change; a rule or an extension is a part of it. */
export const resourceOf = (change: Change): string => handlingOf(change).resource(change);

/** The id of what a change makes, alters or deletes. It need not be there yet. */
export function changedBy(change: Change): string {
  const { method, path } = requestOf(change);
  return method === 'POST' ? resourceOf(change) : path;
}

/** The ids of every resource that a plan changes, each once. */
export const resourcesOf = ({ resource, changes }: Pick<Plan, 'resource' | 'changes'>): readonly string[] => [
  ...new Set([resource, ...changes.map(resourceOf)].map(idKey)),
];

/** Whether a change may alter how packets travel. */
export const altersNetwork = (change: Change): boolean =>
  armId(resourceOf(change)).type.startsWith('Microsoft.Network/');

/** The VMs and gateways (ids) that a change takes down. */
export const takenDownBy = (change: Change): readonly string[] => handlingOf(change).takesDown(change);

/** What the changes lose for good by themselves. */
export const lossesOf = (see: See, changes: readonly Change[]): readonly Text[] =>
  forEach(changes, (change) => handlingOf(change).losses(see, change)).flat();

/** What takes a change back by itself, where something does. */
export const inverseOf = (change: Change): Change | undefined => handlingOf(change).undo?.(change);

/** Whether a change reached Azure. */
export const inspectChange = (see: See, change: Change, intent?: Intent): Landing =>
  handlingOf(change).inspect(see, change, intent);

/** Whether a change may be sent now. */
export const readiness = (see: See, change: Change): Readiness =>
  handlingOf(change).ready?.(see, change) ?? { kind: 'ready' };

/** What Azure's last answer to a change says: that the operation succeeded does not always mean that its work is done. */
export const settles = (change: Change, body: unknown): Settled =>
  handlingOf(change).settles?.(body) ?? { kind: 'landed' };

/** The path of a change's request, from the type of the resource on: `/virtualMachines/web1/restart`. */
export const shortPathOf = (change: Change): string => requestOf(change).path.replace(/^.*\/providers\/[^/]+/, '');

/** A change as the request that it is. */
export function describeChange(change: Change): string {
  const detail = handlingOf(change).detail?.(change);
  return `${requestOf(change).method} ${shortPathOf(change)}${detail === undefined ? '' : ` (${detail})`}`;
}
