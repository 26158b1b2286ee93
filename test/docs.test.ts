import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { generatedFiles } from '../shared/cli/generated';
import { Policy } from '../shared/model/policy';
import { Settings } from '../shared/config/settings';
import { fixes } from '../shared/fixes/index.generated';
import { guards } from '../shared/guards/index.generated';
import { readAlert } from '../shared/incident/alert';

const root = path.join(__dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const pages = readdirSync(path.join(root, 'shared/docs'))
  .filter((file) => file.endsWith('.md'))
  .map((file) => `shared/docs/${file}`);
const documents = ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'test/scenarios/README.md', ...pages];

/** The part of a document under a heading of the second level. */
function section(file: string, title: string): string {
  const [, part] = read(file).split(`\n## ${title}\n`);
  if (part === undefined) throw new Error(`${file} has no section "${title}".`);
  return part.split('\n## ')[0] ?? '';
}

/** The first cells of the tables in a text, as far as they are code. */
const rowsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) +\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id),
  );

test.each(generatedFiles(root))('%s is as the build writes it', (file, text) => expect(read(file)).toBe(text));

test('the README is short', () => expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(12_000));

describe('the documents name what the code has, and nothing else', () => {
  test.each([
    ['README.md', 'What it finds and fixes', fixes],
    ['shared/docs/guards.md', undefined, guards],
  ])('%s', (file, title, all) => {
    const text = title === undefined ? read(file) : section(file, title);
    expect(rowsOf(text).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  });

  test('every setting and every field of the policy', () => {
    const page = read('shared/docs/settings.md');
    for (const name of Object.keys({ ...Settings.shape, ...Policy.shape })) expect(rowsOf(page)).toContain(name);
  });

  test('the example of a policy is one', () => {
    const [, example = ''] = /```json\n([^]*?)```/.exec(section('shared/docs/settings.md', 'Policy')) ?? [];

    expect(Policy.parse(JSON.parse(example)).targets).toHaveLength(1);
  });

  test('an alert is answered as the table says', () => {
    const [, example = ''] = /```json\n([^]*?)```/.exec(section('shared/docs/settings.md', 'Policy')) ?? [];
    const policy = Policy.parse(JSON.parse(example));
    const alert = (essentials: object) =>
      JSON.stringify({
        schemaId: 'azureMonitorCommonAlertSchema',
        data: { essentials: { alertId: 'a', monitorCondition: 'Fired', ...essentials } },
      });
    const elsewhere = '/subscriptions/other/resourceGroups/g/providers/Microsoft.Network/applicationGateways/a';
    const answers = [
      '{',
      '[]',
      'x'.repeat(262_145),
      '{}',
      alert({ alertTargetIDs: null }),
      alert({ alertTargetIDs: [elsewhere] }),
      alert({ alertTargetIDs: [elsewhere.replace('applicationGateways', 'routeTables')] }),
      alert({
        alertTargetIDs: [`${elsewhere.replace('applicationGateways', 'networkWatchers')}/connectionMonitors/c`],
      }),
      alert({ monitoringService: 'ServiceHealth', alertTargetIDs: ['/subscriptions/other'] }),
    ].map((body) => readAlert(body, policy, '2026-11-21T00:00:00Z'));

    const named = answers.map((answer) =>
      answer.kind === 'malformed' ? answer.code : answer.kind === 'ignored' ? answer.reason : '',
    );
    expect(new Set(named).size).toBe(answers.length);
    for (const name of named) expect(section('shared/docs/operating.md', 'Alerts')).toContain(name);
  });

  test('every function', () => {
    const registered = readdirSync(path.join(root, 'functions'))
      .map((file) => read(`functions/${file}`))
      .flatMap((source) => [...(/^app\.\w+\('([\w-]+)'/gm.exec(source)?.slice(1) ?? [])]);

    expect(rowsOf(section('shared/docs/operating.md', 'Functions')).toSorted()).toEqual(registered.toSorted());
  });

  test('every npm script and every command that it shows exists', () => {
    const shell = ['README.md', 'shared/docs/rehearsing.md'].map(read).join('\n');
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
    const shown = [...shell.matchAll(/npm run (?:-s )?([\w-]+)/g)].map(([, name = '']) => name);

    expect(shown.length).toBeGreaterThan(0);
    for (const name of ['start', 'test', ...shown]) expect(Object.keys(scripts)).toContain(name);
    for (const [, name = ''] of shell.matchAll(/rehearse (?:-- )?(?:--\S+ )*([a-z][a-z0-9-]+)/g))
      expect(existsSync(path.join(root, `test/scenarios/${name}.json`))).toBe(true);
  });
});

describe('the sample of the local settings', () => {
  test('sets every setting that has no default, to what the app accepts', () => {
    const { Values } = z
      .object({ Values: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('local.settings.sample.json')));

    expect(Settings.safeParse(Values).error).toBeUndefined();
    expect(
      Object.keys(Values).filter((name) => name !== 'FUNCTIONS_WORKER_RUNTIME' && !(name in Settings.shape)),
    ).toEqual([]);
  });
});

describe.each(documents)('%s', (file) => {
  const text = read(file);
  const prose = text.replace(/```[^]*?```/g, '');
  const linked = [...prose.matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g)].map(
    ([, link, image]) => link ?? image ?? '',
  );

  test('its relative links and images exist', () => {
    for (const link of linked.filter((each) => !/^https?:/.test(each))) {
      const [target = '', heading] = link.split('#');
      const wanted = target === '' ? file : path.join(path.dirname(file), target);
      expect({ link, exists: existsSync(path.join(root, wanted)) }).toEqual({ link, exists: true });
      if (heading) expect(headingsOf(read(wanted))).toContain(heading);
    }
  });

  test('it names no path of a machine', () => {
    expect(text.match(/(?<![\w.~/-])\/(?:home|root|Users|work|tmp|opt|usr|var|mnt)\/\S*|\b[A-Z]:\\\S+/g)).toBeNull();
  });
});

/** The anchors of a document's headings, as GitHub makes them. */
const headingsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
