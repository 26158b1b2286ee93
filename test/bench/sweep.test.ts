import path from 'node:path';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import { readStock } from '../../shared/simulation/simulator/stock';
import { leastMs, sweepOf } from './sweep';
import { spread } from './sweep-estate';

const root = path.join(__dirname, '../..');

test('a sweep takes as long as ARM’s limits make it take, is never refused, and holds no fix up', async () => {
  const { roles } = await readStock(root);
  const healthy = await scenarioFrom('gateway-sweep-finds-nothing', root);
  const scenario = spread(healthy, await scenarioFrom('gateway-v2-ports-denied', root), 300, 1);
  const alone = await sweepOf(scenario, roles, 'nothing');
  const swept = await sweepOf(scenario, roles, 'a sweep');

  expect(swept).toMatchObject({ refused: 0, missed: 0 });
  expect(leastMs(300)).toBe(24_000);
  expect(swept.sweepMs).toBeGreaterThanOrEqual(leastMs(300));
  expect(swept.sweepMs).toBeLessThanOrEqual(leastMs(300) * 1.1);
  expect(swept.fixMs).toBeLessThanOrEqual(alone.fixMs * 1.1);
}, 60_000);
