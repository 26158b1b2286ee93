import { wildcard } from '../arm/access';

/** A resource as a policy looks at it: its ARM body with `type` and `name`. */
export interface Subject {
  readonly type: string;
  readonly name?: string;
  readonly [field: string]: unknown;
}

/** The `if` of a policy rule: the part of Azure Policy's language that the twin knows. */
export type Condition =
  | { readonly allOf: readonly Condition[] }
  | { readonly anyOf: readonly Condition[] }
  | { readonly not: Condition }
  | ({ readonly field: string } & Readonly<Record<string, unknown>>);

/** Whether the resource meets the condition. */
export function complies(condition: Condition, subject: Subject): boolean {
  if ('allOf' in condition) return all(condition.allOf).every((inner) => complies(inner, subject));
  if ('anyOf' in condition) return all(condition.anyOf).some((inner) => complies(inner, subject));
  if ('not' in condition) return !complies(condition.not as Condition, subject);
  const { field, ...test } = condition;
  const [[operator, wanted] = ['', undefined]] = Object.entries(test);
  const holds = OPERATORS[operator];
  if (typeof field !== 'string' || !holds)
    throw new Error(`The twin does not know this policy: ${JSON.stringify(condition)}`);
  // A condition on `[*]` must hold for every member of the list.
  return valuesOf(field, subject).every((value) => holds(value, wanted));
}

const all = (conditions: unknown): readonly Condition[] => conditions as readonly Condition[];

const same = (value: unknown, wanted: unknown): boolean =>
  typeof value === 'string' || typeof wanted === 'string'
    ? String(value).toLowerCase() === String(wanted).toLowerCase()
    : value === wanted;
const oneOf = (value: unknown, wanted: unknown): boolean =>
  (wanted as readonly unknown[]).some((one) => same(value, one));
const like = (value: unknown, wanted: unknown): boolean =>
  typeof value === 'string' && wildcard(String(wanted)).test(value);

const OPERATORS: Readonly<Record<string, (value: unknown, wanted: unknown) => boolean>> = {
  equals: same,
  notEquals: (value, wanted) => !same(value, wanted),
  in: oneOf,
  notIn: (value, wanted) => !oneOf(value, wanted),
  like,
  notLike: (value, wanted) => !like(value, wanted),
  exists: (value, wanted) => (value !== undefined && value !== null) === (String(wanted).toLowerCase() === 'true'),
};

/** The values of a field: `type`, `name`, `location`, `tags.owner`, or an alias, which is the type and a path in its properties. */
function valuesOf(field: string, subject: Subject): readonly unknown[] {
  if (!field.includes('/')) return valuesAt(subject, field.replace(/^tags\['(.+)'\]$/i, 'tags.$1'));
  const prefix = `${subject.type}/`;
  // An alias of another type is a field that this resource does not have.
  if (!field.toLowerCase().startsWith(prefix.toLowerCase())) return [undefined];
  const path = field.slice(prefix.length);
  return path.includes('/') ? [undefined] : valuesAt(subject.properties, path);
}

function valuesAt(value: unknown, path: string): readonly unknown[] {
  const [first = '', ...rest] = path.split('.');
  const name = first.replace(/\[\*\]$/, '').toLowerCase();
  const found: unknown = Object.entries(value ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
  const values: readonly unknown[] = first.endsWith('[*]') ? (Array.isArray(found) ? found : []) : [found];
  return rest.length === 0 ? values : values.flatMap((one) => valuesAt(one, rest.join('.')));
}
