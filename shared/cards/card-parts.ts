import {
  Column,
  ColumnSet,
  Container,
  OpenUrlAction,
  RichTextBlock,
  TextBlock,
  TextRun,
  ToggleVisibilityAction,
  type CardElement,
  type TextRunOptions,
} from '@microsoft/teams.cards';
import { oneLine } from '../model/one-line';

/**
 * Text that came from Azure or from people. Text runs show their text as it is, while text blocks and fact sets are read as
 * markdown, where a resource named `[x](http://evil)` would become a link (Adaptive Cards: TextRun, "Markdown is not supported").
 */
export const run = (value: string, limit: number, options: TextRunOptions = {}): TextRun =>
  new TextRun(oneLine(value, limit), options);

/** One paragraph of runs. */
export const paragraph = (...runs: readonly TextRun[]): RichTextBlock =>
  new RichTextBlock().withInlines(...runs).withSpacing('Small');

/** A fixed label above a section; only from the catalogue of words. */
export const label = (value: string): TextBlock =>
  new TextBlock(value, { weight: 'Bolder', wrap: true, spacing: 'Medium', style: 'heading', size: 'Default' });

/** A section with a label, left out when it has no lines. */
export const section = (title: string, lines: readonly CardElement[]): CardElement[] =>
  lines.length === 0 ? [] : [label(title), ...lines];

/** One entry of a list. */
export const bullet = (...runs: readonly TextRun[]): ColumnSet =>
  new ColumnSet({ spacing: 'Small' }).withColumns(
    new Column(new TextBlock('•')).withWidth('auto'),
    new Column(new RichTextBlock().withInlines(...runs)).withWidth('stretch').withSpacing('Small'),
  );

/** A fixed label and what it is about, in one paragraph: side by side, a phone has no room for them. */
export const fact = (title: string, value: readonly TextRun[]): RichTextBlock =>
  paragraph(new TextRun(`${title}${title.endsWith('?') ? '' : ':'} `, { weight: 'Bolder' }), ...value);

/** Text that opens a page of ours or of Microsoft's when selected. */
export const link = (value: string, url: string, limit: number): TextRun =>
  run(value, limit, { color: 'Accent', selectAction: new OpenUrlAction(url) });

/** A box that stands out. */
export const emphasised = (style: 'attention' | 'warning', items: readonly CardElement[]): Container =>
  new Container(...items).withStyle(style).withSpacing('Small').withBleed();

/** What unfolds: under this id, with this fixed title. */
export interface Fold {
  readonly id: string;
  readonly title: string;
  readonly items: readonly CardElement[];
}

/** The titles of what unfolds, side by side, and below them what does when its title is selected. Those without items are left out. */
export function folded(folds: readonly Fold[]): CardElement[] {
  const there = folds.filter(({ items }) => items.length > 0);
  if (there.length === 0) return [];
  return [
    new ColumnSet({ spacing: 'Medium' }).withColumns(...there.map(({ id, title }) => handle(id, title))),
    ...there.map(({ id, items }) =>
      new Container(...items).withId(id).withIsVisible(false).withSpacing('Small').withSeparator(),
    ),
  ];
}

/** Points down while what it unfolds is to be seen. */
function handle(id: string, title: string): Column {
  const shown = { color: 'Accent', weight: 'Bolder', spacing: 'None' } as const;
  const [folds, unfolds] = [`${id}-fold`, `${id}-unfold`];
  return new Column(
    new TextBlock(`▸ ${title}`, { ...shown, id: unfolds }),
    new TextBlock(`▾ ${title}`, { ...shown, id: folds, isVisible: false }),
  )
    .withWidth('auto')
    .withSpacing('Large')
    .withSelectAction(new ToggleVisibilityAction({ title, targetElements: [id, folds, unfolds] }));
}
