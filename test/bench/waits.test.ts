import path from 'node:path';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import { readStock } from '../../shared/simulation/simulator/stock';
import { waitsIn } from './waits';

const root = path.join(__dirname, '../..');
const scenarios = ['gateway-v2-ports-denied', 'vm-nsg-denies-ssh', 'vm-sshd-stopped-vmaccess-installed'];

test.each(scenarios)('people wait little longer than for the slowest chain of answers: %s', async (name) => {
  const { roles } = await readStock(root);
  const waits = await waitsIn(await scenarioFrom(name, root), roles);

  for (const { ms, idealMs } of Object.values(waits)) {
    expect(idealMs).toBeGreaterThan(0);
    expect(ms / idealMs).toBeGreaterThanOrEqual(1);
    expect(ms / idealMs).toBeLessThanOrEqual(1.25);
  }
});
