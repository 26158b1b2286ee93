import { readFileSync } from 'node:fs';
import path from 'node:path';
import { differences, type Rehearsal } from '../shared/simulation/rehearsal/rehearsal';
import { reconnect } from './command';
import { playScenario } from './mutants/play-scenario';
import { scenarioFrom, scenarioNames } from '../shared/simulation/scenarios/load';
import type { Stock } from '../shared/simulation/simulator/play';
import { readStock } from '../shared/simulation/simulator/stock';

const root = path.join(__dirname, '..');
const scenarios = scenarioNames(root);

const rehearse = (...parameters: readonly string[]) => reconnect(['rehearse', ...parameters], { timeoutMs: 600_000 });

describe('every scenario comes true, played without a host', () => {
  let stock: Stock;
  beforeAll(async () => {
    stock = await readStock(root);
  });
  test.each(scenarios)('%s', async (name) => {
    const scenario = await scenarioFrom(name, root);
    expect(differences(scenario, await playScenario(scenario, stock.roles))).toEqual([]);
  });
});

/** Where Azure is changed, everything between the alert and the last request is real. */
const changing = scenarios.filter((name) => {
  const { expect: wanted } = JSON.parse(readFileSync(path.join(__dirname, `scenarios/${name}.json`), 'utf8')) as {
    expect: { writes?: readonly unknown[] };
  };
  return (wanted.writes ?? []).length > 0;
});

describe('through the whole service', () => {
  let status: number;
  let played: readonly Rehearsal[];
  let complaints: readonly string[];
  beforeAll(async () => {
    const said = await rehearse(...changing, '--json');
    const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
    status = said.status;
    played = linesOf(said.stdout).map((line) => JSON.parse(line) as Rehearsal);
    complaints = linesOf(said.stderr);
  }, 600_000);

  test.each(changing)('%s', (name) => {
    expect(complaints.filter((line) => line.startsWith(name))).toEqual([]);
    expect(played.map(({ scenario }) => scenario)).toContain(name);
  });
  test('and there is nothing else to say', () => {
    expect({ status, complaints }).toEqual({ status: 0, complaints: [] });
  });
});

describe('the command', () => {
  test('answers every question with yes when it is told to', async () => {
    const { stdout } = await rehearse('gateway-rejected', '--json', '--approve', 'all');

    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'resolved',
      fixes: [{ approved: true, applied: true, verified: true }],
    });
  }, 60_000);

  test('leaves every question open when it is told to, and nothing is written', async () => {
    const { stdout } = await rehearse('gateway-v2-ports-denied', '--json', '--approve', 'none');

    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'expired', writes: [] });
  }, 60_000);

  test('tells the story without --json', async () => {
    const { stdout } = await rehearse('gateway-v2-ports-denied');

    for (const part of ['Alert', 'infrastructure-ports-blocked found', 'sends: PUT', 'opens:', 'approves', 'RESOLVED'])
      expect(stdout).toContain(part);
  }, 60_000);

  test('names the mistakes of a scenario that cannot be used, and ends with 2', async () => {
    expect(await rehearse('no-such-scenario', '--json')).toMatchObject({ status: 2 });
  });
});
