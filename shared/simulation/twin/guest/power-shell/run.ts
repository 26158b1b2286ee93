import type { ScriptResult } from '../shell/run';
import type { WindowsMachine } from '../windows-machine';
import { cmdlets } from './cmdlets';
import { parseScript, PowerShellSyntaxError, type Argument, type Node } from './parse';
import {
  equal,
  isBlock,
  isList,
  isTrue,
  listOf,
  member,
  PowerShellError,
  textOf,
  unwrapped,
  type Value,
} from './values';

/** Runs a script as SYSTEM inside the machine. */
export function runPowerShell(machine: WindowsMachine, lines: readonly string[], hostname: string): ScriptResult {
  const session = new Session(machine, hostname);
  return session.run(lines.join('\n'));
}

/** What a cmdlet is called with. */
export interface Call {
  readonly machine: WindowsMachine;
  readonly hostname: string;
  /** By name in lower case; what is named by its place alone is in `positional`. */
  readonly named: ReadonlyMap<string, Value>;
  readonly positional: readonly Value[];
  readonly input: readonly Value[];
  /** Runs a block for one value of the pipeline, `$_`. */
  readonly each: (block: Value, value: Value) => readonly Value[];
}

/** What it puts out. One that throws ends the statement, unless errors are to be passed over. */
export type Cmdlet = (call: Call) => readonly Value[];

class Session {
  private stderr = '';
  private readonly variables = new Map<string, Value>();

  constructor(
    private readonly machine: WindowsMachine,
    private readonly hostname: string,
  ) {}

  run(script: string): ScriptResult {
    const printed: string[] = [];
    try {
      for (const node of parseScript(script)) {
        for (const value of this.statement(node)) printed.push(textOf(value));
      }
      return this.result(printed, 0);
    } catch (error) {
      if (!(error instanceof PowerShellSyntaxError) && !(error instanceof PowerShellError)) throw error;
      this.stderr += `${error.message}\n`;
      // What cannot be parsed does not run at all.
      return this.result(printed, 1);
    }
  }

  private result(printed: readonly string[], code: number): ScriptResult {
    return { stdout: printed.map((line) => `${line}\n`).join(''), stderr: this.stderr, code };
  }

  /** A statement whose error does not end the script unless `$ErrorActionPreference` says so. */
  private statement(node: Node): readonly Value[] {
    try {
      return this.all(node);
    } catch (error) {
      if (!(error instanceof PowerShellError) || error instanceof Thrown || this.stops()) throw error;
      this.stderr += `${error.message}\n`;
      return [];
    }
  }

  private stops(): boolean {
    return equal(this.variables.get('erroractionpreference') ?? 'Continue', 'Stop');
  }

  private body(nodes: readonly Node[]): readonly Value[] {
    return nodes.flatMap((node) => [...this.statement(node)]);
  }

  /** Everything that a node puts out. */
  private all(node: Node): readonly Value[] {
    switch (node.kind) {
      case 'pipeline':
        return node.elements.reduce<readonly Value[]>((input, each, at) => {
          if (each.kind === 'command') return this.command(each.name, each.args, input);
          if (at > 0) throw new PowerShellError('Expressions are only allowed as the first element of a pipeline.');
          return this.all(each);
        }, []);
      case 'command':
        return this.command(node.name, node.args, []);
      case 'assign':
        this.variables.set(node.name.toLowerCase(), unwrapped(this.all(node.value)));
        return [];
      case 'if': {
        const branch = node.branches.find(({ test }) => isTrue(this.value(test)));
        return this.body(branch ? branch.body : node.otherwise);
      }
      case 'try':
        try {
          return node.body.flatMap((each) => [...this.all(each)]);
        } catch (error) {
          if (!(error instanceof PowerShellError)) throw error;
          this.variables.set('_', error.message);
          return this.body(node.handler);
        }
      case 'throw':
        throw new Thrown(textOf(this.value(node.value)));
      case 'group':
        return this.body(node.body);
      default:
        return listOf(this.value(node));
    }
  }

  private value(node: Node): Value {
    switch (node.kind) {
      case 'literal':
        return node.value;
      case 'text':
        return node.pieces.map((piece) => (typeof piece === 'string' ? piece : textOf(this.value(piece)))).join('');
      case 'variable':
        return this.variables.get(node.name.toLowerCase());
      case 'member':
        return member(this.value(node.of), node.name);
      case 'not':
        return !isTrue(this.value(node.of));
      case 'operator':
        return operators[node.name]?.(this.value(node.left), () => this.value(node.right));
      case 'list':
        return node.items.map((item) => this.value(item));
      case 'block':
        return { block: node.body };
      case 'group': {
        const values = this.body(node.body);
        return node.isArray ? values : unwrapped(values);
      }
      default:
        return unwrapped(this.all(node));
    }
  }

  private command(name: string, args: readonly Argument[], input: readonly Value[]): readonly Value[] {
    const cmdlet = this.machine.without.some((each) => equal(each, name)) ? undefined : cmdlets[name.toLowerCase()];
    if (!cmdlet)
      throw new PowerShellError(
        `${name} : The term '${name}' is not recognized as the name of a cmdlet, function, script file, or operable program.`,
      );
    const named = new Map<string, Value>();
    const positional: Value[] = [];
    for (const { name: parameter, value } of args) {
      const given = value === undefined ? true : this.value(value);
      if (parameter === undefined) positional.push(given);
      else named.set(parameter, given);
    }
    const { machine, hostname } = this;
    try {
      return cmdlet({ machine, hostname, named, positional, input, each: (block, value) => this.each(block, value) });
    } catch (error) {
      if (!(error instanceof PowerShellError) || error instanceof Thrown) throw error;
      if (equal(named.get('erroraction'), 'SilentlyContinue')) return [];
      throw new PowerShellError(`${name} : ${error.message}`);
    }
  }

  private each(block: Value, value: Value): readonly Value[] {
    if (!isBlock(block)) throw new PowerShellError('A script block is expected.');
    const before = this.variables.get('_');
    this.variables.set('_', value);
    const out = this.body(block.block);
    this.variables.set('_', before);
    return out;
  }
}

/** What `throw` throws ends the script. */
class Thrown extends PowerShellError {}

type Operator = (left: Value, right: () => Value) => Value;

/** Where the left side is a list, a comparison picks from it. */
const comparing =
  (holds: (left: Value, right: Value) => boolean): Operator =>
  (left, right) =>
    isList(left) ? left.filter((each) => holds(each, right())) : holds(left, right());

const matches = (left: Value, right: Value): boolean => new RegExp(textOf(right), 'i').test(textOf(left));
const among = (list: Value, one: Value): boolean => listOf(list).some((each) => equal(each, one));
const wildcard = (left: Value, right: Value): boolean =>
  new RegExp(
    `^${textOf(right)
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  ).test(textOf(left));

const operators: Readonly<Record<string, Operator>> = {
  and: (left, right) => isTrue(left) && isTrue(right()),
  or: (left, right) => isTrue(left) || isTrue(right()),
  eq: comparing(equal),
  ne: comparing((left, right) => !equal(left, right)),
  gt: comparing((left, right) => Number(left) > Number(right)),
  ge: comparing((left, right) => Number(left) >= Number(right)),
  lt: comparing((left, right) => Number(left) < Number(right)),
  le: comparing((left, right) => Number(left) <= Number(right)),
  match: comparing(matches),
  notmatch: comparing((left, right) => !matches(left, right)),
  like: comparing(wildcard),
  contains: (left, right) => among(left, right()),
  notcontains: (left, right) => !among(left, right()),
  in: (left, right) => among(right(), left),
  join: (left, right) => listOf(left).map(textOf).join(textOf(right())),
  replace: (left, right) => {
    const [pattern, by] = listOf(right());
    return textOf(left).replace(new RegExp(textOf(pattern), 'gi'), textOf(by));
  },
  f: (left, right) => {
    const values = listOf(right());
    return textOf(left).replace(/\{(\d+)\}/g, (_, index: string) => textOf(values[Number(index)]));
  },
};
