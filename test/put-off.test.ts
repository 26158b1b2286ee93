import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Scenario } from '../shared/simulation/scenarios/schema';
import { temporaryFolder } from '../shared/simulation/temporary-folder';
import { rehearse } from './rehearse';

// Sweeps that put looks off at what seems well, through the whole service: each comes ten minutes after the last.

const scenarios = path.join(__dirname, 'scenarios');

/** When a sweep opened an incident, as a clock shows it. */
async function openedIn(nameOrPath: string): Promise<string | undefined> {
  const { stdout } = await rehearse(nameOrPath);
  return /^(\d\d:\d\d):\d\d +\S+ The sweep reports vm-\S+$/m.exec(stdout)?.[1];
}

test('what only a look could find is found when it is the VM’s turn, once an hour', async () => {
  expect(await openedIn('vm-seems-well-until-its-turn')).toBe('10:20');
}, 60_000);

test('a connection monitor that fails leads to a look in the next sweep', async () => {
  expect(await openedIn('vm-connection-monitor-fails')).toBe('09:40');
}, 60_000);

test.each([
  'Microsoft.Insights/metrics/read',
  'Microsoft.OperationalInsights/workspaces/query/read',
  'Microsoft.OperationalInsights/workspaces/query/NWConnectionMonitorTestResult/read',
])(
  'nothing is put off without %s',
  async (action) => {
    const written = readFileSync(path.join(scenarios, 'vm-seems-well-until-its-turn.json'), 'utf8');
    const scenario = JSON.parse(written) as Scenario;
    const folder = temporaryFolder('put-off');
    try {
      const file = path.join(folder.path, 'vm-not-measured.json');
      const estate = { ...scenario.estate, missingActions: [action] };
      writeFileSync(file, JSON.stringify({ ...scenario, name: 'vm-not-measured', estate }));
      expect(await openedIn(file)).toBe('09:30');
    } finally {
      folder.remove();
    }
  },
  60_000,
);
