import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { connectReader } from '../../shared/azure/reader';
import { noStyle } from '../../shared/cards/transcript';
import { runDoctor, type Doctor } from '../../shared/cli/doctor';
import { ownFunctions } from '../../shared/doctor/functions';
import { idKey } from '../../shared/model/arm-id';
import type { Finding } from '../../shared/model/installation';
import { Estate, type Resource } from '../../shared/simulation/scenarios/schema';
import { noTimes, startTwin } from '../../shared/simulation/twin';
import type { RunningTwin } from '../../shared/simulation/twin/contract';
import { JUMP, VM, WATCHER } from '../azure/estate';
import { reconnect } from '../command';
import * as installation from './installation';

// Over TLS, with the SDK's own clients, on an installation as infra/ makes it.

const root = path.join(__dirname, '../..');
const { APP, NAME, SUBSCRIPTION } = installation;
const trusted = getCACertificates('default');

let twin: RunningTwin | undefined;
afterEach(async () => {
  // Whatever the doctor does, it changes nothing.
  expect(twin?.log.filter(({ effect }) => effect === 'write') ?? []).toEqual([]);
  await twin?.close();
  twin = undefined;
  setDefaultCACertificates(trusted);
});

/** What may be done to the healthy installation. */
interface Plant {
  /** Merges into the properties of a resource. */
  readonly change: (id: string, properties: Record<string, unknown>) => void;
  readonly alter: (id: string, resource: (was: Resource) => Resource) => void;
  readonly remove: (id: string) => void;
  readonly add: (...resources: readonly Resource[]) => void;
  /** `undefined` takes the setting away. */
  readonly set: (settings: Readonly<Record<string, string | undefined>>) => void;
  readonly policy: (policy: object) => void;
}

function planted(plant: (into: Plant) => void): readonly Resource[] {
  const all = new Map(installation.RESOURCES_OF_INSTALLATION.map((each) => [idKey(each.id), each]));
  const alter: Plant['alter'] = (id, by) => {
    const was = all.get(idKey(id));
    if (!was) throw new Error(`There is no ${id} to plant a fault in.`);
    all.set(idKey(id), by(was));
  };
  const change: Plant['change'] = (id, properties) =>
    alter(id, (was) => ({ ...was, properties: { ...was.properties, ...properties } }));
  const set: Plant['set'] = (settings) =>
    alter(installation.SETTINGS, (was) => ({
      ...was,
      properties: Object.fromEntries(
        Object.entries({ ...was.properties, ...settings }).filter(([, value]) => value !== undefined),
      ),
    }));
  plant({
    change,
    alter,
    set,
    policy: (policy) => set({ RECONNECT_POLICY: JSON.stringify({ ...installation.policy, ...policy }) }),
    remove: (id) => {
      if (!all.delete(idKey(id))) throw new Error(`There is no ${id} to remove.`);
    },
    add: (...resources) => {
      for (const each of resources) all.set(idKey(each.id), each);
    },
  });
  return [...all.values()];
}

/** The simulated Azure with an installation. `missing`: rights that whoever looks has not; `aheadMs`: of this machine's clock. */
async function azureWith(
  plant: (into: Plant) => void,
  { missing = [], aheadMs = 0 }: { readonly missing?: readonly string[]; readonly aheadMs?: number } = {},
) {
  const running = await startTwin({
    estate: Estate.parse({
      resources: planted(plant),
      guests: { web1: {}, jump: {} },
      missingActions: missing,
    }),
    faults: [],
    happenings: [],
    times: noTimes,
    // Reader, and the right to read the settings of the app.
    roles: [{ permissions: [{ actions: ['*/read', 'Microsoft.Web/sites/config/list/action'], notActions: [] }] }],
    clock: () => Date.now() - aheadMs,
  });
  twin = running;
  setDefaultCACertificates([...trusted, running.certificate]);
  return running;
}

async function doctor({ armEndpoint, ...identity }: RunningTwin, wanted: Partial<Doctor> = {}) {
  const said = { stdout: '', stderr: '' };
  const now = () => Date.now();
  const status = await runDoctor(
    { resourceGroup: NAME, subscription: SUBSCRIPTION, json: true, language: 'en', ...wanted },
    {
      root: '/nowhere',
      environment: {},
      now,
      pause: () => Promise.resolve(),
      connect: (hearTime) => connectReader({ armEndpoint, now, hearTime }, { getToken: () => tokenFrom(identity) }),
      print: (line) => void (said.stdout += `${line}\n`),
      complain: (line) => void (said.stderr += `${line}\n`),
      style: noStyle,
    },
  );
  return { status, ...said };
}

async function tokenFrom({ identityEndpoint, identityHeader }: Pick<RunningTwin, 'identityEndpoint' | 'identityHeader'>) {
  const url = `${identityEndpoint}?api-version=2019-08-01&resource=https://management.azure.com`;
  const answer = await fetch(url, { headers: { 'X-IDENTITY-HEADER': identityHeader } });
  const { access_token: token, expires_on: expires } = (await answer.json()) as Record<string, string>;
  return { token: token ?? '', expiresOnTimestamp: Number(expires) * 1000 };
}

type Told = readonly { readonly check: string; readonly findings: readonly Finding[] }[];
const findingsIn = ({ stdout }: { readonly stdout: string }): readonly Finding[] =>
  (JSON.parse(stdout) as { readonly checks: Told }).checks.flatMap(({ findings }) => findings);
const codesIn = (came: { readonly stdout: string }): readonly string[] =>
  findingsIn(came).flatMap((finding) => (finding.kind === 'skipped' ? [] : [finding.code]));

const nothing = () => undefined;
const group = `--subscription ${SUBSCRIPTION} --resource-group ${NAME}`;
const provision = 'azd provision --no-state --environment reconnect';

test('an installation in which all is well is told in one line for each part', async () => {
  const came = await doctor(await azureWith(nothing), { json: false });
  expect(came).toEqual({
    status: 0,
    stderr: '',
    stdout: [
      'Reconnect: rg-reconnect / func-x7k2m',
      '',
      '✓ Settings and policy',
      '✓ Function app and telemetry',
      '✓ Identities',
      '✓ Rights',
      '✓ Network Watcher and agents',
      '✓ Teams',
      '✓ Alerts',
      '✓ Storage and record key',
      '✓ Clock',
      '',
      'Nothing is wrong.',
      '',
    ].join('\n'),
  });
});

const surplusRole = installation.role(310, 'Contributor', ['*'], 'BuiltInRole');

/** One fault each: what is planted, and the only finding, with the last command that mends it. */
const faults: readonly (readonly [string, (into: Plant) => void, string, string])[] = [
  ['a setting is missing', ({ set }) => set({ TEAMS_TENANT_ID: undefined }), 'setting', provision],
  ['a setting is malformed', ({ set }) => set({ RECONNECT_LANGUAGE: 'fr' }), 'setting', provision],
  ['the policy is no policy', ({ policy }) => policy({ approvers: [] }), 'setting', provision],
  ['a schedule has three fields', ({ set }) => set({ SWEEP_SCHEDULE: '*/15 * *' }), 'schedule', provision],
  [
    'the app is stopped',
    ({ change }) => change(APP, { state: 'Stopped' }),
    'not-running',
    `az functionapp start ${group} --name func-x7k2m`,
  ],
  [
    'an old Node',
    ({ alter }) =>
      alter(APP, (was) => ({
        ...was,
        properties: { ...was.properties, functionAppConfig: { runtime: { name: 'node', version: '20' } } },
      })),
    'node-version',
    `az functionapp runtime config set ${group} --name func-x7k2m --runtime-version 24`,
  ],
  [
    'nothing is deployed',
    ({ remove }) => ownFunctions.forEach((name) => remove(`${APP}/functions/${name}`)),
    'not-deployed',
    'azd deploy --environment reconnect',
  ],
  [
    'a function is missing',
    ({ remove }) => remove(`${APP}/functions/sweep`),
    'not-deployed',
    'azd deploy --environment reconnect',
  ],
  [
    'a function is disabled',
    ({ change }) => change(`${APP}/functions/sweep`, { isDisabled: true }),
    'function-disabled',
    `az functionapp config appsettings set ${group} --name func-x7k2m --settings AzureWebJobs.sweep.Disabled=false`,
  ],
  [
    'no telemetry',
    ({ set }) => set({ APPLICATIONINSIGHTS_CONNECTION_STRING: undefined }),
    'no-telemetry',
    provision,
  ],
  [
    'telemetry by nobody',
    ({ set }) => set({ APPLICATIONINSIGHTS_AUTHENTICATION_STRING: undefined }),
    'telemetry-identity',
    provision,
  ],
  [
    'telemetry without a role',
    ({ remove }) => remove(installation.METRICS_ASSIGNMENT),
    'telemetry-role',
    `az role assignment create --assignee-object-id ${installation.principalOf('storage')} --assignee-principal-type ServicePrincipal --role 'Monitoring Metrics Publisher' --scope ${installation.COMPONENT}`,
  ],
  [
    'an identity is not the app’s',
    ({ set }) => set({ OBSERVER_CLIENT_ID: '00000000-0000-4000-8000-000000000999' }),
    'identity-not-attached',
    provision,
  ],
  [
    'one identity looks and changes',
    ({ set }) => set({ REMEDIATOR_CLIENT_ID: undefined }),
    'one-identity',
    provision,
  ],
  ['no identity looks', ({ set }) => set({ OBSERVER_CLIENT_ID: undefined }), 'identity-unset', provision],
  ['the observer has no role', ({ remove }) => remove(installation.OBSERVER_ASSIGNMENT), 'observer-missing', provision],
  [
    'the observer’s role lacks an action',
    ({ add }) =>
      add({
        ...installation.OBSERVER_ROLE,
        properties: {
          ...installation.OBSERVER_ROLE.properties,
          permissions: [{ actions: installation.observerActions.slice(1), notActions: [] }],
        },
      }),
    'observer-missing',
    provision,
  ],
  [
    'the observer’s role has an action too many',
    ({ add }) =>
      add({
        ...installation.OBSERVER_ROLE,
        properties: {
          ...installation.OBSERVER_ROLE.properties,
          permissions: [{ actions: [...installation.observerActions, 'Microsoft.Compute/*'], notActions: [] }],
        },
      }),
    'observer-surplus',
    provision,
  ],
  [
    'the observer has another role in one group',
    ({ add }) => add(surplusRole, installation.assignTo(410, installation.SHOP, surplusRole, 'observer')),
    'observer-surplus',
    `az role assignment delete --ids ${installation.SHOP}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-000000000410`,
  ],
  [
    'the remediator has no role where a target is',
    ({ remove }) => remove(installation.REMEDIATOR_ASSIGNMENT),
    'remediator-missing',
    provision,
  ],
  [
    'the remediator cannot follow operations',
    ({ remove }) => remove(installation.OPERATIONS_ASSIGNMENT),
    'remediator-missing',
    provision,
  ],
  [
    'no Network Watcher in the region',
    ({ alter }) => alter(WATCHER, (was) => ({ ...was, location: 'westeurope' })),
    'no-network-watcher',
    `az network watcher configure --subscription ${SUBSCRIPTION} --resource-group NetworkWatcherRG --locations koreacentral --enabled true`,
  ],
  [
    'a target that does not exist',
    ({ policy }) => policy({ targets: [{ kind: 'vm', id: `${VM}-gone`, port: 22, from: { address: '10.0.1.9' } }] }),
    'no-such-vm',
    provision,
  ],
  [
    'no agent where connections are tried from',
    ({ remove }) => remove(`${JUMP}/extensions/AzureNetworkWatcherExtension`),
    'no-agent',
    `az vm extension set --subscription ${SUBSCRIPTION} --resource-group shop --vm-name jump --publisher Microsoft.Azure.NetworkWatcher --name NetworkWatcherAgentLinux`,
  ],
  ['no bot', ({ remove }) => [installation.TEAMS, installation.BOT].forEach(remove), 'no-bot', provision],
  [
    'the bot posts to another app',
    ({ change }) => change(installation.BOT, { endpoint: 'https://func-old.azurewebsites.net/api/messages' }),
    'messaging-endpoint',
    `az bot update ${group} --name bot-x7k2m --endpoint https://${installation.HOST}/api/messages`,
  ],
  [
    'no Teams channel',
    ({ remove }) => remove(installation.TEAMS),
    'teams-channel',
    `az bot msteams create ${group} --name bot-x7k2m`,
  ],
  [
    'the Teams channel is off',
    ({ change }) => change(installation.TEAMS, { properties: { isEnabled: false } }),
    'teams-channel',
    provision,
  ],
  [
    'the bot is of another tenant',
    ({ change }) => change(installation.BOT, { msaAppTenantId: '00000000-0000-4000-8000-000000000998' }),
    'bot-tenant',
    provision,
  ],
  [
    'the channel’s id is as in its link',
    ({ set }) => set({ TEAMS_CHANNEL_ID: '19%3aa1b2c3%40thread.tacv2' }),
    'channel-id',
    provision,
  ],
  ['no action group', ({ remove }) => remove(installation.ACTION_GROUP), 'no-action-group', provision],
  [
    'the action group is off',
    ({ change }) => change(installation.ACTION_GROUP, { enabled: false }),
    'action-group-off',
    provision,
  ],
  ['another app is called', receiver({ serviceUri: 'https://example.com/api/alerts' }), 'receiver-url', provision],
  ['another schema', receiver({ useCommonAlertSchema: false }), 'common-schema', provision],
  ['tokens for another app', receiver({ identifierUri: 'api://another' }), 'receiver-token', provision],
  ['no tokens', receiver({ useAadAuth: false }), 'receiver-token', provision],
  ['nobody is called', ({ change }) => change(installation.ACTION_GROUP, { webhookReceivers: [] }), 'nobody-called', provision],
  [
    'a rule on a metric is off',
    ({ change }) => change(installation.GATEWAY_RULE, { enabled: false }),
    'rule-off',
    `az monitor metrics alert update ${group} --name unhealthy-hosts-gw1-x7k2m --enabled true`,
  ],
  [
    'a rule on Resource Health is off',
    ({ change }) => change(installation.HEALTH_RULE, { enabled: false }),
    'rule-off',
    `az monitor activity-log alert update ${group} --name resource-health-x7k2m --enabled true`,
  ],
  [
    'a rule on the log is off',
    ({ change }) => change(installation.SILENCE_RULE, { enabled: false }),
    'rule-off',
    `az monitor scheduled-query update ${group} --name reconnect-no-sweep-x7k2m --disabled false`,
  ],
  [
    'a target under no rule',
    ({ remove }) => remove(installation.HEALTH_RULE),
    'no-alert-rule',
    provision,
  ],
  [
    'keys of the storage account count',
    ({ change }) => change(installation.STATE, { allowSharedKeyAccess: null }),
    'shared-keys',
    `az storage account update ${group} --name ststatex7k2m --allow-shared-key-access false`,
  ],
  [
    'public blobs',
    ({ change }) => change(installation.STATE, { allowBlobPublicAccess: true }),
    'public-blobs',
    `az storage account update ${group} --name ststatex7k2m --allow-blob-public-access false`,
  ],
  [
    'storage behind a closed door',
    ({ change }) => change(installation.STATE, { publicNetworkAccess: 'Disabled' }),
    'storage-unreachable',
    provision,
  ],
  [
    'no right to the tables',
    ({ remove }) => remove(installation.TABLES_ASSIGNMENT),
    'storage-role',
    provision,
  ],
  [
    'a poisoned message',
    ({ add }) => add(installation.queue('incidents-poison', 3)),
    'poison',
    `az functionapp restart ${group} --name func-x7k2m`,
  ],
  [
    'the vault may not be read',
    ({ remove }) => remove(installation.KEY_ASSIGNMENT),
    'record-key',
    `az functionapp restart ${group} --name func-x7k2m`,
  ],
  [
    'the vault is gone',
    ({ remove }) => [installation.SECRET, installation.VAULT].forEach(remove),
    'record-key',
    `az functionapp restart ${group} --name func-x7k2m`,
  ],
];

function receiver(more: object): (into: Plant) => void {
  return ({ alter }) =>
    alter(installation.ACTION_GROUP, (was) => ({
      ...was,
      properties: {
        ...was.properties,
        webhookReceivers: (was.properties['webhookReceivers'] as readonly object[]).map((each) => ({ ...each, ...more })),
      },
    }));
}

describe('each fault is found, and nothing else', () => {
  test.each(faults)('%s', async (_, plant, code, remedy) => {
    const came = await doctor(await azureWith(plant));
    expect(codesIn(came)).toEqual([code]);
    expect(came).toMatchObject({ status: 1, stderr: '' });
    const [finding] = findingsIn(came).filter(({ kind }) => kind === 'wrong');
    if (finding?.kind !== 'wrong') throw new Error('It is not wrong.');
    expect(finding.remedy.at(-1)).toBe(remedy);
    for (const text of [finding.what, finding.meaning, finding.first ?? finding.what])
      expect(text).toEqual({ en: expect.stringMatching(/\S{3}/), ko: expect.stringMatching(/[가-힣]/) });
  });

  test('every check finds something', () => {
    const checks = readdirSync(path.join(root, 'shared/doctor')).filter((file) =>
      /: InstallationCheck = /.test(readFileSync(path.join(root, 'shared/doctor', file), 'utf8')),
    );
    const codes = checks.flatMap((file) =>
      [...readFileSync(path.join(root, 'shared/doctor', file), 'utf8').matchAll(/wrong\(\s*'([^']+)'/g)].map((m) => m[1]),
    );
    const elsewhere = ['stopped', 'clock-skew', 'origin-not-running'];
    expect([...new Set([...faults.map(([, , code]) => code), ...elsewhere])]).toEqual(expect.arrayContaining(codes));
  });
});
