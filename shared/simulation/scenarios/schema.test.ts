import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { causes } from '../../causes/index.generated';
import { fixes } from '../../fixes/index.generated';
import { guards } from '../../guards/index.generated';
import { estateNames, loadScenario, readScenario, scenarioNames } from './load';
import { EstateFile, ScenarioFile } from './schema';

const root = process.cwd();
const file = path.join(root, 'test/scenarios/scenario.schema.json');

test('scenario.schema.json is what schema.ts says', async () => {
  const made: unknown = JSON.parse(JSON.stringify(z.toJSONSchema(ScenarioFile, { io: 'input' })));
  if (process.env.WRITE_SCENARIO_SCHEMA === '1') await writeFile(file, `${JSON.stringify(made, undefined, 2)}\n`);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(made);
});

test('every scenario can be read, is named as its file, and names causes, guards and fixes that exist', async () => {
  const names = scenarioNames(root);
  expect(names.length).toBeGreaterThan(30);
  for (const name of names) {
    const loaded = await loadScenario(name, root);
    expect(loaded).toMatchObject({ kind: 'ok', scenario: { name, $schema: './scenario.schema.json' } });
    if (loaded.kind === 'bad') continue;
    const { cause, judgements, stops = [], fixes: expected } = loaded.scenario.expect;
    const earlier = loaded.scenario.history.map((each) => each.cause);
    const named = [...(cause === undefined ? [] : [cause]), ...Object.keys(judgements), ...earlier];
    expect(causes.map(({ id }) => id)).toEqual(expect.arrayContaining(named));
    expect(guards.map(({ id }) => id)).toEqual(expect.arrayContaining(stops));
    expect(fixes.map(({ id }) => id)).toEqual(expect.arrayContaining(expected.map(({ fix }) => fix)));
  }
});

test('every estate is extended by several scenarios, and the README says what it is and which alerts it has', async () => {
  const contents = await Promise.all(
    scenarioNames(root).map((name) => readFile(path.join(root, `test/scenarios/${name}.json`), 'utf8')),
  );
  const extended = contents.map((text) => (JSON.parse(text) as { estate: { extend?: string } }).estate.extend);
  const readme = (await readFile(path.join(root, 'test/scenarios/README.md'), 'utf8')).replaceAll(/ +/g, ' ');
  for (const name of estateNames(root)) {
    expect({ name, times: extended.filter((each) => each === name).length > 1 }).toEqual({ name, times: true });
    const file = path.join(root, `test/scenarios/estates/${name}.json`);
    const { about, signals } = EstateFile.parse(JSON.parse(await readFile(file, 'utf8')));
    const alerts = Object.keys(signals).map((signal) => `\`${signal}\``);
    expect(readme).toContain(`| \`${name}\` | ${about} Alerts: ${alerts.join(', ')} |`);
  }
});

test('every cause is found in a scenario, and every fix is applied in one', async () => {
  const loaded = await Promise.all(scenarioNames(root).map((name) => loadScenario(name, root)));
  const expected = loaded.flatMap((each) => (each.kind === 'ok' ? [each.scenario.expect] : []));
  for (const { id } of causes) expect(expected.map(({ cause }) => cause)).toContain(id);
  const applied = expected.flatMap((each) => each.fixes.filter((fix) => fix.applied).map(({ fix }) => fix));
  for (const { id } of fixes) expect(applied).toContain(id);
});

test('every guard stops a plan in a scenario', async () => {
  const loaded = await Promise.all(scenarioNames(root).map((name) => loadScenario(name, root)));
  const stops = loaded.flatMap((each) => (each.kind === 'ok' ? (each.scenario.expect.stops ?? []) : []));
  // Causes see an event, and the fix sees a rule of its name, before any guard is asked; those two are there for causes and fixes
  // that do not look, and have unit tests.
  const behind = ['events-under-way', 'own-rules'];
  const shown = guards.map(({ id }) => id).filter((id) => !behind.includes(id));
  expect(stops).toEqual(expect.arrayContaining(shown));
});

test('the example of the README can be used', async () => {
  const readme = await readFile(path.join(root, 'test/scenarios/README.md'), 'utf8');
  const example = /```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(await readScenario(JSON.parse(example), 'README.md', root)).toMatchObject({ kind: 'ok' });
});
