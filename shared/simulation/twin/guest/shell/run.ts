import type { LinuxMachine } from '../linux-machine';
import { commands } from '../commands';
import type { Output } from '../commands';
import { parseLine, ShellSyntaxError, type Command, type Step, type Word } from './parse';

/** What a script printed, and the status of its last command. */
export interface ScriptResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Azure's Linux agent writes the script here and runs it with /bin/sh. */
const SCRIPT = '/var/lib/waagent/run-command/download/0/script.sh';

/** Runs a script line by line as root inside the machine. `now` is ms since the epoch, for `date`. */
export function runScript(
  machine: LinuxMachine,
  lines: readonly string[],
  now: number,
  hostname: string,
): ScriptResult {
  const shell = new Shell(machine, now, hostname);
  for (const [index, line] of joined(lines).entries()) if (!shell.line(line, index + 1)) break;
  return shell.result();
}

/** Lines that end with a backslash go on in the next one. */
const joined = (lines: readonly string[]): readonly string[] => lines.join('\n').replace(/\\\n/g, '').split('\n');

class Shell {
  private stdout = '';
  private stderr = '';
  private code = 0;
  private stopsOnFailure = false;
  private readonly variables = new Map<string, string>([
    ['HOME', '/root'],
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  ]);

  constructor(
    private readonly machine: LinuxMachine,
    private readonly now: number,
    private readonly hostname: string,
  ) {}

  result(): ScriptResult {
    return { stdout: this.stdout, stderr: this.stderr, code: this.code };
  }

  /** Answers false when the script ends here. */
  line(line: string, number: number): boolean {
    let steps: readonly Step[];
    try {
      steps = parseLine(line);
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      this.stderr += `${SCRIPT}: ${number}: ${error.message}\n`;
      this.code = 2;
      return false;
    }
    for (const [index, step] of steps.entries()) {
      if (step.when === 'success' && this.code !== 0) continue;
      if (step.when === 'failure' && this.code === 0) continue;
      if (this.pipeline(step.pipeline, number) === 'exit') return false;
      // A command before && or || may fail without ending a script that runs under `set -e`.
      const last = (steps[index + 1]?.when ?? 'always') === 'always';
      if (this.stopsOnFailure && last && this.code !== 0) return false;
    }
    return true;
  }

  private pipeline(pipeline: readonly Command[], line: number): 'exit' | 'on' {
    let stdin = '';
    for (const [index, command] of pipeline.entries()) {
      const words = command.words.flatMap((word) => this.expand(word));
      const [name, ...args] = this.assign(words);
      if (name === 'exit') {
        this.code = Number(args[0] ?? this.code);
        return 'exit';
      }
      const output = this.run(name, args, this.input(command, stdin), line);
      const kept = this.redirect(command, output, line);
      this.code = kept.code;
      this.stderr += kept.stderr;
      if (index === pipeline.length - 1) this.stdout += kept.stdout;
      stdin = kept.stdout;
    }
    return 'on';
  }

  private run(name: string | undefined, args: readonly string[], stdin: string, line: number): Output {
    const silent = { stdout: '', stderr: '', code: 0 };
    if (name === undefined || name === 'export') return silent;
    if (name === 'set') {
      if (args.some((arg) => /^-\w*e/.test(arg))) this.stopsOnFailure = true;
      return silent;
    }
    const plain = name.replace(/^\/(?:usr\/)?s?bin\//, '');
    const command = this.machine.without.includes(plain) ? undefined : commands[plain];
    if (!command) return { ...silent, stderr: `${SCRIPT}: ${line}: ${name}: not found\n`, code: 127 };
    return command({ args, stdin, machine: this.machine, now: this.now, hostname: this.hostname });
  }

  /** Takes `NAME=value` words off the front. */
  private assign(words: readonly string[]): readonly string[] {
    const [first, ...rest] = words;
    const assignment = /^([A-Za-z_]\w*)=([^]*)$/.exec(first ?? '');
    if (!assignment) return words;
    this.variables.set(assignment[1] ?? '', assignment[2] ?? '');
    return this.assign(rest);
  }

  private expand(word: Word): readonly string[] {
    const text = word.map(({ text, quote }) => (quote === 'single' ? text : this.substitute(text))).join('');
    const isPattern = word.some(({ text, quote }) => quote === 'none' && text.includes('*'));
    if (!isPattern) return [text];
    const pattern = new RegExp(`^${text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
    const found = [...this.machine.files.keys()].filter((path) => pattern.test(path)).sort();
    return found.length === 0 ? [text] : found;
  }

  private substitute(text: string): string {
    return text.replace(/\$(?:\{(\w+|\?)\}|(\w+|\?))/g, (_, braced?: string, plain?: string) => {
      const name = braced ?? plain ?? '';
      return name === '?' ? String(this.code) : (this.variables.get(name) ?? '');
    });
  }

  private input(command: Command, stdin: string): string {
    const read = command.redirections.find((one) => one.how === 'read');
    return read ? (this.machine.files.get(this.path(read.target)) ?? '') : stdin;
  }

  private redirect(command: Command, output: Output, line: number): Output {
    let { stdout, stderr } = output;
    // From left to right, as the shell opens them: `>file 2>&1` sends both to the file, `2>&1 >file` only stdout.
    const sinks = { stdout: '&1', stderr: '&2' };
    for (const { from, how, target } of command.redirections) {
      if (how === 'read') continue;
      if (how === 'merge') {
        if (from === 'stderr') sinks.stderr = sinks.stdout;
        else sinks.stdout = sinks.stderr;
        continue;
      }
      const path = this.path(target);
      const refusal = how === 'truncate' && path !== '/dev/null' ? this.machine.write(path, '') : undefined;
      if (refusal !== undefined)
        return { stdout: '', stderr: `${SCRIPT}: ${line}: cannot create ${path}: ${refusal}\n`, code: 2 };
      if (from !== 'stderr') sinks.stdout = path;
      if (from !== 'stdout') sinks.stderr = path;
    }
    const arrived = { '&1': '', '&2': '' } as Record<string, string>;
    for (const [text, sink] of [
      [stdout, sinks.stdout],
      [stderr, sinks.stderr],
    ] as const) {
      if (sink.startsWith('&')) arrived[sink] = (arrived[sink] ?? '') + text;
      else if (sink !== '/dev/null' && text !== '')
        this.machine.write(sink, (this.machine.files.get(sink) ?? '') + text);
    }
    stdout = arrived['&1'] ?? '';
    stderr = arrived['&2'] ?? '';
    return { stdout, stderr, code: output.code };
  }

  private path(word: Word): string {
    return this.expand(word)[0] ?? '';
  }
}
