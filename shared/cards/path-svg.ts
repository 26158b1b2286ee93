import { oneLine } from '../model/one-line';
import type { Language } from '../model/text';
import type { Checked, CheckedStation } from './checked';
import { escaped } from './markup';

const width = 640;
const box = { height: 44, gap: 16 };
const arrow = 26;
/** What is beside each other shares a row, up to so many. */
const perRow = 3;

/** The way of the traffic from top to bottom, as an SVG picture that brings its own colours. */
export function pathSvg(path: Checked['path'], language: Language): string {
  const drawn: string[] = [];
  let top = 0;
  for (const stage of path) {
    if (top > 0) {
      const middle = width / 2;
      drawn.push(`<path class="way" d="M${middle} ${top + 2} V${top + arrow - 3} m-5 -6 l5 6 l5 -6"/>`);
      top += arrow;
    }
    for (let first = 0; first < stage.length; first += perRow) {
      const row = stage.slice(first, first + perRow);
      const each = stage.length === 1 ? width / 2 : (width - box.gap * (perRow - 1)) / perRow;
      const left = (width - row.length * each - (row.length - 1) * box.gap) / 2;
      drawn.push(
        ...row.map((station, index) => stationAt(station, left + index * (each + box.gap), top, each, language)),
      );
      top += box.height + (first + perRow < stage.length ? box.gap : 0);
    }
  }
  const label = path.map((stage) => stage.map(({ name }) => name).join(', ')).join(' → ');
  return [
    `<svg class="path" viewBox="-1 -1 ${width + 2} ${top + 2}" role="img" aria-label="${escaped(oneLine(label))}">`,
    ...drawn,
    '</svg>',
  ].join('\n');
}

const marks = { blamed: '✗ ', unwell: '! ', well: '✓ ', passed: '' } as const;

function stationAt(
  { what, name, state }: CheckedStation,
  x: number,
  y: number,
  each: number,
  language: Language,
): string {
  const whole = oneLine(name);
  // A character of the name is about 8 wide.
  const shown = oneLine(`${marks[state]}${whole}`, Math.floor((each - 16) / 8));
  const middle = x + each / 2;
  return [
    `<g class="${state}"><title>${escaped(whole)}</title>`,
    `<rect x="${x}" y="${y}" width="${each}" height="${box.height}" rx="6"/>`,
    `<text class="name" x="${middle}" y="${y + 19}">${escaped(shown)}</text>`,
    `<text class="what" x="${middle}" y="${y + 35}">${escaped(what[language])}</text></g>`,
  ].join('');
}
