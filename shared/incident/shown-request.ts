import { requestOf, shortPathOf } from '../changes';
import type { Change } from '../model/change';
import type { Json } from '../model/observation';
import type { ShownRequest } from '../cards/view';

/** A change as the request that will be sent, with every value in it. */
export function shownRequest(change: Change): ShownRequest {
  const { method, path, body, amends } = requestOf(change);
  const line = `${method} ${path}`;
  if (!amends) return { line, values: valuesIn(body ?? {}, []) };
  const { list, name, at, from, to } = amends;
  return { line, values: [`${[list, name, ...at].join('.')}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`] };
}

/** The same in a few words: `PUT /networkSecurityGroups/nsg/securityRules/allow-22`. */
export const requestTitle = (change: Change): string => `${requestOf(change).method} ${shortPathOf(change)}`;

/** What ARM keeps to itself is not told to others either. */
const secret = 'protectedSettings';

/** `properties.priority: 100`, one for each value; a list of plain values is one, but a script is one for each of its lines. */
function valuesIn(value: Json, at: readonly string[]): readonly string[] {
  const name = at.join('.');
  if (at.at(-1) === secret) return [`${name}: …`];
  if (Array.isArray(value) && at.at(-1) === 'script') return value.map((line: Json) => `${name}: ${shown(line)}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${name}: ${shown(value)}`];
  return Object.entries(value).flatMap(([key, part]) => (part === undefined ? [] : valuesIn(part, [...at, key])));
}

const shown = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
