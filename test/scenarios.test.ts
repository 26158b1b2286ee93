import path from 'node:path';
import { differences } from '../shared/simulation/rehearsal/rehearsal';
import { scenarioFrom, scenarioNames } from '../shared/simulation/scenarios/load';
import type { Stock } from '../shared/simulation/simulator/play';
import { readStock } from '../shared/simulation/simulator/stock';
import { playScenario } from './mutants/play-scenario';

const root = path.join(__dirname, '..');

describe('every scenario comes true, played without a host', () => {
  let stock: Stock;
  beforeAll(async () => {
    stock = await readStock(root);
  });
  test.each(scenarioNames(root))('%s', async (name) => {
    const scenario = await scenarioFrom(name, root);
    expect(differences(scenario, await playScenario(scenario, stock.roles))).toEqual([]);
  });
});
