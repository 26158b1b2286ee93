import path from 'node:path';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import { readStock } from '../../shared/simulation/simulator/stock';
import { rowOf, rowsOf, scoreOf, type Scored } from './score';

const root = path.join(__dirname, '../..');
let scored: readonly Scored[];
beforeAll(async () => {
  const { roles } = await readStock(root);
  const names = ['gateway-v2-ports-denied', 'vm-nsg-denies-ssh', 'gateway-sweep-finds-nothing'];
  scored = await Promise.all(names.map(async (name) => scoreOf(await scenarioFrom(name, root), roles)));
});

test('what comes out as it should is told by document, with what it took', () => {
  const rows = rowsOf(scored);
  expect(rows.map(({ document }) => document)).toEqual([
    expect.stringContaining('Application Gateway'),
    expect.stringContaining('SSH'),
    undefined,
  ]);
  for (const row of rows)
    expect(row).toMatchObject({ scenarios: 1, rightCause: 1, rightFix: 1, wrongWrites: 0, recovered: 1, failed: [] });
  expect(rows[0]?.calls).toBeGreaterThan(5);
  expect(rows[0]?.seconds).toBeGreaterThan(10);
});

test.each([
  ['another cause', { cause: 'vm/not-running' }, { rightCause: 0 }],
  ['no fix', { fixes: [] }, { rightFix: 0 }],
  ['a write beyond those that are wanted', { writes: 'twice' }, { wrongWrites: 1 }],
  ['trouble that goes on', { outcome: 'escalated' }, { recovered: 0 }],
] as const)('%s is not right', (_, change, wanted) => {
  const [one] = scored;
  const twice = [...one!.actual.writes, ...one!.actual.writes];
  const actual = { ...one!.actual, ...change, writes: 'writes' in change ? twice : one!.actual.writes };
  expect(rowOf('document', [{ ...one!, actual }])).toMatchObject({
    ...wanted,
    failed: ['gateway-v2-ports-denied'],
  });
});
