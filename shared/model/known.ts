import * as z from 'zod';
import { Unsure } from './see';
import { text, type Text } from './text';

/**
 * A value of one of Azure's enums, as read: one that is known, or Azure's word for one that is not (empty where Azure
 * said nothing). An object on purpose: it cannot be compared with a word, so whoever judges has to go through
 * {@link sure}, and nothing is ever concluded from a value that nobody knows.
 */
export type Known<K extends string> = { readonly known: K } | { readonly unrecognised: string };

/**
 * Reads an enum of Azure's, in any case and with any spaces; `null` or no value at all is unrecognised.
 *
 * @param words Azure's words in lower case without spaces, and what each means: `{ up: 'healthy', healthy: 'healthy' }`.
 */
export const knownFrom = <K extends string>(words: Readonly<Record<string, K>>) =>
  z
    .string()
    .nullish()
    .transform((word): Known<K> => recognise(words, word ?? undefined));

/** The same for a word that has been read already. */
export function recognise<K extends string>(words: Readonly<Record<string, K>>, word: string | undefined): Known<K> {
  const key = (word ?? '').replaceAll(/\s/g, '').toLowerCase();
  const known = Object.hasOwn(words, key) ? words[key] : undefined;
  return known === undefined ? { unrecognised: word ?? '' } : { known };
}

/** The words of an enum whose values are called as Azure calls them. */
export const asCalled = <K extends string>(...values: readonly K[]): Readonly<Record<string, K>> =>
  Object.fromEntries(values.map((value) => [value.toLowerCase(), value]));

/**
 * The value, for reasoning that cannot go on without it: an unrecognised one ends the reasoning as `uncertain`.
 *
 * @param what What was read, to be told: `The power state of vm-files`.
 * @throws Unsure
 */
export function sure<K extends string>(reading: Known<K>, what: Text): K {
  if ('known' in reading) return reading.known;
  throw new Unsure(
    reading.unrecognised
      ? text(
          `${what.en} is “${reading.unrecognised}”, which Reconnect does not know.`,
          `${what.ko}: “${reading.unrecognised}”은(는) Reconnect가 모르는 값입니다.`,
        )
      : text(`Azure does not tell: ${what.en}.`, `Azure가 알려 주지 않음: ${what.ko}.`),
  );
}

/** The value for people and logs: Azure's own word where it is not known. Not for judging. */
export const wordOf = (reading: Known<string>): string =>
  'known' in reading ? reading.known : reading.unrecognised || '?';

/** Whether it is certainly this value. The opposite proves nothing: for that, use {@link sure}. */
export const isSurely = <K extends string>(reading: Known<K>, value: K): boolean =>
  'known' in reading && reading.known === value;
