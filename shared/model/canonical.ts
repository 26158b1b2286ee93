import { hash } from 'node:crypto';

/** Plain data as JSON with sorted keys and without `undefined`, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** The same data with its keys in order. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const data = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(data);
  const isInOrder = names.every((name, place) => typeof data[name] === 'string' && name >= (names[place - 1] ?? ''));
  if (isInOrder && names.length > 0) return value;
  const keys = names.sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(data[key])]));
}

const texts = new WeakMap<object, string>();

/** {@link canonicalJson} of an object that nobody changes, worked out once. */
export function canonicalTextOf(value: object): string {
  const text = texts.get(value) ?? canonicalJson(value);
  texts.set(value, text);
  return text;
}

/** SHA-256 as lower-case hex. */
export const sha256 = (content: string): string => hash('sha256', content);

/** A GUID made from its parts: the same parts give the same GUID, so that a repeated request can be told from a new one. */
export function guidOf(...parts: readonly string[]): string {
  const hex = sha256(parts.join('\n'));
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
