import path from 'node:path';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import { readStock } from '../../shared/simulation/simulator/stock';
import { storageUseOf } from './storage-use';

const root = path.join(__dirname, '../..');

test.each([
  ['gateway-v2-ports-denied', { transactions: 51, rows: 60 }],
  // Two scripts run in the VM, one after the other: what sshd is like, and what its firewall does.
  ['vm-sshd-stopped-vmaccess-installed', { transactions: 167, rows: 236 }],
])('an incident takes little of the storage: %s', async (name, most) => {
  const { roles } = await readStock(root);
  const { transactions, rows } = await storageUseOf(await scenarioFrom(name, root), roles);

  expect(rows).toBeGreaterThan(0);
  expect(transactions).toBeLessThanOrEqual(most.transactions);
  expect(rows).toBeLessThanOrEqual(most.rows);
});
