/** A number on one of the lines that flows are measured on: ports are numbers, addresses are bigints. */
export type Point = number | bigint;

/** Half-open: `from` is in it, `to` is the first point that is not. */
export type Range = readonly [from: Point, to: Point];

/** A set of points: sorted, disjoint, never touching, so that equal sets are written alike. */
export type Ranges = readonly Range[];

/** The same points, sorted and joined. */
export function join(ranges: Ranges): Ranges {
  if (ranges.length < 2) return ranges;
  const sorted = ranges.toSorted((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  const joined: [Point, Point][] = [];
  for (const [from, to] of sorted) {
    const last = joined.at(-1);
    if (!last || from > last[1]) joined.push([from, to]);
    else if (to > last[1]) last[1] = to;
  }
  return joined;
}

export const union = (a: Ranges, b: Ranges): Ranges => join([...a, ...b]);

export function intersection(a: Ranges, b: Ranges): Ranges {
  if (a === b) return a;
  const common: Range[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const x = a[i]!;
    const y = b[j]!;
    const from = x[0] > y[0] ? x[0] : y[0];
    const to = x[1] < y[1] ? x[1] : y[1];
    if (from < to) common.push([from, to]);
    if (x[1] < y[1]) i++;
    else j++;
  }
  return common;
}

/** The points of `a` that are not in `b`. */
export function difference(a: Ranges, b: Ranges): Ranges {
  const rest: Range[] = [];
  let j = 0;
  for (const [start, to] of a) {
    let from = start;
    while (j < b.length && b[j]![1] <= from) j++;
    for (let k = j; k < b.length && b[k]![0] < to; k++) {
      if (b[k]![0] > from) rest.push([from, b[k]![0]]);
      from = b[k]![1];
    }
    if (from < to) rest.push([from, to]);
  }
  return rest;
}

/** Whether the sets have a point in common. */
export function meet(a: Ranges, b: Ranges): boolean {
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const x = a[i]!;
    const y = b[j]!;
    if (x[0] < y[1] && y[0] < x[1]) return true;
    if (x[1] < y[1]) i++;
    else j++;
  }
  return false;
}

/** Whether every point of `inner` is in `outer`. */
export const covers = (outer: Ranges, inner: Ranges): boolean => difference(inner, outer).length === 0;
