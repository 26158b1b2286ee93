import { oneLine } from '../model/one-line';
import type { Source } from '../model/judgement';
import type { Language, Text } from '../model/text';
import { flow } from './format';
import type { Remedy } from './view';
import { risks, words } from './words';

/** A line, and what is said more quietly beside it. Plain text: whoever draws markup escapes it. */
export interface Line {
  readonly text: string;
  readonly aside?: string;
  readonly mood?: 'bad';
}

/** A part of what is told, in one language. One without lines is left out. */
export type Section =
  | { readonly kind: 'facts'; readonly facts: readonly { readonly title: string; readonly value: Line }[] }
  | { readonly kind: 'list' | 'commands'; readonly title: string; readonly lines: readonly Line[] };

/** A fix with what it costs; `titles` are those of what it does, and of what was checked about it. */
export function remedySections(
  remedy: Remedy,
  titles: { readonly fix: Text; readonly proof: Text },
  language: Language,
): readonly Section[] {
  const said = sayIn(language);
  const flowsOf = (boxes: Remedy['opens']) => boxes.map((box) => ({ text: oneLine(flow(box, language)) }));
  const opens = flowsOf(remedy.opens);
  const changesFlows = opens.length > 0 || remedy.closes.length > 0;
  return [
    listOf(titles.fix[language], [{ text: `${said(remedy.title).text}: ${said(remedy.effect).text}` }]),
    {
      kind: 'facts',
      facts: [
        { title: words.risk[language], value: said(risks[remedy.risk]) },
        { title: words.source[language], value: sourceLine(remedy.source) },
      ],
    },
    listOf(words.opens[language], changesFlows ? opens : [said(words.noFlows)]),
    listOf(words.closes[language], flowsOf(remedy.closes)),
    listOf(
      words.losses[language],
      remedy.losses.map((loss) => ({ ...said(loss), mood: 'bad' })),
    ),
    listOf(titles.proof[language], remedy.proof.map(said)),
  ];
}

/** Where a piece of knowledge comes from. */
export const sourceLine = ({ document, section, link }: Source): Line => ({
  text: oneLine(`${document}: ${section}`),
  aside: oneLine(link),
});

export const listOf = (title: string, lines: readonly Line[]): Section => ({ kind: 'list', title, lines });

/** A text as a line, in this language. */
export const sayIn =
  (language: Language) =>
  (value: Text): Line => ({ text: oneLine(value[language]) });
