import { readFileSync } from 'node:fs';
import { Language, Parser, type Node } from 'web-tree-sitter';

/** What is not written out in the file: its text. */
export interface Expression {
  readonly expression: string;
}
/** A value as the file has it: what is written out as itself, everything else as an {@link Expression}. */
export type Value =
  string | number | boolean | Expression | readonly Value[] | { readonly [key: string]: Value | undefined };

/** A parameter, variable, resource, module, output or type of a Bicep file. */
export interface Declaration {
  readonly kind: string;
  readonly name: string;
  /** Of a resource its type with the version, of a module its path. */
  readonly type: string;
  /** The decorators before it, as text. */
  readonly decorators: string;
  readonly isExisting: boolean;
  /** What it is declared as, behind `if` and `for`; of a parameter its default. */
  readonly value: Value | undefined;
}

export interface BicepFile {
  readonly name: string;
  readonly text: string;
  /** Whether the whole of it was understood. */
  readonly isUnderstood: boolean;
  readonly declarations: readonly Declaration[];
}

const kinds: Readonly<Record<string, string>> = {
  parameter_declaration: 'param',
  variable_declaration: 'var',
  resource_declaration: 'resource',
  module_declaration: 'module',
  output_declaration: 'output',
  type_declaration: 'type',
};

/** A reader of Bicep files: it knows their syntax, and does not evaluate expressions. */
export async function bicepReader(): Promise<(name: string, text: string) => BicepFile> {
  await Parser.init();
  const parser = new Parser();
  const grammar = require.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');
  parser.setLanguage(await Language.load(new Uint8Array(readFileSync(grammar))));
  return (name, text) => {
    const tree = parser.parse(text);
    if (!tree) throw new Error(`${name} cannot be parsed.`);
    return {
      name,
      text,
      isUnderstood: !tree.rootNode.hasError,
      declarations: partsOf(tree.rootNode).flatMap((node, at, all) => declared(node, all[at - 1])),
    };
  };
}

function declared(node: Node, before: Node | undefined): readonly Declaration[] {
  const kind = kinds[node.type];
  if (kind === undefined) return [];
  const parts = partsOf(node);
  const isOptional = kind !== 'param' || node.children.some((child) => child.type === '=');
  return [
    {
      kind,
      name: parts.find(({ type }) => type === 'identifier')?.text ?? '',
      type: kind === 'resource' || kind === 'module' ? textOf(parts.find(({ type }) => type === 'string')) : '',
      decorators: before?.type === 'decorators' ? before.text : '',
      isExisting: node.children.some(({ type }) => type === 'existing'),
      value: isOptional ? valueOf(parts.at(-1)) : undefined,
    },
  ];
}

const partsOf = (node: Node): readonly Node[] =>
  node.namedChildren.filter(({ type }) => type !== 'comment' && type !== 'diagnostic_comment');

const textOf = (node: Node | undefined): string => node?.text.slice(1, -1) ?? '';

function valueOf(node: Node | undefined): Value | undefined {
  if (!node) return undefined;
  const parts = partsOf(node);
  switch (node.type) {
    case 'parenthesized_expression':
      return valueOf(parts[0]);
    case 'for_statement':
      return valueOf(node.childForFieldName('body') ?? parts.at(-1));
    case 'if_statement':
      return valueOf(parts.at(-1));
    case 'object':
      return Object.fromEntries(
        parts
          .filter(({ type }) => type === 'object_property')
          .map((property) => {
            const [key, value] = [partsOf(property)[0], partsOf(property).at(-1)];
            return [key?.type === 'string' ? textOf(key) : (key?.text ?? ''), valueOf(value)] as const;
          }),
      );
    case 'array':
      return parts.flatMap((item) => valueOf(item) ?? []);
    case 'string':
      return parts.some(({ type }) => type === 'interpolation') ? { expression: node.text } : textOf(node);
    case 'boolean':
      return node.text === 'true';
    case 'number':
      return Number(node.text);
    default:
      return { expression: node.text };
  }
}
