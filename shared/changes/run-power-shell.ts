import { az, within } from '../model/az';
import { guestRdp } from '../observations/guest-rdp';
import { act } from './arm';
import type { ChangeHandling } from './change-kind';
import { settledByScript } from './run-command';

/** What is noted before anything is changed. */
export const begunNote = (name: string): string => `${name}-begun`;
/** What is noted at the end. */
export const doneNote = (name: string): string => `${name}-done`;

/** Runs a script in a Windows VM as SYSTEM. Azure: POST virtualMachines/runCommand. What it notes in the registry shows whether it ran. */
export const runPowerShell: ChangeHandling<'run-power-shell'> = {
  kind: 'run-power-shell',
  resource: ({ vm }) => vm,
  request: ({ vm, script }) =>
    act('Microsoft.Compute/virtualMachines', vm, 'runCommand', { commandId: 'RunPowerShellScript', script }),
  byHand: ({ vm, script }) =>
    az('vm run-command invoke', { ...within('name', vm), 'command-id': 'RunPowerShellScript', scripts: script }),
  permissions: ['Microsoft.Compute/virtualMachines/runCommand/action', 'Microsoft.Compute/locations/operations/read'],
  detail: ({ script }) => script.join('; '),
  takesDown: () => [],
  // What a script makes of the VM, the fix knows that runs it.
  losses: () => [],
  inspect(see, { vm, notes }) {
    const there = see(guestRdp, { vm }).notes;
    if (there.includes(doneNote(notes))) return 'landed';
    // It may still be running.
    return there.includes(begunNote(notes)) ? 'unsettled' : 'absent';
  },
  settles: settledByScript,
};
