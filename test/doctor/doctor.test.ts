import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { connectReader } from '../../shared/azure/reader';
import { noStyle } from '../../shared/cards/transcript';
import { runDoctor, type Doctor, type DoctorSurroundings } from '../../shared/cli/doctor';
import { ownFunctions } from '../../shared/doctor/functions';
import { doctor as checks } from '../../shared/doctor/index.generated';
import { kinds } from '../../shared/installation/kinds';
import { idKey } from '../../shared/model/arm-id';
import type { AzureReader, AzureRequest } from '../../shared/model/azure';
import type { BotPlace } from '../../shared/model/bot-team';
import type { Heard } from '../../shared/model/health';
import { FixName } from '../../shared/model/policy';
import type { Finding } from '../../shared/model/installation';
import { Estate, type Resource } from '../../shared/simulation/scenarios/schema';
import { temporaryFolder } from '../../shared/simulation/temporary-folder';
import { noTimes, startTwin } from '../../shared/simulation/twin';
import type { RunningTwin, Twin, TwinOptions } from '../../shared/simulation/twin/contract';
import { directAzure } from '../../shared/simulation/twin/direct';
import { JUMP, VM, WATCHER } from '../azure/estate';
import { reconnect } from '../command';
import { tokenFrom } from '../token';
import * as installation from './installation';

// On an installation as infra/ makes it: over TLS and with the SDK's own clients where it is about how Azure is asked, and in this
// process where it is about what is found.

const root = path.join(__dirname, '../..');
const { APP, NAME, SUBSCRIPTION } = installation;
const trusted = getCACertificates('default');

/** A simulated Azure with an installation, and how it is reached. */
interface Simulated {
  readonly log: Twin['log'];
  readonly connect: DoctorSurroundings['connect'];
}

let simulated: Simulated | undefined;
let running: RunningTwin | undefined;
afterEach(async () => {
  // Whatever the doctor does, it changes nothing.
  expect(simulated?.log.filter(({ effect }) => effect === 'write')).toEqual(simulated && []);
  await running?.close();
  [simulated, running] = [undefined, undefined];
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

interface Setup {
  /** Rights that whoever looks has not. */
  readonly missing?: readonly string[];
  /** How far the clock of this machine is ahead of Azure's. */
  readonly aheadMs?: number;
}

const optionsOf = (plant: (into: Plant) => void, { missing = [], aheadMs = 0 }: Setup): TwinOptions => ({
  estate: Estate.parse({ resources: planted(plant), guests: { web1: {}, jump: {} }, missingActions: missing }),
  faults: [],
  happenings: [],
  times: noTimes,
  // Reader, and the right to read the settings of the app.
  roles: [{ permissions: [{ actions: ['*/read', 'Microsoft.Web/sites/config/list/action'], notActions: [] }] }],
  clock: () => Date.now() - aheadMs,
});

/** The simulated Azure in this process. */
function azureWith(plant: (into: Plant) => void, setup: Setup = {}): Simulated {
  const { azure, twin } = directAzure(optionsOf(plant, setup));
  simulated = { log: twin.log, connect: () => Promise.resolve(azure) };
  return simulated;
}

/** The same over TLS, with the SDK's own clients and a managed identity. */
async function overTls(
  plant: (into: Plant) => void,
  setup: Setup = {},
): Promise<Simulated & { readonly twin: RunningTwin }> {
  const twin = await startTwin(optionsOf(plant, setup));
  setDefaultCACertificates([...trusted, twin.certificate]);
  const { armEndpoint, log } = twin;
  const connect: Simulated['connect'] = (hearTime) =>
    connectReader({ armEndpoint, now: () => Date.now(), hearTime }, { getToken: () => tokenFrom(twin) });
  simulated = { log, connect };
  running = twin;
  return { ...simulated, twin };
}

async function doctor(
  { connect }: Simulated,
  wanted: Partial<Doctor> = {},
  more: Partial<Omit<DoctorSurroundings, 'connect'>> & { readonly through?: (azure: AzureReader) => AzureReader } = {},
) {
  const said = { stdout: '', stderr: '' };
  const { through = (azure: AzureReader) => azure, ...surroundings } = more;
  const status = await runDoctor(
    { resourceGroup: NAME, subscription: SUBSCRIPTION, json: true, language: 'en', ...wanted },
    {
      root: '/nowhere',
      environment: {},
      now: () => Date.now(),
      pause: () => Promise.resolve(),
      askHealth: () => Promise.resolve(wellAnd('in-channel')),
      connect: async (hearTime) => through(await connect(hearTime)),
      print: (line) => void (said.stdout += `${line}\n`),
      complain: (line) => void (said.stderr += `${line}\n`),
      style: noStyle,
      ...surroundings,
    },
  );
  return { status, ...said };
}

type Told = readonly { readonly check: string; readonly findings: readonly Finding[] }[];
const findingsIn = ({ stdout }: { readonly stdout: string }): readonly Finding[] =>
  (JSON.parse(stdout) as { readonly checks: Told }).checks.flatMap(({ findings }) => findings);
const codesIn = (came: { readonly stdout: string }): readonly string[] =>
  findingsIn(came).flatMap((finding) => (finding.kind === 'skipped' ? [] : [finding.code]));

const wellAnd = (bot: BotPlace): Heard => ({ kind: 'answered', health: { status: 'ok', openIncidents: 0, bot } });

const nothing = () => undefined;
const observing = Object.fromEntries(FixName.options.map((fix) => [fix, 'observe']));
const group = `--subscription ${SUBSCRIPTION} --resource-group ${NAME}`;
const provision = 'azd provision --no-state --environment reconnect';

test('an installation in which all is well is told in one line for each part', async () => {
  const came = await doctor(await overTls(nothing), { json: false });
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
    ({ change, remove }) => {
      change(APP, { state: 'Stopped' });
      remove(`${APP}/functions/sweep`);
    },
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
  ['no telemetry', ({ set }) => set({ APPLICATIONINSIGHTS_CONNECTION_STRING: undefined }), 'no-telemetry', provision],
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
  ['one identity looks and changes', ({ set }) => set({ REMEDIATOR_CLIENT_ID: undefined }), 'one-identity', provision],
  ['no identity looks', ({ set }) => set({ OBSERVER_CLIENT_ID: undefined }), 'identity-unset', provision],
  ['the observer has no role', ({ remove }) => remove(installation.OBSERVER_ASSIGNMENT), 'observer-missing', provision],
  [
    'the observer has its role in one group only',
    ({ remove, add }) => {
      remove(installation.OBSERVER_ASSIGNMENT);
      add(installation.assignTo(400, installation.SHOP, installation.OBSERVER_ROLE, 'observer'));
    },
    'observer-missing',
    provision,
  ],
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
    'the remediator has another role',
    ({ add }) => add(surplusRole, installation.assignTo(411, installation.SHOP, surplusRole, 'remediator')),
    'remediator-surplus',
    `az role assignment delete --ids ${installation.SHOP}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-000000000411`,
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
  [
    'the agent could not be installed',
    ({ change }) => change(`${JUMP}/extensions/AzureNetworkWatcherExtension`, { provisioningState: 'Failed' }),
    'no-agent',
    `az vm extension set --subscription ${SUBSCRIPTION} --resource-group shop --vm-name jump --publisher Microsoft.Azure.NetworkWatcher --name NetworkWatcherAgentLinux`,
  ],
  [
    'the VM that connections are tried from is off',
    ({ change }) => change(JUMP, { instanceView: { statuses: [{ code: 'PowerState/deallocated' }] } }),
    'origin-not-running',
    `az vm start --subscription ${SUBSCRIPTION} --resource-group shop --name jump`,
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
  [
    'nobody is called',
    ({ change }) => change(installation.ACTION_GROUP, { webhookReceivers: [] }),
    'nobody-called',
    provision,
  ],
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
  ['a target under no rule', ({ remove }) => remove(installation.HEALTH_RULE), 'no-alert-rule', provision],
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
  ['no right to the tables', ({ remove }) => remove(installation.TABLES_ASSIGNMENT), 'storage-role', provision],
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

/** What other tests find. */
const elsewhere = ['stopped', 'nothing-repaired', 'clock-skew', 'workspace-rights', 'not-healthy', 'other-team'];

function receiver(more: object): (into: Plant) => void {
  return ({ alter }) =>
    alter(installation.ACTION_GROUP, (was) => ({
      ...was,
      properties: {
        ...was.properties,
        webhookReceivers: (was.properties['webhookReceivers'] as readonly object[]).map((each) => ({
          ...each,
          ...more,
        })),
      },
    }));
}

describe('each fault is found, and nothing else', () => {
  test.each(faults)('%s', async (_, plant, code, remedy) => {
    const came = await doctor(azureWith(plant));
    expect(codesIn(came)).toEqual([code]);
    expect(came).toMatchObject({ status: 1, stderr: '' });
    const [finding] = findingsIn(came).filter(({ kind }) => kind === 'wrong');
    if (finding?.kind !== 'wrong') throw new Error('It is not wrong.');
    expect(finding.remedy.at(-1)).toBe(remedy);
    for (const text of [finding.what, finding.meaning, finding.first ?? finding.what])
      expect(text).toEqual({ en: expect.stringMatching(/\S{3}/), ko: expect.stringMatching(/[가-힣]/) });
  });

  test('every finding is found', () => {
    const codes = readdirSync(path.join(root, 'shared/doctor')).flatMap((file) =>
      [...readFileSync(path.join(root, 'shared/doctor', file), 'utf8').matchAll(/wrong\(\s*'([^']+)'/g)].map(
        (m) => m[1],
      ),
    );
    expect([...new Set([...faults.map(([, , code]) => code), ...elsewhere])]).toEqual(expect.arrayContaining(codes));
  });
});

describe('what looks alike is well', () => {
  const { deployment, give } = installation;
  test.each<[string, (into: Plant) => void]>([
    [
      'the app owns the blobs of its package',
      ({ remove, add }) => {
        remove(give(406, deployment, 'blobContributor').id);
        add(give(406, deployment, 'blobOwner'));
      },
    ],
    [
      'telemetry by key',
      ({ set, change }) => {
        set({ APPLICATIONINSIGHTS_AUTHENTICATION_STRING: undefined });
        change(installation.COMPONENT, { DisableLocalAuth: false });
      },
    ],
    [
      'a webhook with a function key',
      receiver({ serviceUri: `https://${installation.HOST}/api/alerts?code=x`, useAadAuth: null }),
    ],
    [
      'storage that lets an address in',
      ({ change }) =>
        change(installation.STATE, {
          networkAcls: { defaultAction: 'Deny', ipRules: [{ value: '203.0.113.7', action: 'Allow' }] },
        }),
    ],
    [
      'storage behind a private endpoint',
      ({ change }) => {
        change(installation.STATE, { publicNetworkAccess: 'Disabled' });
        change(APP, {
          virtualNetworkSubnetId: `${installation.SHOP}/providers/Microsoft.Network/virtualNetworks/v/subnets/s`,
        });
      },
    ],
    ['no workspace that is asked', ({ set }) => set({ LOG_ANALYTICS_WORKSPACE_ID: '' })],
    ['an older channel', ({ set }) => set({ TEAMS_CHANNEL_ID: '19:a1b2c3@thread.skype' })],
    ['ids in another case', ({ set }) => set({ OBSERVER_CLIENT_ID: installation.clientOf('observer').toUpperCase() })],
  ])('%s', async (_, plant) => {
    const came = await doctor(azureWith(plant));
    expect({ found: findingsIn(came), status: came.status }).toEqual({ found: [], status: 0 });
  });
});

describe('another subscription that is watched', () => {
  const other = '22222222-2222-2222-2222-222222222222';
  const gateway = {
    id: `/subscriptions/${other}/resourceGroups/web/providers/Microsoft.Network/applicationGateways/gw2`,
    type: 'Microsoft.Network/applicationGateways',
    name: 'gw2',
    location: 'Korea South',
    properties: {},
  };
  const watched = ({ policy }: Plant) => policy({ subscriptions: [SUBSCRIPTION, other] });

  test('does not give the observer the workspace of the first', async () => {
    const only = (into: Plant) => {
      into.policy({ subscriptions: [other], targets: [] });
      into.add(gateway);
    };
    const lacking = await doctor(azureWith(only));
    expect(codesIn(lacking)).not.toContain('workspace-rights');
    const came = await doctor(
      azureWith((into) => {
        only(into);
        into.remove(installation.OBSERVER_ASSIGNMENT);
      }),
    );
    const finding = findingsIn(came).find((each) => each.kind === 'wrong' && each.code === 'workspace-rights');
    expect(finding).toMatchObject({
      what: { en: expect.stringContaining('workspaces/query/read') as string },
      remedy: [
        `az role assignment create --assignee-object-id ${installation.principalOf('observer')} --assignee-principal-type ServicePrincipal --role 'Log Analytics Reader' --scope ${installation.WORKSPACE}`,
      ],
    });
  });

  test('is seen into like the first', async () => {
    const came = await doctor(
      azureWith((into) => {
        watched(into);
        into.add(gateway);
      }),
    );
    expect(codesIn(came).toSorted()).toEqual(['no-alert-rule', 'no-network-watcher', 'observer-missing']);
    expect(findingsIn(came)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          code: 'no-alert-rule',
          remedy: [
            `az monitor activity-log alert create --subscription ${other} --resource-group web --name reconnect-resource-health --scope /subscriptions/${other} --condition category=ResourceHealth --action-group ${installation.ACTION_GROUP}`,
          ],
        }),
      ]),
    );
  });

  test('hides nothing of the first where it cannot be seen', async () => {
    const came = await doctor(
      azureWith((into) => {
        watched(into);
        into.remove(installation.OBSERVER_ASSIGNMENT);
      }),
    );
    expect(codesIn(came)).toEqual(['observer-missing']);
    expect(JSON.stringify(findingsIn(came))).toContain('SubscriptionNotFound');
  });

  test('is none of which a VM is said not to exist', async () => {
    const vm = `/subscriptions/${other}/resourceGroups/web/providers/Microsoft.Compute/virtualMachines/vm`;
    const came = await doctor(
      azureWith(({ policy }) => policy({ targets: [{ kind: 'vm', id: vm, port: 22, from: { address: '10.0.1.9' } }] })),
    );
    expect(codesIn(came)).toEqual([]);
    expect(came.status).toBe(3);
  });
});

describe('what somebody switched off is told, and is not wrong', () => {
  test.each<[string, (into: Plant) => void, string]>([
    ['Reconnect, by a setting', ({ set }) => set({ RECONNECT_STOPPED: 'true' }), 'stopped'],
    ['Reconnect, by the policy', ({ policy }) => policy({ stopped: true }), 'stopped'],
    [
      'alerts',
      ({ set, change }) => {
        set({ RECONNECT_APP_ID: '' });
        change(installation.ACTION_GROUP, { webhookReceivers: null });
      },
      'nobody-called',
    ],
    [
      'fixes',
      ({ remove }) => [installation.REMEDIATOR_ASSIGNMENT, installation.OPERATIONS_ASSIGNMENT].forEach(remove),
      'nothing-repaired',
    ],
  ])('%s', async (_, plant, code) => {
    const came = await doctor(azureWith(plant));
    expect(findingsIn(came)).toMatchObject([{ kind: 'off', code }]);
    expect(came.status).toBe(0);
  });
});

test.each<[string, (into: Plant) => void]>([
  ['where every fix is only observed', ({ policy }) => policy({ modes: observing })],
  ['where the target is left out', ({ policy }) => policy({ except: [installation.SHOP] })],
])('%s, the remediator needs no role', async (_, plant) => {
  const came = await doctor(
    azureWith((into) => {
      plant(into);
      [installation.REMEDIATOR_ASSIGNMENT, installation.OPERATIONS_ASSIGNMENT].forEach(into.remove);
    }),
  );
  expect({ found: findingsIn(came), status: came.status }).toEqual({ found: [], status: 0 });
});

describe('the clock of this machine', () => {
  test.each<[number, readonly string[]]>([
    [-30_000, []],
    [30_000, []],
    [300_000, ['clock-skew']],
    [-300_000, ['clock-skew']],
  ])('%i ms ahead', async (aheadMs, codes) => {
    const came = await doctor(await overTls(nothing, { aheadMs }));
    expect(codesIn(came)).toEqual(codes);
    expect(came.stdout.includes(aheadMs > 0 ? ' s ahead of Azure' : ' s behind Azure')).toBe(codes.length > 0);
  });
});

describe('what the app says of itself', () => {
  const hearing = async (heard: Heard, plant: (into: Plant) => void = nothing) => {
    const came = await doctor(azureWith(plant), {}, { askHealth: () => Promise.resolve(heard) });
    return { status: came.status, codes: codesIn(came), kinds: findingsIn(came).map(({ kind }) => kind), came };
  };

  test('is asked where Azure has the app', async () => {
    const asked: string[] = [];
    const askHealth = (address: string) => {
      asked.push(address);
      return Promise.resolve(wellAnd('in-channel'));
    };
    await doctor(azureWith(nothing), {}, { askHealth });
    expect(asked).toEqual([`https://${installation.HOST}`]);
  });

  test('that it fails is wrong', async () => {
    const { status, codes } = await hearing({ kind: 'failed', status: 500 });
    expect({ status, codes }).toEqual({ status: 1, codes: ['not-healthy'] });
  });

  test('nothing is concluded from an app that does not answer from here', async () => {
    expect(await hearing({ kind: 'unheard' })).toMatchObject({ status: 3, kinds: ['skipped', 'skipped'] });
  });

  test('that it does not answer needs no word where Azure says that it does not run', async () => {
    const stopped: (into: Plant) => void = ({ change }) => change(APP, { state: 'Stopped' });
    expect(await hearing({ kind: 'unheard' }, stopped)).toMatchObject({ codes: ['not-running'] });
  });

  test('that the bot is in another team is wrong', async () => {
    const { status, codes, came } = await hearing(wellAnd('elsewhere'));
    expect({ status, codes }).toEqual({ status: 1, codes: ['other-team'] });
    expect(came.stdout).toContain('env set RECONNECT_CHANNEL');
  });

  test('that Teams has told of no team proves nothing, and the way on is told', async () => {
    const { status, kinds, came } = await hearing(wellAnd('unseen'));
    expect({ status, kinds }).toEqual({ status: 3, kinds: ['skipped'] });
    expect(came.stdout).toContain('npm run teams:package');
  });
});

const actions = [...new Set(kinds.flatMap(({ permissions }) => permissions))].filter(
  (action) => action !== 'Microsoft.Web/sites/read',
);

test('a workspace that is not seen may be elsewhere: nothing is concluded from it', async () => {
  const came = await doctor(
    azureWith(({ set }) => set({ LOG_ANALYTICS_WORKSPACE_ID: '00000000-0000-4000-8000-000000000998' })),
  );
  expect(findingsIn(came)).toMatchObject([{ kind: 'skipped', missing: 'LOG_ANALYTICS_WORKSPACE_ID' }]);
  expect(came.status).toBe(3);
});

describe('without a right, what takes it is not checked', () => {
  // The twin names the right by the path.
  const asNamed = (action: string) =>
    action === 'Microsoft.Web/sites/config/read' ? 'Microsoft.Web/sites/config/appsettings/read' : action;

  // What somebody may do is asked only where something is missing.
  const asked = actions.filter((action) => action !== 'Microsoft.Authorization/permissions/read');

  test.each(asked)('%s', async (action) => {
    const came = await doctor(azureWith(nothing, { missing: [asNamed(action)] }));
    const found = findingsIn(came);
    expect(codesIn(came)).toEqual([]);
    expect(found.map((each) => (each.kind === 'skipped' ? each.missing : ''))).toEqual(
      expect.arrayContaining([asNamed(action)]),
    );
    expect(came.status).toBe(3);
    expect(JSON.stringify(found)).toContain('권한');
  });

  test('to see the app, nothing is checked', async () => {
    const came = await doctor(azureWith(nothing, { missing: ['Microsoft.Web/sites/read'] }));
    expect(came).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'INSTALLATION_UNSEEN: The resource group rg-reconnect cannot be looked into: the right Microsoft.Web/sites/read is missing. Check its name and the subscription, or ask for the role Reader there.\n',
    });
  });

  test('to see what one may do, nothing is concluded from what is missing', async () => {
    const missing = ['Microsoft.Authorization/permissions/read'];
    const came = await doctor(azureWith(({ remove }) => remove(installation.HEALTH_RULE), { missing }));
    expect(findingsIn(came)).toMatchObject([{ kind: 'skipped', missing: missing[0] }]);
  });

  // Azure answers some lists 200 and empty to those who may not read what is in them.
  test.each(actions)('%s, where lists are empty then', async (action) => {
    const azure = azureWith(nothing, { missing: [asNamed(action)] });
    const came = await doctor(azure, {}, { through: emptyWhereForbidden });
    expect(codesIn(came)).toEqual([]);
  });
});

const emptyWhereForbidden = (azure: AzureReader): AzureReader => ({
  ...azure,
  ask: async (request) => {
    const answer = await azure.ask(request);
    const isHidden = request.answers === 'in-pages' && answer.kind === 'refused' && answer.refusal.kind === 'forbidden';
    return isHidden ? { kind: 'answered', body: { value: [] } } : answer;
  },
});

describe('an Azure that is busy', () => {
  const busy = (times: number) => (azure: AzureReader) => {
    let left = times;
    return {
      ...azure,
      ask: (request: AzureRequest) => {
        if (!request.path.endsWith('/botServices') || left === 0) return azure.ask(request);
        left -= 1;
        const refusal = { kind: 'throttled', retryAfterMs: 5_000, code: 'TooManyRequests', message: 'later' } as const;
        return Promise.resolve({ kind: 'refused' as const, refusal });
      },
    };
  };

  test('is asked again', async () => {
    expect(await doctor(azureWith(nothing), {}, { through: busy(3) })).toMatchObject({ status: 0 });
  });

  test('is given up at some time, and nothing is concluded', async () => {
    const came = await doctor(azureWith(nothing), {}, { through: busy(Infinity) });
    expect(findingsIn(came)).toMatchObject([
      { kind: 'skipped', because: { en: expect.stringContaining('TooManyRequests') } },
    ]);
    expect(came.status).toBe(3);
  });
});

test('no secret is told', async () => {
  const secret = 'b25seS1mb3ItdGhpcy10ZXN0';
  const plant = (into: Plant) => {
    into.set({
      RECONNECT_RECORD_KEYS: `k1:${secret}`,
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=${secret}`,
      AzureWebJobsStorage: `AccountKey=${secret}`,
    });
    receiver({ serviceUri: `https://example.com/api/alerts?code=${secret}`, useAadAuth: false })(into);
  };
  for (const json of [true, false]) {
    const { stdout, stderr, status } = await doctor(azureWith(plant), { json });
    expect(status).toBe(1);
    expect(stdout + stderr).not.toContain(secret);
  }
});

test('what is wrong as text, in both languages', async () => {
  const plant = ({ change }: Plant) => change(installation.STATE, { allowSharedKeyAccess: true });
  const command = `    $ az storage account update ${group} --name ststatex7k2m --allow-shared-key-access false`;
  const azure = azureWith(plant, { missing: ['Microsoft.BotService/botServices/read'] });
  const english = await doctor(azure, { json: false });
  expect(english.stdout.split('\n')).toEqual(
    expect.arrayContaining([
      '? Teams',
      '  - Not checked: the right Microsoft.BotService/botServices/read is missing.',
      '✗ Storage and record key',
      '  - Keys of the storage account ststatex7k2m count.',
      '    Whoever may list its keys can write to it without being named anywhere.',
      command,
      'Wrong: 1. Not checked: 1.',
    ]),
  );
  const korean = await doctor(azure, { json: false, language: 'ko' });
  expect(korean.stdout.split('\n')).toEqual(
    expect.arrayContaining(['✗ 스토리지와 레코드 키', command, '문제: 1개. 확인하지 못함: 1개.']),
  );
});

describe('where it is installed', () => {
  const folder = temporaryFolder('doctor');
  afterAll(folder.remove);

  beforeAll(() => {
    mkdirSync(path.join(folder.path, '.azure/reconnect'), { recursive: true });
    writeFileSync(path.join(folder.path, '.azure/config.json'), '{"version":1,"defaultEnvironment":"reconnect"}');
    writeFileSync(
      path.join(folder.path, '.azure/reconnect/.env'),
      `AZURE_ENV_NAME="reconnect"\nAZURE_SUBSCRIPTION_ID="${SUBSCRIPTION}"\n`,
    );
  });

  const unnamed = { resourceGroup: undefined, subscription: undefined };

  test('is told by azd’s environment', async () => {
    const came = await doctor(azureWith(nothing), unnamed, { root: folder.path });
    expect(came).toMatchObject({ status: 0, stderr: '' });
  });

  test('is told by another environment of azd', async () => {
    const environment = { AZURE_ENV_NAME: 'another', AZURE_SUBSCRIPTION_ID: SUBSCRIPTION };
    const came = await doctor(azureWith(nothing), unnamed, { root: folder.path, environment });
    expect(came.stderr).toContain('rg-another');
  });

  test('has to be told', async () => {
    expect(await doctor(azureWith(nothing), unnamed)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^INSTALLATION_UNKNOWN: /),
    });
  });

  test('must have an app of Reconnect', async () => {
    const other = ({ alter }: Plant) => alter(APP, (was) => ({ ...was, tags: {} }));
    expect(await doctor(azureWith(other))).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^NO_INSTALLATION: /),
    });
  });

  test('must have one only', async () => {
    const second = ({ alter, add }: Plant) =>
      alter(APP, (was) => (add({ ...was, id: `${APP}2`, name: `${was.name}2` }), was));
    expect(await doctor(azureWith(second))).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^SEVERAL_INSTALLATIONS: /),
    });
  });
});

test('the command, as people run it', async () => {
  const { twin } = await overTls(nothing);
  const env = {
    ARM_ENDPOINT: twin.armEndpoint,
    NODE_EXTRA_CA_CERTS: twin.certificateFile,
    IDENTITY_ENDPOINT: twin.identityEndpoint,
    IDENTITY_HEADER: twin.identityHeader,
  };
  const command = (...more: readonly string[]) => reconnect(['doctor', ...more], { env });
  const named = ['--resource-group', NAME, '--subscription', SUBSCRIPTION];
  const came = await command(...named, '--json');
  expect(came).toMatchObject({ status: 3, stderr: '' });
  // The app itself is not there to be asked.
  expect(findingsIn(came).map(({ kind }) => kind)).toEqual(['skipped', 'skipped']);
  expect(await command(...named, '--language', 'fr')).toMatchObject({ status: 2, stdout: '' });
  expect(await command(NAME)).toMatchObject({ status: 2, stdout: '' });
});

describe('it goes by what there is', () => {
  test('the functions', () => {
    const registered = readdirSync(path.join(root, 'functions')).flatMap((file) =>
      [...readFileSync(path.join(root, 'functions', file), 'utf8').matchAll(/^app\.\w+\('([^']+)'/gm)].map(
        ([, name]) => name,
      ),
    );
    expect(ownFunctions).toEqual(registered.toSorted());
  });

  test('the page', () => {
    const page = readFileSync(path.join(root, 'shared/docs/doctor.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z-]+)` +\|[^|]*\|(.*)\|$/gm)];
    const codes = rows.flatMap(([, , cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code));
    expect(rows.map(([, check]) => check).toSorted()).toEqual(checks.map(({ id }) => id));
    expect(new Set(codes)).toEqual(new Set([...faults.map(([, , code]) => code), ...elsewhere]));
  });

  test('the settings that are deployed', () => {
    const bicep = readFileSync(path.join(root, 'infra/app/function-app.bicep'), 'utf8');
    const [, deployed = ''] = /resource settings [^]*?properties: \{\n([^]*?)\n  \}/.exec(bicep) ?? [];
    const names = [...deployed.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => name);
    expect(Object.keys(installation.appSettings)).toEqual(names);
  });

  test('the rights of whoever looks are none of Reconnect’s own', () => {
    const own = new Set([...installation.observerActions, ...installation.remediatorActions]);
    for (const action of ['Microsoft.Web/sites/config/list/action', 'Microsoft.Authorization/roleAssignments/read'])
      expect(own).not.toContain(action);
  });
});
