import {
  AdaptiveCard,
  Container,
  TeamsCardProperties,
  type CardElement,
  type IAdaptiveCard,
} from '@microsoft/teams.cards';
import { text, type Language } from '../model/text';
import { cardLimit } from '../cards/card';
import { bullet, label, paragraph, run } from '../cards/card-parts';
import { oneLine } from '../model/one-line';
import type { ShadowReport } from './shadow';
import { shadowHeadline, tellShadow, type ShadowTold } from './shadow-words';
import { more } from '../cards/words';

const chars = 600;
const would = text('Reconnect would have', 'Reconnect가 했을 일');
const instead = text('Instead', '그 대신');

/** The report as an Adaptive Card 1.5 without buttons, never larger than {@link cardLimit}: the oldest troubles are left out first. */
export function shadowCard(report: ShadowReport, language: Language): IAdaptiveCard {
  const told = tellShadow(report);
  const fits = (card: IAdaptiveCard): boolean => Buffer.byteLength(JSON.stringify(card), 'utf8') <= cardLimit;
  for (let most = told.length; most > 0; most--) {
    const card = draw(report, told, most, language);
    if (fits(card)) return card;
  }
  return draw(report, told, 0, language);
}

function draw(report: ShadowReport, all: readonly ShadowTold[], most: number, language: Language): AdaptiveCard {
  const headline = oneLine(shadowHeadline(report)[language], 300);
  const rest = all.length - most;
  return new AdaptiveCard(
    new Container(paragraph(run(headline, 300, { weight: 'Bolder', size: 'Large' }))).withStyle('emphasis').withBleed(),
    ...all.slice(0, most).flatMap((told) => trouble(told, language)),
    ...(rest > 0 ? [paragraph(run(more(rest)[language], chars, { isSubtle: true }))] : []),
  )
    .withVersion('1.5')
    .withFallbackText(headline)
    .withMsteams(new TeamsCardProperties({ width: 'full' }));
}

const trouble = (told: ShadowTold, language: Language): readonly CardElement[] => [
  paragraph(run(told.title[language], chars, { weight: 'Bolder' }))
    .withSeparator()
    .withSpacing('Medium'),
  label(would[language]),
  ...told.would.map((each) => bullet(run(each[language], chars))),
  label(instead[language]),
  ...told.instead.map((each) => bullet(run(each[language], chars))),
];
