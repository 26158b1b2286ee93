import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { pathOf, versionOf } from './arm';

/**
 * What the serial console of a Linux VM shows, by name. `starts`: the kernel; `asks`: the guest has come up far enough to ask for a
 * login, there or by SSH: not every image has a getty on its serial console; the others go wrong.
 */
const PATTERNS = {
  starts: 'Linux version \\d',
  asks: '\\blogin:|Reached target .*(?:Multi-User|Graphical)',
  'no-boot-device':
    'grub rescue>|no bootable device|operating system not found|^error: (?:unknown filesystem|no such (?:device|partition))',
  'kernel-panic': 'Kernel panic - not syncing',
  'file-system': 'UNEXPECTED INCONSISTENCY|requires a manual fsck|Failed to start File System Check',
  mount: 'Dependency failed for (?:Local File Systems|/)',
  emergency:
    '(?:in|to) emergency mode|Entering emergency mode|Give root password for maintenance|Reached target Emergency',
  'no-space': 'No space left on device',
  memory: 'Out of memory: Kill|invoked oom-killer',
  agent: 'Failed to start (?:Azure Linux Agent|.*(?:walinuxagent|waagent|cloud-init))',
} as const;

const SIGNS = Object.keys(PATTERNS) as readonly BootSign[];
export type BootSign = keyof typeof PATTERNS;

export interface BootLog {
  /** What was recognised since the last start, in the order in which it occurs last. Without a start in it, the log does not go back so far. */
  readonly signs: readonly BootSign[];
}

/**
 * What the serial console of a VM showed last. Azure: POST virtualMachines/retrieveBootDiagnosticsData, which links to the log. Boot
 * diagnostics must be on; the log is some minutes behind.
 */
export const bootLog = defineObservation<{ vm: string }, BootLog>({
  kind: 'bootLog',
  permissions: ['Microsoft.Compute/virtualMachines/retrieveBootDiagnosticsData/action'],
  cost: { reads: 0, writes: 1, seconds: 3 },
  request: ({ vm }) => ({
    method: 'POST',
    path: `${pathOf('Microsoft.Compute/virtualMachines', vm)}/retrieveBootDiagnosticsData`,
    query: versionOf('Microsoft.Compute/virtualMachines'),
    answers: { linkedAs: 'serialConsoleLogBlobUri', patterns: PATTERNS },
  }),
  // Azure makes the log when there is something to write into it.
  whenNotFound: { found: [] },
  answer: z.object({ found: z.array(z.string()) }).transform(({ found }) => {
    // A boot loader that finds nothing is a start too, and one without a kernel.
    const start = Math.max(0, found.indexOf('starts'), found.indexOf('no-boot-device'));
    return { signs: signsIn(found.slice(start)) };
  }),
});

const signsIn = (names: readonly string[]): readonly BootSign[] =>
  names.flatMap((name) => SIGNS.find((sign) => sign === name) ?? []);
