import { createHash } from 'node:crypto';
import { fail, lines, linesOf, ok, optionsOf, type CommandRun, type Invocation } from './command';

const isDirectory = ({ machine }: Pick<Invocation, 'machine'>, path: string): boolean => {
  const prefix = `${path.replace(/\/$/, '')}/`;
  return (
    path === '/' ||
    ['/root/', '/tmp/', '/etc/', '/var/', '/run/', '/mnt/'].includes(prefix) ||
    [...machine.files.keys()].some((file) => file.startsWith(prefix))
  );
};

const missing = (command: string, path: string): string => `${command}: ${path}: No such file or directory\n`;

const cat: CommandRun = ({ args, stdin, machine }) => {
  const { rest } = optionsOf(args);
  if (rest.length === 0) return ok(stdin);
  const stdout = rest.map((path) => machine.read(path) ?? '').join('');
  const absent = rest.filter((path) => machine.read(path) === undefined);
  return absent.length === 0 ? ok(stdout) : fail(1, absent.map((path) => missing('cat', path)).join(''), stdout);
};

const ls: CommandRun = (invocation) => {
  const { machine } = invocation;
  const { rest } = optionsOf(invocation.args);
  const shown: string[] = [];
  const errors: string[] = [];
  for (const path of rest.length === 0 ? ['/root'] : rest) {
    if (machine.files.has(path)) shown.push(path);
    else if (isDirectory(invocation, path)) {
      const prefix = `${path.replace(/\/$/, '')}/`;
      const inside = [...machine.files.keys()].filter((file) => file.startsWith(prefix));
      shown.push(...new Set(inside.map((file) => file.slice(prefix.length).split('/')[0] ?? '')));
    } else errors.push(`ls: cannot access '${path}': No such file or directory\n`);
  }
  return { stdout: lines(shown.sort()), stderr: errors.join(''), code: errors.length === 0 ? 0 : 2 };
};

/** Where a copy or a moved file goes: into a directory under its own name, else to the path. */
const destination = (invocation: Invocation, from: string, to: string): string =>
  isDirectory(invocation, to) ? `${to.replace(/\/$/, '')}/${from.slice(from.lastIndexOf('/') + 1)}` : to;

const transfer =
  (command: 'cp' | 'mv'): CommandRun =>
  (invocation) => {
    const { machine } = invocation;
    const { options, rest } = optionsOf(invocation.args);
    const [from, to] = rest;
    if (from === undefined || to === undefined) return fail(1, `${command}: missing file operand\n`);
    const content = machine.files.get(from);
    if (content === undefined) return fail(1, `${command}: cannot stat '${from}': No such file or directory\n`);
    const path = destination(invocation, from, to);
    if ((options.has('n') || options.has('--no-clobber')) && machine.files.has(path)) return ok();
    const refusal = machine.write(path, content);
    if (refusal !== undefined) return fail(1, `${command}: cannot create regular file '${path}': ${refusal}\n`);
    if (command === 'mv') machine.remove(from);
    return ok();
  };

const rm: CommandRun = (invocation) => {
  const { machine } = invocation;
  const { options, rest } = optionsOf(invocation.args);
  const errors: string[] = [];
  for (const path of rest) {
    const inside = [...machine.files.keys()].filter(
      (file) => file === path || (options.has('r') && file.startsWith(`${path}/`)),
    );
    if (inside.length === 0 && !options.has('f'))
      errors.push(`rm: cannot remove '${path}': No such file or directory\n`);
    inside.forEach((file) => machine.remove(file));
  }
  return errors.length === 0 ? ok() : fail(1, errors.join(''));
};

const grep: CommandRun = ({ args, stdin, machine }) => {
  const { options, rest } = optionsOf(args);
  const [pattern, ...paths] = rest;
  if (pattern === undefined) return fail(2, 'Usage: grep [OPTION]... PATTERNS [FILE]...\n');
  const source = options.has('F') ? escaped(pattern) : options.has('E') ? posix(pattern) : basic(pattern);
  const expression = new RegExp(
    options.has('w') ? `(?<!\\w)(?:${source})(?!\\w)` : source,
    options.has('i') ? 'i' : '',
  );
  const absent = paths.filter((path) => machine.read(path) === undefined);
  const texts = paths.length === 0 ? [stdin] : paths.map((path) => machine.read(path) ?? '');
  const lined = texts.flatMap(linesOf).filter((line) => expression.test(line) !== options.has('v'));
  const found = options.has('o') ? lined.flatMap((line) => expression.exec(line)?.[0] ?? []) : lined;
  const stderr = options.has('s') ? '' : absent.map((path) => missing('grep', path)).join('');
  const stdout = options.has('q') ? '' : options.has('c') ? `${found.length}\n` : lines(found);
  return {
    stdout,
    stderr,
    code: absent.length > 0 && !(options.has('q') && found.length > 0) ? 2 : found.length > 0 ? 0 : 1,
  };
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const posix = (pattern: string): string =>
  pattern.replaceAll('[:space:]', '\\s').replaceAll('[:digit:]', '\\d').replaceAll('[:alpha:]', 'A-Za-z');

/** A basic regular expression has `\(`, `\|`, `\+`, `\?`, `\{` where an extended one has them plain, and the other way round. */
const basic = (pattern: string): string =>
  posix(pattern).replace(
    /\\([(){}|+?])|([(){}|+?])/g,
    (_, special?: string, plain?: string) => special ?? `\\${plain ?? ''}`,
  );

const takeLines =
  (from: 'head' | 'tail'): CommandRun =>
  ({ args, stdin, machine }) => {
    const count = Number(/-n?\s*(\d+)/.exec(args.join(' '))?.[1] ?? 10);
    const path = args.find((arg) => arg.startsWith('/'));
    const text = path === undefined ? stdin : machine.files.get(path);
    if (text === undefined)
      return fail(1, `${from}: cannot open '${path ?? ''}' for reading: No such file or directory\n`);
    const all = linesOf(text);
    return ok(lines(from === 'head' ? all.slice(0, count) : all.slice(Math.max(0, all.length - count))));
  };

/** `cut -c -120`. */
const cut: CommandRun = ({ args, stdin }) => {
  const most = /^-c (?:1)?-(\d+)$/.exec(args.join(' '))?.[1];
  if (most === undefined) return fail(1, 'cut: only -c -N is simulated\n');
  return ok(lines(linesOf(stdin).map((line) => line.slice(0, Number(most)))));
};

const wc: CommandRun = ({ stdin }) => ok(`${linesOf(stdin).length}\n`);

const sha256sum: CommandRun = ({ args, machine }) => {
  const sums = args.flatMap((path) => {
    const content = machine.files.get(path);
    return content === undefined ? [] : [`${createHash('sha256').update(content).digest('hex')}  ${path}`];
  });
  const absent = args.filter((path) => !machine.files.has(path));
  return {
    stdout: lines(sums),
    stderr: absent.map((path) => missing('sha256sum', path)).join(''),
    code: absent.length > 0 ? 1 : 0,
  };
};

/** Compares two files; `-s` prints nothing. */
const cmp: CommandRun = ({ args, machine }) => {
  const { options, rest } = optionsOf(args);
  const [left = '', right = ''] = rest;
  const absent = rest.find((path) => !machine.files.has(path));
  if (absent !== undefined) return fail(2, missing('cmp', absent));
  if (machine.files.get(left) === machine.files.get(right)) return ok();
  return fail(1, '', options.has('s') ? '' : `${left} ${right} differ\n`);
};

const test: CommandRun = (invocation) => {
  const args = invocation.args.at(-1) === ']' ? invocation.args.slice(0, -1) : invocation.args;
  return truth(invocation, args) ? ok() : fail(1);
};

function truth(invocation: Invocation, args: readonly string[]): boolean {
  const { machine } = invocation;
  const [first = '', second = '', third = ''] = args;
  if (first === '!') return !truth(invocation, args.slice(1));
  if (args.length === 3) return compare(first, second, third);
  switch (first) {
    case '-f':
    case '-r':
      return machine.files.has(second);
    case '-d':
      return isDirectory(invocation, second);
    case '-e':
      return machine.files.has(second) || isDirectory(invocation, second);
    case '-s':
      return (machine.files.get(second) ?? '') !== '';
    case '-z':
      return second === '';
    case '-n':
      return second !== '';
    default:
      return first !== '';
  }
}

function compare(left: string, operator: string, right: string): boolean {
  const [a, b] = [Number(left), Number(right)];
  const answers: Record<string, boolean> = {
    '=': left === right,
    '==': left === right,
    '!=': left !== right,
    '-eq': a === b,
    '-ne': a !== b,
    '-gt': a > b,
    '-ge': a >= b,
    '-lt': a < b,
    '-le': a <= b,
  };
  return answers[operator] ?? false;
}

/** Directories, owners and modes are not part of the simulated disk. */
const nothing: CommandRun = () => ok();

export const fileCommands: Readonly<Record<string, CommandRun>> = {
  cat,
  ls,
  cp: transfer('cp'),
  mv: transfer('mv'),
  rm,
  grep,
  egrep: (invocation) => grep({ ...invocation, args: ['-E', ...invocation.args] }),
  head: takeLines('head'),
  tail: takeLines('tail'),
  cut,
  wc,
  sha256sum,
  cmp,
  test,
  '[': test,
  mkdir: nothing,
  chmod: nothing,
  chown: nothing,
  sync: nothing,
};
