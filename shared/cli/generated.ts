import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { causes } from '../causes/index.generated';
import { Settings } from '../config/settings';
import { fixes } from '../fixes/index.generated';
import { sources } from '../model/documents';
import type { Cause, Source } from '../model/judgement';
import { Policy } from '../model/policy';
import { proofsIn, proofsOf, type Proof } from './proofs';
import { symptoms } from '../symptoms/index.generated';
import { roles } from './roles';
import { tableOf } from './schema-table';

/** Every file of the project that follows from its code: path below `root` and text. The build writes them. */
export const generatedFiles = (root: string): readonly (readonly [file: string, text: string])[] => [
  ...Object.entries(roles()).map(
    ([name, role]) => [`infra/roles/${name}.json`, `${JSON.stringify(role, null, 2)}\n`] as const,
  ),
  ['shared/docs/causes.md', causesPage(proofsIn(root))],
  ['shared/docs/policy.schema.json', `${JSON.stringify(z.toJSONSchema(Policy, forEditors), null, 2)}\n`],
  ['shared/docs/settings.md', settingsPage(readFileSync(path.join(root, 'shared/docs/settings.md'), 'utf8'))],
];

/** What cannot be said in JSON Schema may be anything there: the app judges it when it starts. */
const forEditors = { io: 'input', unrepresentable: 'any' } as const;

/** The page with its tables made anew; the rest is written by hand. */
const settingsPage = (page: string): string =>
  Object.entries({ settings: Settings, policy: Policy }).reduce(
    (text, [name, schema]) =>
      text.replace(
        new RegExp(`(<!-- ${name}: .*-->\n\n)[^]*?(<!-- prettier-ignore-end -->)`),
        (_, before: string, after: string) => `${before}${tableOf(schema)}\n${after}`,
      ),
    page,
  );

function causesPage(proofs: readonly Proof[]): string {
  const documents = [...Map.groupBy(sources, ({ document }) => document)];
  return [
    '# What Reconnect finds',
    '',
    'Each cause by the document that describes it, in the order in which causes are judged: the symptoms that it explains, the fixes',
    'that its scenarios show (none: people get a report that says what to do), the scenarios in which it is to blame, and those that',
    'look alike in which it is not. Below them, what else the document has. The build writes this page from the causes and the scenarios.',
    ...documents.flatMap(([document, sections]) => [
      '',
      `## ${document}`,
      '',
      `[${sections[0]?.link ?? ''}](${sections[0]?.link ?? ''})`,
      '',
      '| section | cause | | symptoms | fixes | to blame in | not in |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      ...causes.flatMap((cause) =>
        sourcesOf(cause)
          .filter((source) => source.document === document)
          .map((source) => rowOf(cause, source, proofs)),
      ),
      ...sections.flatMap(otherwise),
    ]),
    '',
  ].join('\n');
}

const sourcesOf = ({ source, sourceFor = {} }: Cause): readonly Source[] => [source, ...Object.values(sourceFor)];

function rowOf({ id, title, explains }: Cause, source: Source, proofs: readonly Proof[]): string {
  const { found, lookAlikes } = proofsOf(id, proofs);
  const fixes = new Set(found.flatMap((proof) => proof.fixes.map(({ fix }) => fix)));
  const linked = (all: readonly Proof[]): string =>
    all
      .slice(0, most)
      .map(({ name }) => `[${name}](../../test/scenarios/${name}.json)`)
      .join(', ') + (all.length > most ? ` and ${all.length - most} more` : '');
  const cells = [
    source.section,
    `\`${id}\``,
    title.en,
    explains.join(', '),
    [...fixes].join(', '),
    linked(found),
    linked(lookAlikes),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** A section that no cause has: a fix has it, or reports say that it was not checked. */
function otherwise(section: Source): readonly string[] {
  const isSame = (source: Source | undefined): boolean =>
    source?.document === section.document && source.section === section.section;
  const isIt = ({ source }: { readonly source?: Source }): boolean => isSame(source);
  if (causes.flatMap(sourcesOf).some(isSame)) return [];
  const remedies = fixes.filter(isIt).map(({ id }) => `the fix \`${id}\``);
  const told = symptoms.flatMap(({ notJudged }) =>
    notJudged.filter(isIt).map(({ en }) => `reports say: not checked, ${en}`),
  );
  return [`| ${section.section} | | ${[...remedies, ...told].join('; ')} | | | | |`];
}

/** So many scenarios are named for each cause. */
const most = 3;
