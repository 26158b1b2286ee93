import { streams } from '../observations/guest-script';
import { guestSsh } from '../observations/guest-ssh';
import { act } from './arm';
import { az, within } from '../model/az';
import type { ChangeHandling, Settled } from './change-kind';

/** The line that a script prints when it has done its work; Run Command does not tell the exit code. */
const DONE = 'reconnect:done';

/** What a script may leave before it changes anything, beside the file that it leaves at its end. */
export const begunFile = (leaves: string): string => `${leaves}-begun`;

/** Runs a script in a Linux VM as root. Azure: POST virtualMachines/runCommand. The file that it leaves shows that it ran. */
export const runCommand: ChangeHandling<'run-command'> = {
  kind: 'run-command',
  resource: ({ vm }) => vm,
  request: ({ vm, script }) =>
    act('Microsoft.Compute/virtualMachines', vm, 'runCommand', { commandId: 'RunShellScript', script }),
  byHand: ({ vm, script }) =>
    az('vm run-command invoke', { ...within('name', vm), 'command-id': 'RunShellScript', scripts: script }),
  permissions: ['Microsoft.Compute/virtualMachines/runCommand/action', 'Microsoft.Compute/locations/operations/read'],
  detail: ({ script }) => script.join('; '),
  takesDown: () => [],
  // What a script makes of the VM, the fix knows that runs it.
  losses: () => [],
  inspect(see, { vm, leaves }) {
    const { left } = see(guestSsh, { vm });
    if (left.includes(leaves)) return 'landed';
    // It may still be running.
    return left.includes(begunFile(leaves)) ? 'unsettled' : 'absent';
  },
  settles: settledByScript,
};

/** Run Command succeeds whatever becomes of its script. */
export function settledByScript(body: unknown): Settled {
  const { stdout = [], complaints = [] } = streams.safeParse(body).data ?? {};
  if (stdout.includes(DONE)) return { kind: 'landed' };
  const said = complaints.join(' ').slice(0, 200);
  return {
    kind: 'failed',
    refusal: {
      kind: 'failed',
      code: 'SCRIPT_FAILED',
      message: `The script in the VM did not finish. ${said}`.trim(),
    },
  };
}
