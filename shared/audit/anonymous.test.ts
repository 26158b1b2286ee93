import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readScenario } from '../../test/scenarios/load';
import { Scenario, type ScenarioInput } from '../../test/scenarios/schema';
import { anonymous } from './anonymous';

const folder = path.join(__dirname, '../../test/scenarios');
const scenarios = readdirSync(folder)
  .filter((file) => file.endsWith('.json') && file !== 'scenario.schema.json')
  .map((file): [string, ScenarioInput] => [
    file,
    JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as ScenarioInput,
  ]);

/** Every name and id of somebody or something in a scenario. */
function secretsOf({ estate, policy, people = [] }: ScenarioInput): readonly string[] {
  const { subscriptions, approvers } = policy as { subscriptions: string[]; approvers: { id: string; name: string }[] };
  const persons = [...approvers, ...people.map(({ who }) => who)].flatMap(({ id, name }) => [id, name]);
  const groups = estate.resources.map(({ id }) => id.split('/')[4]!);
  const names = estate.resources.map(({ name }) => name);
  return [...subscriptions, ...persons, ...groups, ...names].filter(
    (name) => !/^(default|gateway|networkwatcher.*|azurenetworkwatcherextension|enablevmaccess)$/i.test(name),
  );
}

test.each(scenarios)('%s shows nobody and nothing by name, and still is a scenario', (_, scenario) => {
  const other = anonymous(scenario);
  const { name: _name, ...shown } = other;
  const text = JSON.stringify(shown).toLowerCase();
  expect(secretsOf(scenario).filter((secret) => text.includes(secret.toLowerCase()))).toEqual([]);
  expect(readScenario(other, 'x.json')).toMatchObject({ kind: 'ok' });
});

test('the same name is the same everywhere, and addresses stay', () => {
  const [, scenario] = scenarios.find(([file]) => file === 'vm-nsg-denies-ssh.json')!;
  const [before, after] = [Scenario.parse(scenario), Scenario.parse(anonymous(scenario))];
  const [write] = after.expect.writes;
  const groups = after.estate.resources.filter(({ type }) => type.endsWith('/networkSecurityGroups'));
  expect(groups.map(({ name }) => write?.url.includes(`/${name}/`))).toContain(true);
  expect(after.expect.blamed?.startsWith(`${groups[0]!.id}/`)).toBe(true);
  expect(JSON.stringify(after).match(/\d+\.\d+\.\d+\.\d+/g)).toEqual(
    JSON.stringify(before).match(/\d+\.\d+\.\d+\.\d+/g),
  );
});
