import * as z from 'zod';

type Schema = z.core.JSONSchema.JSONSchema;

/** What can be written in an object of this schema, as a Markdown table: name, default and meaning, in the schema's own order. */
export const tableOf = (schema: z.ZodObject): string =>
  [
    '| name | default | meaning |',
    '| --- | --- | --- |',
    ...rowsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), ''),
    '',
  ].join('\n');

/** One row for each member that is described or has a default, and for those within it. */
const rowsOf = ({ properties = {}, required = [] }: Schema, within: string): readonly string[] =>
  Object.entries(properties).flatMap(([key, member]) => {
    if (typeof member === 'boolean') return [];
    const { description = '', type, items } = member;
    const standard = defaultOf(member);
    const inside =
      type === 'array' && typeof items === 'object' && !Array.isArray(items)
        ? rowsOf(items, `${within}${key}[].`)
        : rowsOf(member, `${within}${key}.`);
    if (description === '' && standard === '') return inside;
    const byDefault = required.includes(key) ? 'required' : standard;
    return [`| \`${within}${key}\` | ${byDefault} | ${description}${rangeOf(member)} |`, ...inside];
  });

function defaultOf({ default: standard }: Schema): string {
  if (standard === undefined || typeof standard === 'object') return '';
  return `\`${typeof standard === 'string' ? standard : JSON.stringify(standard)}\``;
}

const rangeOf = ({ minimum, maximum = Number.MAX_SAFE_INTEGER }: Schema): string =>
  minimum === undefined || maximum === Number.MAX_SAFE_INTEGER ? '' : ` ${minimum} to ${maximum}.`;
