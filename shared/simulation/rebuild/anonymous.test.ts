import path from 'node:path';
import { readScenario, scenarioFrom, scenarioNames } from '../scenarios/load';
import { Scenario, type ScenarioInput } from '../scenarios/schema';
import { anonymous } from './anonymous';

const root = path.join(__dirname, '../../..');

/** Every name and id of somebody or something in a scenario. */
function secretsOf({ estate, policy, people = [] }: ScenarioInput): readonly string[] {
  const { subscriptions, approvers } = policy as { subscriptions: string[]; approvers: { id: string; name: string }[] };
  const persons = [...approvers, ...people.map(({ who }) => who)].flatMap(({ id, name }) => [id, name]);
  const groups = estate.resources.map(({ id }) => id.split('/')[4]!);
  const names = estate.resources.map(({ name }) => name);
  return [...subscriptions, ...persons, ...groups, ...names].filter(
    (name) =>
      !/^(default|gateway|networkwatcher.*|azurenetworkwatcherextension|enablevmaccess|azuremonitor(?:windows|linux)agent|privatelink\..*)$/i.test(
        name,
      ),
  );
}

test('a scenario shows nobody and nothing by name, and still is a scenario', async () => {
  for (const name of scenarioNames(root)) {
    const scenario = await scenarioFrom(name, root);
    const other = anonymous(scenario);
    const { name: _name, ...shown } = other;
    const text = JSON.stringify(shown).toLowerCase();
    expect({ name, shown: secretsOf(scenario).filter((secret) => text.includes(secret.toLowerCase())) }).toEqual({
      name,
      shown: [],
    });
    expect(await readScenario(other, 'x.json', root)).toMatchObject({ kind: 'ok', scenario: { name } });
  }
});

test('the same name is the same everywhere, and addresses stay', async () => {
  const before = await scenarioFrom('vm-nsg-denies-ssh', root);
  const after = Scenario.parse(anonymous(before));
  const [write] = after.expect.writes;
  const groups = after.estate.resources.filter(({ type }) => type.endsWith('/networkSecurityGroups'));
  expect(groups.map(({ name }) => write?.url.includes(`/${name}/`))).toContain(true);
  expect(after.expect.blamed?.startsWith(`${groups[0]!.id}/`)).toBe(true);
  expect(JSON.stringify(after).match(/\d+\.\d+\.\d+\.\d+/g)).toEqual(
    JSON.stringify(before).match(/\d+\.\d+\.\d+\.\d+/g),
  );
});
