import type { Change, ChangeKind } from '../model/change';
import type { See } from '../model/observation';
import type { ChangeHandling, Intent, Landing, Readiness, Settled } from './change-kind';
import { deleteSecurityRule } from './delete-security-rule';
import { putSecurityRule } from './put-security-rule';
import { putVmExtension } from './put-vm-extension';
import { redeployVm } from './redeploy-vm';
import { restartVm } from './restart-vm';
import { runCommand } from './run-command';

/** Every kind of change that Reconnect can make. */
export const changeKinds: { readonly [K in ChangeKind]: ChangeHandling<K> } = {
  'put-security-rule': putSecurityRule,
  'delete-security-rule': deleteSecurityRule,
  'put-vm-extension': putVmExtension,
  'run-command': runCommand,
  'restart-vm': restartVm,
  'redeploy-vm': redeployVm,
};

// The table pairs each kind with its own handling, which the compiler cannot follow through an index.
const handlingOf = (change: Change): ChangeHandling => changeKinds[change.kind] as ChangeHandling;

/** Whether a change reached Azure. */
export const inspectChange = (see: See, change: Change, intent?: Intent): Landing =>
  handlingOf(change).inspect(see, change, intent);

/** Whether a change may be sent now. */
export const readiness = (see: See, change: Change): Readiness =>
  handlingOf(change).ready?.(see, change) ?? { kind: 'ready' };

/** What Azure's last answer to a change says: that the operation succeeded does not always mean that its work is done. */
export const settles = (change: Change, body: unknown): Settled =>
  handlingOf(change).settles?.(body) ?? { kind: 'landed' };
