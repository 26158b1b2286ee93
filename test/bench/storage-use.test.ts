import path from 'node:path';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import { readStock } from '../../shared/simulation/simulator/stock';
import { storageUseOf } from './storage-use';

const root = path.join(__dirname, '../..');

test.each([
  ['gateway-v2-ports-denied', { transactions: 51, rows: 60 }],
  ['vm-sshd-stopped-vmaccess-installed', { transactions: 139, rows: 220 }],
])('an incident takes little of the storage: %s', async (name, most) => {
  const { roles } = await readStock(root);
  const { transactions, rows } = await storageUseOf(await scenarioFrom(name, root), roles);

  expect(rows).toBeGreaterThan(0);
  expect(transactions).toBeLessThanOrEqual(most.transactions);
  expect(rows).toBeLessThanOrEqual(most.rows);
});
