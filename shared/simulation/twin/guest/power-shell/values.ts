import type { Node } from './parse';

/** What PowerShell's values are here. A list with one item is that item when it comes out of a pipeline. */
export type Value = string | number | boolean | undefined | Block | PowerShellObject | readonly Value[];

export interface Block {
  readonly block: readonly Node[];
}

/** An object by its properties. `shows`: what it is in a string. */
export interface PowerShellObject {
  readonly properties: Readonly<Record<string, Value>>;
}

/** Ends the statement, or under `Stop` the script. */
export class PowerShellError extends Error {
  override readonly name = 'PowerShellError';
}

export const object = (properties: Readonly<Record<string, Value>>): PowerShellObject => ({ properties });

export const isBlock = (value: Value): value is Block => typeof value === 'object' && 'block' in value;
export const isObject = (value: Value): value is PowerShellObject => typeof value === 'object' && 'properties' in value;
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export const listOf = (value: Value): readonly Value[] => (value === undefined ? [] : isList(value) ? value : [value]);

/** A property, whatever its case; of a list, that of each of its items. */
export function member(of: Value, name: string): Value {
  if (isList(of)) {
    if (name.toLowerCase() === 'count') return of.length;
    return unwrapped(of.map((each) => member(each, name)).filter((each) => each !== undefined));
  }
  if (!isObject(of)) return undefined;
  return Object.entries(of.properties).find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
}

export function textOf(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (isList(value)) return value.map(textOf).join(' ');
  if (typeof value === 'object') throw new PowerShellError('How an object is shown is not simulated.');
  return String(value);
}

export function isTrue(value: Value): boolean {
  if (isList(value)) return value.length > 1 || (value.length === 1 && isTrue(value[0]));
  return Boolean(value);
}

export const unwrapped = (values: readonly Value[]): Value => (values.length > 1 ? values : values[0]);

/** Compared as PowerShell does: without case, and as numbers where the left side is one. */
export function equal(left: Value, right: Value): boolean {
  if (typeof left === 'number') return left === Number(textOf(right));
  if (left === undefined || right === undefined) return left === right;
  return textOf(left).toLowerCase() === textOf(right).toLowerCase();
}
