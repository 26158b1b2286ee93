import { oneLine } from '../model/one-line';
import { text, type Language, type Text } from '../model/text';
import type { CheckedStation, Path } from './checked';
import { escaped } from './markup';
import { stationMarks, worstOf } from './stations';

const width = 420;
const box = { height: 44, gap: 12 };
const arrow = 26;
/** What is beside each other shares a row, up to so many. */
const perRow = 2;
/** How many are drawn in one place at most: the worst, and of the rest how many there are. */
const most = 8;

/** The way of the traffic from top to bottom, as an SVG picture. Its colours are the page's. */
export function pathSvg(path: Path, language: Language): string {
  const drawn: string[] = [];
  let top = 0;
  for (const { stations: stage, more } of path.map((each) => worstOf(each, most))) {
    if (top > 0) {
      const middle = width / 2;
      drawn.push(`<path class="way" d="M${middle} ${top + 2} V${top + arrow - 3} m-5 -6 l5 6 l5 -6"/>`);
      top += arrow;
    }
    for (let first = 0; first < stage.length; first += perRow) {
      const row = stage.slice(first, first + perRow);
      const each = stage.length === 1 ? width * 0.7 : (width - box.gap * (perRow - 1)) / perRow;
      const left = (width - row.length * each - (row.length - 1) * box.gap) / 2;
      drawn.push(
        ...row.map((station, index) => stationAt(station, left + index * (each + box.gap), top, each, language)),
      );
      top += box.height + (first + perRow < stage.length ? box.gap : 0);
    }
    if (more > 0) {
      drawn.push(`<text class="what" x="${width / 2}" y="${top + 18}">${escaped(andMore(more)[language])}</text>`);
      top += 26;
    }
  }
  const label = path.map((stage) => stage.map(({ name }) => name).join(', ')).join(' → ');
  return [
    `<svg class="path" viewBox="-1 -1 ${width + 2} ${top + 2}" role="img" aria-label="${escaped(oneLine(label))}">`,
    ...drawn,
    '</svg>',
  ].join('\n');
}

const andMore = (count: number): Text => text(`and ${count} more`, `외 ${count}개`);

function stationAt(
  { what, name, state }: CheckedStation,
  x: number,
  y: number,
  each: number,
  language: Language,
): string {
  const whole = oneLine(name);
  // A character of the name is about 8 wide.
  const shown = oneLine(`${stationMarks[state]}${whole}`, Math.floor((each - 16) / 8));
  const middle = x + each / 2;
  return [
    `<g class="${state}"><title>${escaped(whole)}</title>`,
    `<rect x="${x}" y="${y}" width="${each}" height="${box.height}" rx="6"/>`,
    `<text class="name" x="${middle}" y="${y + 19}">${escaped(shown)}</text>`,
    `<text class="what" x="${middle}" y="${y + 35}">${escaped(what[language])}</text></g>`,
  ].join('');
}
