import { port } from '../shared/causes/guest/port';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { reconnect } from './command';
import { readExport, targetsIn } from '../shared/cli/exported';
import type { Checked } from '../shared/cards/checked';
import { isPassing } from '../shared/incident/gather';
import { check } from '../shared/incident/check';
import type { AzureRequest } from '../shared/model/azure';
import { applicationGateway } from '../shared/observations/application-gateway';
import { backendHealth } from '../shared/observations/backend-health';
import { networkSecurityGroup } from '../shared/observations/network-security-group';
import { resourceHealth } from '../shared/observations/resource-health';
import { routeTable } from '../shared/observations/route-table';
import { virtualNetwork } from '../shared/observations/virtual-network';
import { scenarioFrom } from '../shared/simulation/scenarios/load';
import { readStock } from '../shared/simulation/simulator/stock';
import { temporaryFolder } from '../shared/simulation/temporary-folder';
import type { Role } from '../shared/simulation/twin/contract';
import { directAzure } from '../shared/simulation/twin/direct';
import { realTimes } from '../shared/simulation/twin/times';

const root = path.join(__dirname, '..');
const names = readdirSync(path.join(__dirname, 'scenarios'))
  .filter((file) => file.startsWith('gateway-') && file.endsWith('.json'))
  .map((file) => file.replace('.json', ''));
const beginning = Date.parse('2026-03-02T09:00:00.000Z');
const folder = temporaryFolder('check-export');
let roles: readonly Role[];
beforeAll(async () => {
  ({ roles } = await readStock(root));
});
afterAll(folder.remove);

/** A scenario's Azure at the time of its alert. */
async function azureOf(name: string) {
  const { estate, faults, happenings, signal } = await scenarioFrom(name, root);
  let now = beginning;
  const { azure, twin } = directAzure({ estate, faults, happenings, clock: () => now, times: realTimes, roles });
  if (signal.kind === 'alert') now += signal.at * 1000;
  const waitUntil = (time: number) => Promise.resolve(void (now = time));
  return { twin, eyes: { azure, now: () => now, waitUntil, tell: () => undefined } };
}
type Eyes = Awaited<ReturnType<typeof azureOf>>['eyes'];

/** What Azure answers, however long it takes and however often one has to ask; `undefined` where it refuses. */
async function answerTo(request: AzureRequest, eyes: Eyes, tries = 10): Promise<unknown> {
  const { azure, now, waitUntil } = eyes;
  let answer = await azure.ask(request);
  while (answer.kind === 'pending') {
    await waitUntil(now() + answer.pollAfterMs);
    answer = await azure.poll(answer.operation);
  }
  if (answer.kind === 'answered') return answer.body;
  if (tries === 0 || !isPassing(answer.refusal)) return undefined;
  await waitUntil(now() + 60_000);
  return answerTo(request, eyes, tries - 1);
}

/** What `az` prints of a scenario's Azure, as ARM has it. */
async function printedOf(name: string): Promise<readonly object[]> {
  const { twin, eyes } = await azureOf(name);
  const ids = (type: string) => twin.state.list(`Microsoft.Network/${type}`).map(({ id }) => id);
  const gateways = ids('applicationGateways');
  const requests = [
    ...gateways.map((id) => applicationGateway.request({ id })),
    ...gateways.map((gateway) => backendHealth.request({ gateway })),
    ...gateways.map((resource) => resourceHealth.request({ resource })),
    ...ids('virtualNetworks').map((id) => virtualNetwork.request({ id })),
    ...ids('networkSecurityGroups').map((id) => networkSecurityGroup.request({ id })),
    ...ids('routeTables').map((id) => routeTable.request({ id })),
  ];
  const answers: unknown[] = [];
  for (const request of requests) answers.push(await answerTo(request, eyes));
  return answers.filter((answer): answer is object => typeof answer === 'object' && answer !== null);
}

/** As `az network` prints it: what ARM nests under `properties` is beside the id, at every level. */
function flat(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(flat);
  if (typeof value !== 'object' || value === null) return value;
  const { properties = {}, ...rest } = value as { properties?: object };
  return Object.fromEntries(Object.entries({ ...rest, ...properties }).map(([key, part]) => [key, flat(part)]));
}

let written = 0;
/** Checks every gateway of an export that has this in it. */
async function checked(content: unknown): Promise<readonly Checked[]> {
  const file = path.join(folder.path, `${(written += 1)}.json`);
  writeFileSync(file, JSON.stringify(content ?? null));
  const exported = await readExport(file);
  const waitUntil = () => Promise.reject(new Error('There is nothing to wait for.'));
  const eyes = { azure: exported.azure, now: () => beginning, waitUntil, tell: () => undefined };
  const came: Checked[] = [];
  for (const target of targetsIn(exported, [])) came.push(await check(target, eyes));
  return came;
}

/** Checks every gateway of a scenario in its Azure. */
async function checkedLive(name: string): Promise<readonly Checked[]> {
  const { twin, eyes } = await azureOf(name);
  const came: Checked[] = [];
  for (const { id } of twin.state.list('Microsoft.Network/applicationGateways'))
    came.push(await check({ kind: 'gateway', id }, eyes));
  return came;
}

const foundIn = (came: readonly Checked[]) =>
  came.flatMap(({ causes }) =>
    causes.flatMap(({ cause, kind, blamed, because }) =>
      kind === 'found' ? [{ cause, blamed, because: triedOnDemand.test(cause) ? 'and what was tried' : because }] : [],
    ),
  );

/** Only a connection that is tried shows these, or a look into a VM. */
const tried: ReadonlySet<string> = new Set([
  'appgw/backend-port-denied',
  'appgw/backend-route-diverted',
  'appgw/backend-not-answering',
  'appgw/default-route-learned',
  ...port.map(({ id }) => id),
  'appgw/names-not-found',
]);

/** These are there without it too; what is tried shows what would mend them. */
const triedOnDemand = /^appgw\/(probe-timeout|http-status-)/;

/** Without it, only that a name has no address is known. */
const triedNames: ReadonlySet<string> = new Set([
  'appgw/name-remembered',
  'appgw/private-zone-not-linked',
  'appgw/dns-servers-silent',
  'appgw/name-unknown',
]);

const untried = {
  kind: 'skipped',
  because: { en: expect.stringContaining('only Azure itself can tell') as string, ko: expect.any(String) as string },
};

test.each(names)('%s: an export shows what its Azure shows, but for what has to be tried', async (name) => {
  const printed = await printedOf(name);
  const [live, came] = [await checkedLive(name), await checked(printed)];
  const shown = foundIn(live).filter(({ cause }) => !tried.has(cause) && !triedNames.has(cause));
  const hasNames = foundIn(live).some(({ cause }) => triedNames.has(cause));
  expect(foundIn(came)).toEqual([
    ...shown,
    ...(hasNames ? [expect.objectContaining({ cause: 'appgw/name-not-resolved' })] : []),
  ]);
  expect(came.map(({ condition }) => condition)).toEqual(live.map(({ condition }) => condition));
  if (JSON.stringify(live).includes('Asked once'))
    expect(JSON.stringify(came)).toContain('could not be tried (getBackendHealthOnDemand)');
  else if (shown.length === foundIn(live).length)
    expect(came.map(({ remedy }) => remedy)).toEqual(live.map(({ remedy }) => remedy));
  else expect(came.flatMap(({ causes }) => causes)).toEqual(expect.arrayContaining([expect.objectContaining(untried)]));
  expect(await checked(flat(printed))).toEqual(came);
});

describe('of what is not in the export', () => {
  const some = [
    'gateway-v2-ports-denied',
    'gateway-default-route-diverted',
    'gateway-ports-and-default-route',
    'gateway-degraded-by-azure',
    'gateway-backend-port-denied',
    'gateway-http-404',
    'gateway-healthy-again',
  ];

  test.each(some)('%s: nothing is found that is not so, and what is missing is named', async (name) => {
    const printed = await printedOf(name);
    const whole = await checked(printed);
    for (const one of printed) {
      const less = await checked(printed.filter((each) => each !== one));
      expect(foundIn(whole)).toEqual(expect.arrayContaining(foundIn(less)));
      const command = 'id' in one ? `az rest --url '${String(one.id)}?api-version=` : 'show-backend-health';
      if (JSON.stringify(less) !== JSON.stringify(whole))
        expect(less.flatMap(({ unexported }) => unexported)).toEqual([expect.stringContaining(command)]);
    }
  });

  test.each(some)('%s: what is there only by name is missing', async (name) => {
    const printed = await printedOf(name);
    for (const one of printed.filter((each) => 'id' in each)) {
      const { properties, ...listed } = { properties: {}, ...one };
      const rest = printed.filter((each) => each !== one);
      const without = await checked(rest);
      for (const partly of [listed, { ...listed, properties: null }, { ...listed, properties: nulled(properties) }])
        expect(await checked([...rest, partly])).toEqual(without);
    }
  });
});

/** As older versions of `az` print what is only referred to. */
const nulled = (properties: object) => Object.fromEntries(Object.keys(properties).map((key) => [key, null]));

test.each([
  ['gateway-ports-and-default-route', undefined],
  ['gateway-ports-and-default-route', 'odd'],
  ['gateway-ports-and-default-route', [null]],
  // Nothing is to blame here.
  ['gateway-deny-of-addresses', undefined],
])('%s: with %j in place of any part it is read or refused, and shows nothing new', async (name, odd) => {
  const printed = await printedOf(name);
  const causesIn = (came: readonly Checked[]) => foundIn(came).map(({ cause }) => cause);
  const whole = causesIn(await checked(printed));
  for (const variant of variants(printed, odd)) {
    const shown = await checked(variant).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'NOTHING_TO_CHECK' });
      return [];
    });
    expect(whole).toEqual(expect.arrayContaining(causesIn(shown)));
  }
});

/** The value with each of its parts, one at a time, replaced by something odd. */
function* variants(value: unknown, odd: unknown): Generator {
  yield odd;
  if (Array.isArray(value))
    for (const [index, part] of value.entries()) for (const each of variants(part, odd)) yield value.with(index, each);
  else if (typeof value === 'object' && value !== null)
    for (const [key, part] of Object.entries(value))
      for (const each of variants(part, odd)) yield { ...value, [key]: each };
}

describe('the command', () => {
  const place = (name: string) => path.join(folder.path, name);
  /** A folder with these files in it; each was written a minute after the one before. */
  function folderOf(name: string, files: Readonly<Record<string, string | Buffer>>): string {
    mkdirSync(place(name));
    for (const [index, [file, content]] of Object.entries(files).entries()) {
      writeFileSync(path.join(place(name), file), content);
      utimesSync(path.join(place(name), file), new Date(), new Date(beginning + index * 60_000));
    }
    return place(name);
  }
  const command = (...parameters: readonly string[]) => reconnect(['check', '--from-export', ...parameters]);
  const text = (printed: unknown) => JSON.stringify(printed, null, 2);

  test('tells what is wrong, since when that was seen, and what to add', async () => {
    const printed = await printedOf('gateway-v2-ports-denied');
    const [gateways, health, ...others] = printed;
    const rules = others.filter((one) => 'id' in one && !String(one.id).includes('availabilityStatuses'));
    const shop = folderOf('shop', {
      // Azure's older command line, Windows PowerShell, a command that failed, and what is no part of it.
      'gateways.json': text(flat([gateways])).replace('gatewayIPConfigurations', 'gatewayIpConfigurations'),
      'health.json': Buffer.from(`\ufeff${text(health)}`, 'utf16le'),
      'networks.json': text({ value: rules }),
      'routes.json': '',
      'notes.txt': 'none',
    });
    const { status, stdout, stderr } = await command(shop, 'AGW-SHOP-PROD');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    for (const part of [
      'Broken\nAzure cannot see the backend health of agw-shop-prod',
      'As exported at: 2026-03-02 09:00 UTC',
      'To blame: nsg-agw-shop / DenyInternetHighPorts (rg-shop-prod)',
      'az network nsg rule create',
      'Missing from the export: add what these print',
      /az rest --url '\S+agw-shop-prod\/providers\/Microsoft.ResourceHealth\/availabilityStatuses\/current\?api-version=/,
    ])
      expect(stdout).toMatch(part);
    const korean = await command(shop, '--language', 'ko', '--out', place('page.html'));
    expect(korean.stdout).toMatch(/내보낸 시각: 2026-03-02 09:00 UTC[^]*내보낸 내용에 없는 것/);
    expect(readFileSync(place('page.html'), 'utf8')).toContain('내보낸 시각');
  });

  test('believes the later of two answers, and the time that the export says', async () => {
    const [broken, well] = [await printedOf('gateway-v2-ports-denied'), await printedOf('gateway-healthy-again')];
    const files = { 'b.json': text(broken), 'a.json': text(well), 'at.json': '{"exportedAt":"2026-02-01T08:00:00Z"}' };
    const { status, stdout } = await command(folderOf('twice', files), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ condition: 'well', exportedAt: '2026-02-01T08:00:00Z', unexported: [] });
  });

  test.each([
    ['no such place', [place('nowhere')], 'EXPORT_NOT_FOUND'],
    ['no JSON', [folderOf('table', { 'a.json': 'Name  ResourceGroup' })], 'EXPORT_UNREADABLE: .*a.json'],
    ['an empty folder', [folderOf('empty', {})], 'NOTHING_TO_CHECK'],
    ['no gateway', [folderOf('others', { 'vms.json': '[{"id":"/subscriptions/s"}]' })], 'NOTHING_TO_CHECK: .*VMs'],
    ['what only Azure can be asked', [place('empty'), '--from', '10.0.0.1'], '--from-export takes none of'],
  ])('%s is a mistake that is told', async (_what, parameters, told) => {
    const { status, stdout, stderr } = await command(...parameters);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${told}`));
  });

  test('a gateway that is not in it is named with those that are', async () => {
    writeFileSync(place('shop.json'), text(await printedOf('gateway-v2-ports-denied')));
    const { status, stderr } = await command(place('shop.json'), 'vm-shop');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^NOT_FOUND: .*vm-shop, but agw-shop-prod\. .*VMs/);
  });
});
