import { z } from 'zod';
import type { AzureRequest } from '../model/azure';
import { inquire } from './arm';

// A script that Run Command runs in a VM, in parts whose answers can be told apart: it does not tell exit codes.

const mark = (part: string): string => `reconnect:${part}`;

/** The script: what prints its parts, each after a mark of its own. The last line shows that it ran to its end. */
export const scriptOf = (parts: Readonly<Record<string, readonly string[]>>): readonly string[] => [
  ...Object.entries(parts).flatMap(([part, commands]) => [`echo ${mark(part)}`, ...commands]),
  `echo ${mark('end')}`,
];

/** What every look by Run Command takes. Azure: POST virtualMachines/runCommand, as root, 20 s or more, by a ready agent. */
export const runsCommands = {
  permissions: ['Microsoft.Compute/virtualMachines/runCommand/action', 'Microsoft.Compute/locations/operations/read'],
  as: 'remediator',
  cost: { reads: 3, writes: 1, seconds: 30 },
} as const;

/** Has a VM run a script. */
export const runs = (
  vm: string,
  commandId: 'RunShellScript' | 'RunPowerShellScript',
  script: readonly string[],
): AzureRequest => inquire('Microsoft.Compute/virtualMachines', vm, 'runCommand', { commandId, script });

/** What each part printed, and what was complained of. */
export interface Printed<P extends string> {
  readonly parts: Readonly<Record<P, readonly string[]>>;
  readonly complaints: readonly string[];
}

/** Reads the answer: the last 4096 bytes. One without its first or its last line was cut short and is not accepted. */
export const printed = <P extends string>(...parts: readonly [P, ...P[]]) =>
  z
    .object({ value: z.array(z.object({ message: z.string() })).min(1) })
    .transform(({ value }) => value.map(({ message }) => message).join('\n'))
    .refine((output) => [parts[0], 'end'].every((part) => linesOf(output).includes(mark(part))), {
      error:
        'What the script in the VM printed did not arrive whole; check that the VM can run commands, then try again.',
    })
    .transform((output) => readOutput(output, parts));

// Linux: one status, "Enable succeeded: \n[stdout]\n…\n[stderr]\n…". Windows: one status for each of the two.
function readOutput<P extends string>(output: string, names: readonly P[]): Printed<P> {
  const [, rest = output] = output.split('[stdout]\n');
  const [stdout = '', stderr = ''] = rest.split('[stderr]\n');
  const lines = linesOf(stdout);
  const marks = new Map([...names, 'end'].map((part) => [mark(part), part]));
  const starts = lines.flatMap((line, at) => (marks.has(line) ? [{ part: marks.get(line), at }] : []));
  const partOf = (name: P): readonly string[] => {
    const index = starts.findIndex(({ part }) => part === name);
    return index < 0 ? [] : lines.slice((starts[index]?.at ?? 0) + 1, starts[index + 1]?.at);
  };
  const parts = Object.fromEntries(names.map((name) => [name, partOf(name)])) as Record<P, readonly string[]>;
  return { parts, complaints: linesOf(stderr) };
}

const linesOf = (output: string): string[] =>
  output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
