/**
 * The small part of the POSIX shell that one-line diagnostic and repair scripts use: words with quotes, `$?` and `$NAME`,
 * pipes, `&&`, `||`, `;`, and redirections to files. No loops, conditions or substitutions: those are syntax errors here.
 */

/** A word as pieces; a quoted piece is not split and its `*` is plain. */
export interface Piece {
  readonly text: string;
  readonly quote: 'none' | 'single' | 'double';
}
export type Word = readonly Piece[];

export interface Redirection {
  readonly from: 'stdin' | 'stdout' | 'stderr' | 'both';
  /** `append` and `truncate` to a file, `merge` into the other stream. */
  readonly how: 'append' | 'truncate' | 'merge' | 'read';
  readonly target: Word;
}

export interface Command {
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

/** A pipeline, and what the one before it must have come to for this one to run. */
export interface Step {
  readonly when: 'always' | 'success' | 'failure';
  readonly pipeline: readonly Command[];
}

export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError';
}

type Token = { readonly kind: 'word'; readonly word: Word } | { readonly kind: 'operator'; readonly text: string };

export function parseLine(line: string): readonly Step[] {
  const steps: Step[] = [];
  let when: Step['when'] = 'always';
  let commands: Command[] = [];
  let words: Word[] = [];
  let redirections: Redirection[] = [];

  const endCommand = () => {
    if (words.length > 0 || redirections.length > 0) commands.push({ words, redirections });
    words = [];
    redirections = [];
  };
  const endStep = (next: Step['when']) => {
    endCommand();
    if (commands.length > 0) steps.push({ when, pipeline: commands });
    commands = [];
    when = next;
  };

  const tokens = tokensOf(line);
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (!token) break;
    if (token.kind === 'word') {
      words.push(token.word);
      continue;
    }
    const { text } = token;
    if (text === '&&') endStep('success');
    else if (text === '||') endStep('failure');
    else if (text === ';') endStep('always');
    else if (text === '|') endCommand();
    else {
      const merge = /^(\d?)>&(\d)$/.exec(text);
      if (merge) {
        redirections.push({ from: merge[1] === '2' ? 'stderr' : 'stdout', how: 'merge', target: [] });
        continue;
      }
      index += 1;
      const target = tokens[index];
      if (target?.kind !== 'word') throw new ShellSyntaxError('Syntax error: word expected after a redirection');
      redirections.push({ ...redirectionOf(text), target: target.word });
    }
  }
  endStep('always');
  return steps;
}

function redirectionOf(text: string): Pick<Redirection, 'from' | 'how'> {
  if (text === '<') return { from: 'stdin', how: 'read' };
  const from = text.startsWith('2') ? 'stderr' : text.startsWith('&') ? 'both' : 'stdout';
  return { from, how: text.endsWith('>>') ? 'append' : 'truncate' };
}

const OPERATOR = /^(?:&>>?|[12]?>&[12]|[12]?>>?|<|&&|\|\||;|\|)/;

function tokensOf(line: string): readonly Token[] {
  const tokens: Token[] = [];
  let rest = line;
  while (rest !== '') {
    const space = /^[ \t]+/.exec(rest)?.[0];
    if (space !== undefined) rest = rest.slice(space.length);
    else if (rest.startsWith('#')) return tokens;
    else {
      const operator = OPERATOR.exec(rest)?.[0];
      if (operator !== undefined) {
        tokens.push({ kind: 'operator', text: operator });
        rest = rest.slice(operator.length);
      } else {
        const { word, length } = wordAt(rest);
        tokens.push({ kind: 'word', word });
        rest = rest.slice(length);
      }
    }
  }
  return tokens;
}

function wordAt(text: string): { readonly word: Word; readonly length: number } {
  const word: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const [whole, piece] = pieceAt(rest);
    if (whole === '') break;
    word.push(piece);
    at += whole.length;
  }
  if (at === 0) throw new ShellSyntaxError(`Syntax error: "${text.charAt(0)}" unexpected`);
  return { word, length: at };
}

function pieceAt(rest: string): readonly [string, Piece] {
  const none: readonly [string, Piece] = ['', { text: '', quote: 'none' }];
  if (rest.startsWith("'")) {
    const [whole, text = ''] = /^'([^']*)'/.exec(rest) ?? [];
    if (whole === undefined) throw new ShellSyntaxError('Syntax error: Unterminated quoted string');
    return [whole, { text, quote: 'single' }];
  }
  if (rest.startsWith('"')) {
    const [whole, text = ''] = /^"((?:[^"\\]|\\[^])*)"/.exec(rest) ?? [];
    if (whole === undefined) throw new ShellSyntaxError('Syntax error: Unterminated quoted string');
    if (/`|\$\(/.test(text)) throw new ShellSyntaxError('Syntax error: command substitution is not simulated');
    return [whole, { text: text.replace(/\\([\\"`])/g, '$1'), quote: 'double' }];
  }
  const escaped = /^\\([^])/.exec(rest);
  if (escaped) return [escaped[0], { text: escaped[1] ?? '', quote: 'single' }];
  const plain = /^[^\s'"\\;|&<>()`]+/.exec(rest)?.[0];
  return plain === undefined ? none : [plain, { text: plain, quote: 'none' }];
}
