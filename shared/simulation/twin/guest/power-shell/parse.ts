/**
 * The small part of PowerShell that scripts which look and repair use: pipelines, script blocks, `if`, `try`, `throw`, assignments,
 * member access, the common operators, both kinds of strings. No loops, functions, classes or .NET: those are errors here.
 */

export type Node =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | undefined }
  /** A string in double quotes: plain pieces, and what stands in them. */
  | { readonly kind: 'text'; readonly pieces: readonly (string | Node)[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Node; readonly name: string }
  | { readonly kind: 'not'; readonly of: Node }
  | { readonly kind: 'operator'; readonly name: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'block'; readonly body: readonly Node[] }
  /** `( )`, `$( )` and `@( )`. */
  | { readonly kind: 'group'; readonly body: readonly Node[]; readonly isArray: boolean }
  | { readonly kind: 'command'; readonly name: string; readonly args: readonly Argument[] }
  | { readonly kind: 'pipeline'; readonly elements: readonly Node[] }
  | { readonly kind: 'assign'; readonly name: string; readonly value: Node }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly test: Node; readonly body: readonly Node[] }[];
      readonly otherwise: readonly Node[];
    }
  | { readonly kind: 'try'; readonly body: readonly Node[]; readonly handler: readonly Node[] }
  | { readonly kind: 'throw'; readonly value: Node };

/** `-Name value`, `-Switch`, or a value alone. */
export interface Argument {
  readonly name?: string;
  readonly value?: Node;
}

export class PowerShellSyntaxError extends Error {
  override readonly name = 'PowerShellSyntaxError';
}

export function parseScript(text: string): readonly Node[] {
  const parser = new Parser(text);
  const body = parser.statements();
  parser.end();
  return body;
}

/** From the loosest to the tightest; those of one level go from left to right. */
const LEVELS: readonly (readonly string[])[] = [
  ['and', 'or'],
  ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'match', 'notmatch', 'like', 'contains', 'notcontains', 'in', 'join', 'replace'],
  ['f'],
];

/** Parameters that take no value. */
const SWITCHES = ['force', 'passthru'];

class Parser {
  private at = 0;

  constructor(private readonly text: string) {}

  end(): void {
    if (this.at < this.text.length) this.unexpected();
  }

  /** Statements up to the end, or up to what closes the block they are in. */
  statements(): readonly Node[] {
    const all: Node[] = [];
    for (;;) {
      this.skip(/(?:[\s;]|#[^\n]*)+/y);
      if (this.at >= this.text.length || /[)}]/.test(this.text.charAt(this.at))) return all;
      all.push(this.statement());
    }
  }

  private statement(): Node {
    const assigned = this.take(/\$(\w+)\s*=(?!=)\s*/y);
    if (assigned) return { kind: 'assign', name: assigned[1] ?? '', value: this.statement() };
    if (this.take(/if\s*(?=\()/iy)) return this.condition();
    if (this.take(/try\s*(?=\{)/iy)) return this.attempt();
    if (this.take(/(?:for|foreach|while|do|switch|function)\b(?=\s*[({\w])/iy)) this.unexpected();
    if (this.take(/throw\s+/iy)) return { kind: 'throw', value: this.expression() };
    return this.pipeline();
  }

  private condition(): Node {
    const branches = [{ test: this.parenthesised(), body: this.braced() }];
    for (;;) {
      if (this.take(/\s*elseif\s*(?=\()/iy)) branches.push({ test: this.parenthesised(), body: this.braced() });
      else if (this.take(/\s*else\s*(?=\{)/iy)) return { kind: 'if', branches, otherwise: this.braced() };
      else return { kind: 'if', branches, otherwise: [] };
    }
  }

  private attempt(): Node {
    const body = this.braced();
    if (!this.take(/\s*catch\s*(?=\{)/iy)) this.unexpected();
    return { kind: 'try', body, handler: this.braced() };
  }

  private parenthesised(): Node {
    this.expect('(');
    const body = this.statements();
    this.expect(')');
    return { kind: 'group', body, isArray: false };
  }

  private braced(): readonly Node[] {
    this.skip(/\s*/y);
    this.expect('{');
    const body = this.statements();
    this.expect('}');
    return body;
  }

  private pipeline(): Node {
    const elements = [this.element()];
    while (this.take(/[ \t]*\|\s*/y)) elements.push(this.element());
    const [only] = elements;
    return only && elements.length === 1 ? only : { kind: 'pipeline', elements };
  }

  private element(): Node {
    const name = this.take(/[A-Za-z][\w-]*(?:\.exe)?(?=[\s;|)}]|$)/y)?.[0];
    return name === undefined ? this.expression() : { kind: 'command', name, args: this.arguments() };
  }

  private arguments(): readonly Argument[] {
    const all: Argument[] = [];
    for (;;) {
      this.skip(/[ \t]*(?:#[^\n]*)?/y);
      if (this.at >= this.text.length || /[\n;|)}]/.test(this.text.charAt(this.at))) return all;
      const name = this.take(/-([A-Za-z]\w*):?/y)?.[1]?.toLowerCase();
      if (name === undefined) {
        all.push({ value: this.argument() });
        continue;
      }
      this.skip(/[ \t]*/y);
      const next = this.text.charAt(this.at);
      if (SWITCHES.includes(name) || next === '' || /[\n;|)}-]/.test(next)) all.push({ name });
      else all.push({ name, value: this.argument() });
    }
  }

  /** A value of a command, or several with commas between them. */
  private argument(): Node {
    const items = [this.single()];
    while (this.take(/,[ \t]*/y)) items.push(this.single());
    const [only] = items;
    return only && items.length === 1 ? only : { kind: 'list', items };
  }

  private single(): Node {
    if (/['"$({@]/.test(this.text.charAt(this.at))) return this.postfix();
    const word = this.take(/[^\s;|(){},'"$]+/y)?.[0];
    if (word === undefined) this.unexpected();
    return { kind: 'literal', value: /^\d+$/.test(word) ? Number(word) : word };
  }

  private expression(level = 0): Node {
    const names = LEVELS[level];
    if (!names) return this.commas();
    let left = this.expression(level + 1);
    for (;;) {
      const found = this.take(new RegExp(`[ \\t]*-(${names.join('|')})\\b\\s*`, 'iy'))?.[1]?.toLowerCase();
      if (found === undefined) return left;
      left = { kind: 'operator', name: found, left, right: this.expression(level + 1) };
    }
  }

  private commas(): Node {
    const items = [this.unary()];
    while (this.take(/[ \t]*,\s*/y)) items.push(this.unary());
    const [only] = items;
    return only && items.length === 1 ? only : { kind: 'list', items };
  }

  private unary(): Node {
    if (this.take(/(?:-not\b|!)\s*/iy)) return { kind: 'not', of: this.unary() };
    return this.postfix();
  }

  private postfix(): Node {
    let node = this.primary();
    for (;;) {
      const name = this.take(/\.([A-Za-z]\w*)(?!\s*\()/y)?.[1];
      if (name === undefined) return node;
      node = { kind: 'member', of: node, name };
    }
  }

  private primary(): Node {
    const number = this.take(/\d+/y)?.[0];
    if (number !== undefined) return { kind: 'literal', value: Number(number) };
    const single = this.take(/'((?:[^']|'')*)'/y)?.[1];
    if (single !== undefined) return { kind: 'literal', value: single.replaceAll("''", "'") };
    if (this.take(/"/y)) return this.expandable();
    if (this.take(/\{/y)) {
      const body = this.statements();
      this.expect('}');
      return { kind: 'block', body };
    }
    const opened = this.take(/([$@]?)\(/y);
    if (opened) {
      const body = this.statements();
      this.expect(')');
      return { kind: 'group', body, isArray: opened[1] === '@' };
    }
    const name = this.take(/\$(\w+)/y)?.[1];
    if (name === undefined) this.unexpected();
    const constant = { true: true, false: false, null: undefined } as const;
    const lower = name.toLowerCase();
    if (lower in constant) return { kind: 'literal', value: constant[lower as keyof typeof constant] };
    return { kind: 'variable', name };
  }

  /** What follows a double quote, up to the next. `$name` and `$( )` stand for what they are; `.Member` after a name does not. */
  private expandable(): Node {
    const pieces: (string | Node)[] = [];
    for (;;) {
      const plain = this.take(/(?:[^"`$]|""|`[^]|\$(?![\w(]))+/y)?.[0];
      if (plain !== undefined) pieces.push(plain.replaceAll('""', '"').replace(/`([^])/g, '$1'));
      else if (this.take(/"/y)) return { kind: 'text', pieces };
      else if (/\$[\w(]/y.test(this.text.slice(this.at))) pieces.push(this.primary());
      else throw new PowerShellSyntaxError('The string is missing the terminator: ".');
    }
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return undefined;
    this.at += found[0].length;
    return found;
  }

  private skip(pattern: RegExp): void {
    this.take(pattern);
  }

  private expect(character: string): void {
    this.skip(/\s*/y);
    if (this.text.charAt(this.at) !== character) this.unexpected();
    this.at += 1;
  }

  private unexpected(): never {
    const near = this.text.slice(this.at, this.at + 30).split('\n')[0] ?? '';
    throw new PowerShellSyntaxError(
      near === '' ? 'Missing closing token in the script.' : `Unexpected token '${near}' in expression or statement.`,
    );
  }
}
