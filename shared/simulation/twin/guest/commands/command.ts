import type { LinuxMachine } from '../linux-machine';

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export interface Invocation {
  readonly args: readonly string[];
  readonly stdin: string;
  readonly machine: LinuxMachine;
  /** ms since the epoch. */
  readonly now: number;
  readonly hostname: string;
}

export type CommandRun = (invocation: Invocation) => Output;

export const ok = (stdout = ''): Output => ({ stdout, stderr: '', code: 0 });
export const fail = (code: number, stderr = '', stdout = ''): Output => ({ stdout, stderr, code });

/** Lines as a command prints them. */
export const lines = (values: readonly string[]): string => values.map((value) => `${value}\n`).join('');

/** Splits single-letter options (`-la`) and long ones from the other arguments; after `--` nothing is an option. */
export function optionsOf(args: readonly string[]): {
  readonly options: ReadonlySet<string>;
  readonly rest: readonly string[];
} {
  const options = new Set<string>();
  const rest: string[] = [];
  let ended = false;
  for (const arg of args) {
    if (ended || arg === '-' || !arg.startsWith('-')) rest.push(arg);
    else if (arg === '--') ended = true;
    else if (arg.startsWith('--')) options.add(arg);
    else for (const letter of arg.slice(1)) options.add(letter);
  }
  return { options, rest };
}

/** The lines of a text without the last line's end. */
export const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
