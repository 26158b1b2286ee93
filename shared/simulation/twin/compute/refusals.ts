import type { Completion, Refused } from '../provider';
import { refused } from '../arm/errors';

/** Compute's refusals, with its codes and sentences. */

export const busy = (): Refused =>
  refused(
    409,
    'Conflict',
    'The request failed due to conflict with a concurrent request. To resolve it, please refer to https://aka.ms/activitylog to get more details on the conflicting requests.',
  );

export const runCommandBusy = (): Refused =>
  refused(
    409,
    'Conflict',
    'Run command extension execution is in progress. Please wait for completion before invoking a run command.',
  );

export const notRunning = (): Refused =>
  refused(409, 'OperationNotAllowed', 'The operation requires the VM to be running (or set to run).');

export const noExtensionsWhileOff = (): Refused =>
  refused(
    409,
    'CannotModifyExtensionsWhenVMNotRunning',
    'Cannot modify extensions in the VM when the VM is not running.',
  );

export const secondOfKind = (vm: string, os: string, publisher: string, type: string, existing: string): Refused =>
  refused(
    400,
    'MultipleExtensionsPerHandlerNotAllowed',
    `Multiple VMExtensions per handler not supported for OS type '${os}'. VMExtension '${existing}' with handler '${publisher}.${type}' already added or specified in input on VM '${vm}'.`,
  );

export const bootDiagnosticsOff = (vm: string): Refused =>
  refused(400, 'BadRequest', `Boot diagnostics is not enabled for VM '${vm}'.`);

/** The agent never came for the work. */
export const timedOut = (extension: string): Completion => ({
  error: {
    code: 'VMExtensionProvisioningTimeout',
    message: `Provisioning of VM extension ${extension} has timed out. Extension installation may be taking too long, or extension status could not be obtained.`,
  },
});

export const preempted = (): Completion => ({
  error: { code: 'OperationPreempted', message: 'Operation execution has been preempted by a more recent operation.' },
});

/** What the handler inside the VM said when it failed. */
export const handlerFailed = (
  extension: string,
  message: string,
): { readonly code: string; readonly message: string } => ({
  code: 'VMExtensionProvisioningError',
  message: `VM has reported a failure when processing extension '${extension}'. Error message: "${message}"`,
});
