import type { CheckedStation } from './checked';

/** What stands before a station on the way. */
export const stationMarks = {
  blamed: '✗ ',
  unwell: '! ',
  well: '✓ ',
  passed: '',
} as const satisfies Readonly<Record<CheckedStation['state'], string>>;

const worstFirst = ['blamed', 'unwell', 'passed', 'well'] as const;

/** Of what is beside each other, what is shown where there is room for so many, and how many are not. */
export function worstOf(stage: readonly CheckedStation[], most: number) {
  const sorted = stage.toSorted((a, b) => worstFirst.indexOf(a.state) - worstFirst.indexOf(b.state));
  const stations = stage.length > most ? sorted.slice(0, most) : stage;
  return { stations, more: stage.length - stations.length };
}
