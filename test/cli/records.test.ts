import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TableClient } from '@azure/data-tables';
import { startAzurite } from '../../shared/simulation/azurite';
import { reconnect, type Came } from '../command';
import { loadScenario } from '../../shared/simulation/scenarios/load';
import { temporaryFolder } from '../../shared/simulation/temporary-folder';
import type { IncidentExport } from '../../shared/audit/export';
import { badNode, repairedGateway } from '../../shared/audit/testing';
import { localKeys } from '../../shared/config/record-keys';
import { stateOf } from '../../shared/incident/state';
import { summaryOf } from '../../shared/incident/summary';
import { openStore } from '../../shared/store/open-store';

const root = path.join(__dirname, '../..');
const { path: scratch, remove } = temporaryFolder('records');
const from = (...parameters: readonly string[]) => reconnect(['scenario', 'from', ...parameters, '--out', scratch]);
const at = (file: string): string => path.join(scratch, file);
afterAll(remove);

describe('an incident becomes a scenario that goes the same way', () => {
  const incidents: readonly (readonly [string, readonly string[]])[] = [
    ['gateway-v2-ports-denied', []],
    ['gateway-default-route-diverted', []],
    ['gateway-rules-changed-meanwhile', []],
    ['vm-hung-guest', []],
    ['vm-stopped-by-a-person', []],
    ['vm-nsg-denies-ssh', ['--anonymous']],
    ['vm-sshd-config-invalid', ['--anonymous']],
    ['vm-reset-answer-lost', []],
    ['vm-redeploy-answer-lost', []],
    ['vm-denied-between-application-groups', ['--anonymous']],
    ['vm-rdp-disabled', ['--anonymous']],
    ['vm-rdp-service-disabled', []],
    ['vm-rdp-listener-lost', ['--anonymous']],
    ['vm-windows-hung-guest', []],
    ['vm-name-leads-to-the-old-address', ['--anonymous']],
    ['vm-nat-rule-to-another-port', []],
    ['vm-probe-asks-another-port', ['--anonymous']],
    ['vm-app-hung-guest', []],
    ['vm-app-firewall-in-guest', []],
    ['vm-sshd-listens-for-itself-only', []],
    ['vm-sshd-stopped', []],
    ['vm-sshd-disk-full', ['--anonymous']],
    ['vm-sshd-host-keys-missing', []],
    ['vm-sshd-masked', []],
    ['vm-boot-kernel-panic', []],
    ['vm-windows-app-listens-for-itself-only', ['--anonymous']],
  ];
  const exported = (name: string): string => at(`happened/${name}.json`);
  const made = (name: string): string => at(`again-${name}.json`);
  const told = new Map<string, Came>();
  beforeAll(async () => {
    const names = incidents.map(([name]) => name);
    await reconnect(['rehearse', ...names, '--json', '--export', at('happened')]);
    for (const [name, options] of incidents)
      told.set(name, await from(exported(name), '--name', `again-${name}`, ...options));
  }, 300_000);

  test.each(incidents)(
    '%s %j',
    async (name) => {
      const file = exported(name);
      expect(await reconnect(['audit', 'verify', file])).toMatchObject({ status: 0 });
      expect(await reconnect(['replay', file])).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('bit for bit') as string,
      });

      expect(told.get(name)).toMatchObject({ status: 0, stdout: expect.stringContaining('it comes true') as string });
      const { expect: wanted } = JSON.parse(readFileSync(made(name), 'utf8')) as { expect: object };
      const original = JSON.parse(readFileSync(path.join(root, 'test/scenarios', `${name}.json`), 'utf8')) as {
        expect: { outcome: string; cause: string; fixes?: unknown[]; writes?: unknown[] };
      };
      const { outcome, cause, fixes = [], writes = [] } = original.expect;
      expect(wanted).toMatchObject({ outcome, cause, fixes });
      expect((wanted as { writes: unknown[] }).writes).toHaveLength(writes.length);
    },
    60_000,
  );

  test('and one that does not is written, and told of with the differences', async () => {
    const file = exported('gateway-v2-ports-denied');
    const { policy } = JSON.parse(readFileSync(file, 'utf8')) as IncidentExport;
    writeFileSync(at('policy.json'), JSON.stringify({ ...policy, modes: { 'allow-inbound': 'observe' } }));
    expect(await from(file, '--name', 'observed', '--policy', at('policy.json'))).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(
        /it does not come true\.\n {2}outcome: expected "resolved", got "reported"\n/,
      ) as string,
    });
    expect(await reconnect(['rehearse', at('observed.json')])).toMatchObject({ status: 1 });
  }, 60_000);
});

test('scenario whole writes what a scenario extends', async () => {
  expect(await reconnect(['scenario', 'whole', 'vm-hung-guest', '--out', at('whole')])).toMatchObject({ status: 0 });
  const whole = at('whole/vm-hung-guest.json');
  expect(await loadScenario(whole, root)).toEqual({ ...(await loadScenario('vm-hung-guest', root)), path: whole });
  expect(JSON.parse(readFileSync(whole, 'utf8'))).toMatchObject({
    estate: { resources: expect.any(Array) as unknown },
  });
  expect(await reconnect(['scenario', 'whole', 'moon', '--out', at('whole')])).toMatchObject({ status: 2 });
});

describe('files that cannot be used', () => {
  let file: string;
  beforeAll(async () => {
    file = at('damaged.json');
    await reconnect(['rehearse', 'vm-stopped-by-a-person', '--json', '--export', at('good.json')]);
    const good = JSON.parse(readFileSync(at('good.json'), 'utf8')) as IncidentExport;
    writeFileSync(file, JSON.stringify({ ...good, events: good.events.toSpliced(2, 1) }));
  }, 120_000);

  test('are told from those that do not hold', async () => {
    expect(await reconnect(['audit', 'verify', file])).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/NOT OK[^]*breaks at event 3/) as string,
    });
    expect(await reconnect(['audit', 'verify', at('nowhere.json')])).toMatchObject({ status: 2 });
  }, 60_000);

  test('are neither replayed nor made into scenarios', async () => {
    expect(await reconnect(['replay', file])).toMatchObject({ status: 2 });
    expect(await reconnect(['scenario', 'from', file, '--out', scratch])).toMatchObject({ status: 2 });
  }, 60_000);

  test('a scenario that is there is not overwritten', async () => {
    writeFileSync(at('mine.json'), 'mine');
    expect(await reconnect(['scenario', 'from', at('good.json'), '--name', 'mine', '--out', scratch])).toMatchObject({
      status: 2,
    });
    expect(readFileSync(at('mine.json'), 'utf8')).toBe('mine');
  }, 60_000);

  test.each([
    [['audit', 'export']],
    [['audit', 'export', 'i1', '--all']],
    [['replay']],
    [['scenario', 'to', 'x']],
    [['scenario', 'whole']],
    [['report']],
  ])('%j is a mistake', async (parameters) => {
    expect(await reconnect(parameters)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('reconnect') as string,
    });
  });
});

describe('the storage account', () => {
  test.each([[['audit', 'verify']], [['audit', 'export', '--all', '--out', scratch]], [['report', 'shadow']]])(
    'that nobody answers for is told, with what to do: %j',
    async (parameters) => {
      const at = (service: string) => `${service}Endpoint=http://127.0.0.1:1/devstoreaccount1`;
      const AzureWebJobsStorage = `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=a2V5;${['Blob', 'Queue', 'Table'].map(at).join(';')}`;
      const { status, stderr } = await reconnect(parameters, { env: { AzureWebJobsStorage } });
      expect(status).toBe(1);
      expect(stderr).toMatch(/^STORAGE_UNREACHABLE: [^\n]*ECONNREFUSED[^\n]*AzureWebJobsStorage[^\n]*\n$/);
    },
    60_000,
  );

  test('is verified as a whole and by incident, exported, and found out when somebody changed it', async () => {
    const azurite = await startAzurite();
    try {
      const { connectionString } = azurite;
      const happened = [await repairedGateway(), await badNode()];
      const now = () => Date.now();
      const connection = { kind: 'connection-string', value: connectionString } as const;
      const store = await openStore({ connection, now, keys: localKeys });
      for (const { id, events } of happened) {
        const summary = summaryOf(stateOf(id, events));
        let version: string | undefined;
        for (let first = 0; first < events.length; first += 50) {
          const appended = await store.append(id, version, events.slice(first, first + 50), summary, now());
          version = appended === 'conflict' ? undefined : appended.version;
        }
      }
      const [repaired, other] = happened.map(({ id }) => id) as [string, string];
      const env = { AzureWebJobsStorage: connectionString, RECONNECT_POLICY: JSON.stringify(happened[0]!.policy) };

      expect(await reconnect(['audit', 'verify', '--incident', 'i9'], { env })).toMatchObject({ status: 2 });
      expect(await reconnect(['audit', 'verify'], { env })).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(new RegExp(`${repaired} {2}ok {2}resolved`)) as string,
      });

      expect(await reconnect(['audit', 'export', '--all', '--out', at('all')], { env })).toMatchObject({ status: 0 });
      expect(readdirSync(at('all')).sort()).toEqual([`${repaired}.json`, `${other}.json`].sort());
      for (const file of readdirSync(at('all')))
        expect(await reconnect(['replay', at(`all/${file}`)])).toMatchObject({ status: 0 });

      const table = TableClient.fromConnectionString(connectionString, 'incidents', { allowInsecureConnection: true });
      const rowKey = 'event-00000002';
      const { event } = await table.getEntity<{ event: string }>(other, rowKey);
      await table.updateEntity({ partitionKey: other, rowKey, event: event.replace('2026', '2027') }, 'Merge');
      expect(await reconnect(['audit', 'verify'], { env })).toMatchObject({
        status: 1,
        stdout: expect.stringMatching(new RegExp(`${other} {2}NOT OK[^]*Event 2 of incident[^]*1 of 2`)) as string,
      });
      expect(await reconnect(['audit', 'verify', '--incident', repaired], { env })).toMatchObject({ status: 0 });
    } finally {
      await azurite.close();
    }
  }, 120_000);
});
