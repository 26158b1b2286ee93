import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadScenario, scenarioNames } from '../../shared/simulation/scenarios/load';
import type { Scenario } from '../../shared/simulation/scenarios/schema';
import { causes } from '../../shared/causes/index.generated';
import { changeKinds } from '../../shared/changes/index';
import { fixes } from '../../shared/fixes/index.generated';
import { guards } from '../../shared/guards/index.generated';
import type { Source } from '../../shared/model/judgement';
import { SymptomId } from '../../shared/model/target';
import type { Text } from '../../shared/model/text';
import { observations } from '../../shared/observations/index.generated';
import { symptoms } from '../../shared/symptoms/index.generated';
import { roles } from '../../shared/cli/roles';

const root = path.join(__dirname, '../..');
const scenarios: Scenario[] = [];

beforeAll(async () => {
  for (const name of await scenarioNames(root)) {
    const loaded = await loadScenario(name, root);
    if (loaded.kind === 'ok') scenarios.push(loaded.scenario);
  }
});

const isWritten = ({ en, ko }: Text) => en.length > 3 && /[가-힣]/.test(ko);
const isCited = ({ document, section, link }: Source) =>
  document !== '' && section !== '' && link.startsWith('https://learn.microsoft.com/');

const withId = <T extends { readonly id: string }>(list: readonly T[]) => list.map((each) => [each.id, each] as const);

describe.each(withId(causes))('cause %s', (id, cause) => {
  test('is in the file of its name', () => {
    expect(existsSync(path.join(root, 'shared/causes', `${id}.ts`))).toBe(true);
  });

  test('explains symptoms that exist', () => {
    expect(cause.explains.length).toBeGreaterThan(0);
    expect(symptoms.map((symptom) => symptom.id)).toEqual(expect.arrayContaining([...cause.explains]));
  });

  test('is cited, and titled in both languages', () => {
    expect(isCited(cause.source)).toBe(true);
    expect(isWritten(cause.title)).toBe(true);
  });

  test('is found in a scenario', () => {
    expect(scenarios.filter(({ expect: wanted }) => wanted.cause === id).map(({ name }) => name)).not.toEqual([]);
  });

  test('is judged in a scenario in which it is not to blame', () => {
    const judged = scenarios.map(({ expect: wanted }) => wanted.judgements[id]);
    expect(judged.filter((kind) => kind !== undefined && kind !== 'found')).not.toEqual([]);
  });
});

describe.each(withId(fixes))('fix %s', (id, fix) => {
  test('is in the file of its name, cited, and titled in both languages', () => {
    expect(existsSync(path.join(root, 'shared/fixes', `${id}.ts`))).toBe(true);
    expect(isCited(fix.source)).toBe(true);
    expect(isWritten(fix.title)).toBe(true);
  });

  test('says how long recovery may take, and which changes it makes', () => {
    expect(fix.recoversWithinMs).toBeGreaterThan(0);
    expect(fix.changes.length).toBeGreaterThan(0);
    expect(Object.keys(changeKinds)).toEqual(expect.arrayContaining([...fix.changes]));
  });

  test('is applied in a scenario', () => {
    const applied = scenarios.flatMap(({ expect: wanted }) => wanted.fixes.filter((each) => each.applied));
    expect(applied.map((each) => each.fix)).toContain(id);
  });
});

test.each([...withId(guards)])('guard %s is in the file of its name', (id) => {
  expect(existsSync(path.join(root, 'shared/guards', `${id}.ts`))).toBe(true);
});

test.each(withId(symptoms))(
  'symptom %s is known, in the file of its name, and told in both languages',
  (id, symptom) => {
    expect(SymptomId.options).toContain(id);
    expect(existsSync(path.join(root, 'shared/symptoms', `${id}.ts`))).toBe(true);
    expect(isWritten(symptom.ifNothing)).toBe(true);
  },
);

test.each([
  ['causes', causes.map(({ id }) => id)],
  ['fixes', fixes.map(({ id }) => id)],
  ['guards', guards.map(({ id }) => id)],
  ['symptoms', symptoms.map(({ id }) => id)],
  ['observations', observations.map(({ kind }) => kind)],
])('no two %s have one name', (_, names) => expect(new Set(names).size).toBe(names.length));

test('causes are walked from cheap to dear', () => {
  const orders = causes.map(({ order }) => order);
  expect(orders).toEqual(orders.toSorted((a, b) => a - b));
});

test.each(['observer', 'remediator'] as const)(
  'the role %s in infra holds exactly the actions that the code uses',
  (name) => {
    const written = JSON.parse(readFileSync(path.join(root, 'infra/roles', `${name}.json`), 'utf8')) as unknown;
    expect(written).toEqual(roles()[name]);
    // What the Azure CLI makes a role of; it passes over everything else.
    expect(written).toMatchObject({
      name: `Reconnect ${name}`,
      assignableScopes: ['/subscriptions/{subscription}'],
      permissions: [{ actions: expect.arrayContaining([expect.any(String)]) as unknown }],
    });
  },
);

test('the role that reads cannot change anything', () => {
  const [{ actions } = { actions: [] }] = roles().observer.permissions;
  const changing = actions.filter((action) => /\/(write|delete)$|\/(restart|redeploy)\/action$/.test(action));
  expect(changing).toEqual([]);
});
