import { readFileSync } from 'node:fs';
import path from 'node:path';
import { causes } from '../../shared/causes/index.generated';
import { changeKinds } from '../../shared/changes/index';
import { fixes } from '../../shared/fixes/index.generated';
import { guards } from '../../shared/guards/index.generated';
import type { Source } from '../../shared/model/judgement';
import { SymptomId } from '../../shared/model/target';
import type { Text } from '../../shared/model/text';
import { observations } from '../../shared/observations/index.generated';
import { symptoms } from '../../shared/symptoms/index.generated';
import { proofsIn, proofsOf } from '../../shared/cli/proofs';
import { roles } from '../../shared/cli/roles';

const root = path.join(__dirname, '../..');
const proofs = proofsIn(root);

const isWritten = ({ en, ko }: Text) => en.length > 3 && /[가-힣]/.test(ko);
const isCited = ({ document, section, link }: Source) =>
  document !== '' && section !== '' && link.startsWith('https://learn.microsoft.com/');

const withId = <T extends { readonly id: string }>(list: readonly T[]) => list.map((each) => [each.id, each] as const);

describe.each(withId(causes))('cause %s', (id, cause) => {
  test('explains symptoms that exist', () => {
    expect(cause.explains.length).toBeGreaterThan(0);
    expect(symptoms.map((symptom) => symptom.id)).toEqual(expect.arrayContaining([...cause.explains]));
  });

  test('is cited, and titled in both languages', () => {
    expect(isCited(cause.source)).toBe(true);
    expect(isWritten(cause.title)).toBe(true);
  });

  test('has a scenario in which it is to blame, and one that looks alike in which it is not', () => {
    const { found, lookAlikes } = proofsOf(id, proofs);
    const missing = [
      ...(found.length > 0 ? [] : [`test/scenarios: a scenario with "cause": "${id}" in its expect`]),
      ...(lookAlikes.length > 0 ? [] : [`test/scenarios: one that expects "judgements": { "${id}": "excluded" }`]),
    ];
    expect(missing).toEqual([]);
  });
});

describe.each(withId(fixes))('fix %s', (id, fix) => {
  test('is cited, and titled in both languages', () => {
    expect(isCited(fix.source)).toBe(true);
    expect(isWritten(fix.title)).toBe(true);
  });

  test('says how long recovery may take, and which changes it makes', () => {
    expect(fix.recoversWithinMs).toBeGreaterThan(0);
    expect(fix.changes.length).toBeGreaterThan(0);
    expect(Object.keys(changeKinds)).toEqual(expect.arrayContaining([...fix.changes]));
  });

  test('is applied in a scenario', () => {
    const applied = proofs.flatMap(({ fixes: all }) => all.filter((each) => each.applied));
    expect(applied.map((each) => each.fix)).toContain(id);
  });
});

test.each(withId(symptoms))('symptom %s is known, and told in both languages', (id, symptom) => {
  expect(SymptomId.options).toContain(id);
  expect(isWritten(symptom.ifNothing)).toBe(true);
});

test.each([
  ['causes', causes.map(({ id }) => id)],
  ['fixes', fixes.map(({ id }) => id)],
  ['guards', guards.map(({ id }) => id)],
  ['symptoms', symptoms.map(({ id }) => id)],
  ['observations', observations.map(({ kind }) => kind)],
])('no two %s have one name', (_, names) => expect(new Set(names).size).toBe(names.length));

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
