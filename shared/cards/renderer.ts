import type { CardElement, TextRun, TextRunOptions } from '@microsoft/teams.cards';
import type { Language, Text } from '../model/text';
import { bullet, paragraph, run } from './card-parts';
import { time } from './format';
import { more } from './words';

/** How many of each list a card shows, and how many characters of each line. `stages`: on the way of the traffic, in its line, and `drawn` below it; `values`: of each request. */
export interface Room {
  readonly history: number;
  readonly otherCauses: number;
  readonly proof: number;
  readonly shownBy: number;
  readonly requests: number;
  readonly values: number;
  readonly flows: number;
  readonly losses: number;
  readonly names: number;
  readonly stages: number;
  readonly drawn: number;
  readonly chars: number;
}

const ample: Room = {
  history: 40,
  otherCauses: 40,
  proof: 40,
  shownBy: 12,
  requests: 20,
  values: 40,
  flows: 40,
  losses: 40,
  names: 40,
  stages: 20,
  drawn: 20,
  chars: 1000,
};
const brief: Room = { ...ample, drawn: 0, history: 0, otherCauses: 0, proof: 0, shownBy: 3, requests: 4, values: 0 };

/** From ample to scarce. What happened goes first, with what is only drawn, then what was ruled out and proven; what people approve and what they lose goes last. */
export const rooms: readonly [Room, ...Room[]] = [
  ample,
  { ...ample, history: 6 },
  { ...ample, history: 0, otherCauses: 8, drawn: 0 },
  { ...ample, history: 0, otherCauses: 3, drawn: 0, proof: 4, values: 12 },
  brief,
  { ...brief, chars: 200 },
  { ...brief, shownBy: 1, requests: 2, flows: 8, losses: 8, names: 5, stages: 4, chars: 120 },
  { ...brief, shownBy: 1, requests: 1, flows: 3, losses: 3, names: 3, stages: 2, chars: 80 },
];

/** Draws text in one language, in the room there is. */
export interface Renderer {
  readonly language: Language;
  readonly room: Room;
  readonly plain: (value: string, options?: TextRunOptions) => TextRun;
  readonly text: (value: Text, options?: TextRunOptions) => TextRun;
  readonly more: (count: number) => TextRun;
  /** A time (ISO 8601 UTC) as those who read the card see it. */
  readonly time: (iso: string, options?: TextRunOptions) => TextRun;
}

export function renderer(language: Language, timeZone: string, room: Room): Renderer {
  const plain = (value: string, options?: TextRunOptions): TextRun => run(value, room.chars, options);
  return {
    language,
    room,
    plain,
    text: (value, options) => plain(value[language], options),
    more: (count) => plain(` ${more(count)[language]}`, { isSubtle: true }),
    time: (iso, options) => plain(time(iso, timeZone), options),
  };
}

/** A fixed text, for places that take a string. */
export const says = (value: Text, { language }: Renderer): string => value[language];

/** One bullet each, at most `most` of them (the first, or the latest), and a line that says how many are not shown. */
export function lines(
  r: Renderer,
  items: readonly (readonly TextRun[])[],
  most: number,
  keep: 'first' | 'latest' = 'first',
): CardElement[] {
  const shown = keep === 'first' ? items.slice(0, most) : items.slice(Math.max(0, items.length - most));
  const rest = items.length - shown.length;
  const bullets = shown.map((runs) => bullet(...runs));
  const note = rest > 0 ? [paragraph(r.more(rest))] : [];
  return keep === 'first' ? [...bullets, ...note] : [...note, ...bullets];
}
