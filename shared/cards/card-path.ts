import {
  Column,
  ColumnSet,
  RichTextBlock,
  TextRun,
  type CardElement,
  type ContainerStyle,
} from '@microsoft/teams.cards';
import { paragraph, run } from './card-parts';
import type { CheckedStation } from './checked';
import type { Renderer } from './renderer';
import { stationMarks, worstOf } from './stations';
import type { IncidentView } from './view';

/** How many that are beside each other are named on the way. */
const mostBeside = 3;

/** The way of the traffic as text, the blamed part marked: `internet › ✗ nsg-gateway › agw-prod › web1, web2`. */
export function way(view: IncidentView, r: Renderer): CardElement {
  const stages = shown(view, r.room.stages).map((stage) => {
    const { stations, more } = worstOf(stage, mostBeside);
    const named = stations.map((station) => name(station, r, station.state === 'blamed' ? blamed : {}));
    return [...joined(named, ', '), ...(more > 0 ? [new TextRun(` +${more}`)] : [])];
  });
  return paragraph(...joined(stages, ' › ').flat());
}

const blamed = { weight: 'Bolder', color: 'Attention' } as const;

/** The stages that there is room for; where that is too few, the blamed ones. */
function shown({ path }: IncidentView, most: number): IncidentView['path'] {
  if (path.length <= most) return path;
  const those = path.filter((stage) => stage.some(({ state }) => state === 'blamed'));
  return (those.length > 0 ? those : path).slice(0, most);
}

const name = ({ name: named, state }: CheckedStation, r: Renderer, options: Parameters<typeof run>[2]): TextRun =>
  run(`${stationMarks[state]}${named}`, Math.min(r.room.chars, 80), options);

/** What is listed, with a separator between two. */
const joined = <T>(parts: readonly T[], separator: string): (T | TextRun)[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [new TextRun(separator, { isSubtle: true }), part]));

const perRow = 2;
const mostDrawn = 4;
const styles = {
  blamed: 'attention',
  unwell: 'warning',
  well: 'good',
  passed: 'emphasis',
} as const satisfies Readonly<Record<CheckedStation['state'], ContainerStyle>>;

/**
 * The way of the traffic drawn from top to bottom: a box for each station, with what it is. It is made of the card's own elements, so
 * it is there wherever the card is, is read aloud, and has the colours of every theme.
 */
export const drawnWay = (view: IncidentView, r: Renderer): CardElement[] =>
  shown(view, r.room.drawn).flatMap((stage, index) => {
    const { stations, more } = worstOf(stage, mostDrawn);
    const rows = Array.from({ length: Math.ceil(stations.length / perRow) }, (_, row) =>
      new ColumnSet({ spacing: index === 0 && row === 0 ? 'Medium' : 'Small' }).withColumns(
        ...stations.slice(row * perRow, (row + 1) * perRow).map((station) => box(station, r)),
      ),
    );
    return [
      ...(index === 0 ? [] : [centred(new TextRun('↓', { isSubtle: true })).withSpacing('None')]),
      ...rows,
      ...(more > 0 ? [centred(r.more(more)).withSpacing('Small')] : []),
    ];
  });

const box = (station: CheckedStation, r: Renderer): Column =>
  new Column(
    centred(name(station, r, { weight: 'Bolder' })),
    centred(r.text(station.what, { size: 'Small', isSubtle: true })).withSpacing('None'),
  )
    .withWidth('stretch')
    .withStyle(styles[station.state])
    .withShowBorder(true)
    .withRoundedCorners(true);

const centred = (...runs: readonly TextRun[]): RichTextBlock =>
  new RichTextBlock().withInlines(...runs).withHorizontalAlignment('Center');
