import * as z from 'zod';
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

/** What a script printed, and what was complained of, line by line: of each the last 4096 bytes arrive. */
export const streams = z
  .object({ value: z.array(z.object({ code: z.string().optional(), message: z.string() })).min(1) })
  .transform(({ value }) => streamsOf(value));

/** Reads the answer. One without its first or its last mark was cut short and is not accepted. */
export const printed = <P extends string>(...parts: readonly [P, ...P[]]) =>
  streams
    .refine(({ stdout }) => [parts[0], 'end'].every((part) => stdout.includes(mark(part))), {
      error:
        'What the script in the VM printed did not arrive whole; check that the VM can run commands, then try again.',
    })
    .transform(({ stdout, complaints }) => ({ parts: partsOf(stdout, parts), complaints }));

/** Linux: one status, "Enable succeeded: \n[stdout]\n…\n[stderr]\n…". Windows: one for each stream, "ComponentStatus/StdOut/succeeded". */
function streamsOf(statuses: readonly { readonly code?: string | undefined; readonly message: string }[]) {
  const said = (isError: boolean): string =>
    statuses
      .filter(({ code = '' }) => /\/StdErr\//i.test(code) === isError)
      .map(({ message }) => message)
      .join('\n');
  const output = said(false);
  const [, rest = output] = output.split('[stdout]\n');
  const [stdout = '', stderr = ''] = rest.split('[stderr]\n');
  return { stdout: linesOf(stdout), complaints: linesOf(`${stderr}\n${said(true)}`) };
}

function partsOf<P extends string>(lines: readonly string[], names: readonly P[]): Printed<P>['parts'] {
  const marks = new Map([...names, 'end'].map((part) => [mark(part), part]));
  const starts = lines.flatMap((line, at) => (marks.has(line) ? [{ part: marks.get(line), at }] : []));
  const partOf = (name: P): readonly string[] => {
    const index = starts.findIndex(({ part }) => part === name);
    return index < 0 ? [] : lines.slice((starts[index]?.at ?? 0) + 1, starts[index + 1]?.at);
  };
  return Object.fromEntries(names.map((name) => [name, partOf(name)])) as Record<P, readonly string[]>;
}

const linesOf = (output: string): string[] =>
  output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
