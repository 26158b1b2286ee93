import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { readSettings, Settings } from '../../shared/config/settings';
import { Policy } from '../../shared/model/policy';
import { bicepReader, type BicepFile } from './bicep';
import { at, wrongWith } from './rules';

const root = path.join(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const names = readdirSync(path.join(root, 'infra'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.bicep'))
  .map((name) => name.replaceAll(path.sep, '/'))
  .sort();
const textOf = (name: string): string => read(`infra/${name}`);

let parse: (name: string, text: string) => BicepFile;
let files: readonly BicepFile[];
beforeAll(async () => {
  parse = await bicepReader();
  files = names.map((name) => parse(name, textOf(name)));
});

const declarationsOf = (type: string) =>
  files.flatMap(({ declarations }) => declarations.filter((each) => each.type.split('@')[0] === type));

test('no rule is broken', () => expect(wrongWith(files)).toEqual([]));

describe('each rule is noticed when it is broken', () => {
  test.each<[string, string, string, string]>([
    ['app/storage.bicep', 'allowSharedKeyAccess: false', 'allowSharedKeyAccess: true', 'allowSharedKeyAccess'],
    ['app/storage.bicep', 'allowSharedKeyAccess: false\n', '', 'allowSharedKeyAccess'],
    ['app/storage.bicep', 'allowBlobPublicAccess: false', 'allowBlobPublicAccess: true', 'allowBlobPublicAccess'],
    ['app/storage.bicep', "'TLS1_2'", "'TLS1_0'", 'minimumTlsVersion'],
    ['app/storage.bicep', "publicAccess: 'None'", "publicAccess: 'Blob'", 'publicAccess'],
    ['app/storage.bicep', 'isVersioningEnabled: true', 'isVersioningEnabled: false', 'isVersioningEnabled'],
    ['app/storage.bicep', '  scope: account\n', '', 'assignments has no scope'],
    ['app/storage.bicep', 'name: guid(account.id, principalId, role)', 'name: newGuid()', 'has another name'],
    ['app/storage.bicep', 'param name string', 'param name strin g', 'not understood'],
    ['app/vault.bicep', 'enablePurgeProtection: true', 'enablePurgeProtection: false', 'enablePurgeProtection'],
    ['app/vault.bicep', 'enableRbacAuthorization: true', 'enableRbacAuthorization: false', 'enableRbacAuthorization'],
    ['app/vault.bicep', "@description('The vault.')\n", '', 'output id is not described'],
    ['app/monitoring.bicep', 'DisableLocalAuth: true', 'DisableLocalAuth: false', 'DisableLocalAuth'],
    ['app/monitoring.bicep', "@description('Region.')\n", '', 'param location is not described'],
    ['app/monitoring.bicep', 'workspace.id\n', 'listKeys(workspace.id)\n', 'reads a key'],
    ['app/function-app.bicep', 'httpsOnly: true', 'httpsOnly: false', 'httpsOnly'],
    ['app/function-app.bicep', 'allow: false', 'allow: true', 'properties.allow'],
    ['app/bot.bicep', "'UserAssignedMSI'", "'MultiTenant'", 'msaAppType'],
    ['app/bot.bicep', '@2022-09-15', '@2023-09-15-preview', 'is a preview'],
    ['app/observer.bicep', 'permissions: role.permissions', "permissions: [{ actions: ['*/read'] }]", 'wildcard'],
    ['app/observer.bicep', '[subscription().id]', '[]', 'anywhere'],
  ])('%s: %j', (name, from, to, what) => {
    expect(textOf(name)).toContain(from);
    expect(wrongWith([parse(name, textOf(name).replace(from, to))]).join('\n')).toContain(what);
  });
});

test('roles are the generated ones: no other actions, no wildcard', () => {
  const loaded = files.flatMap(({ text }) =>
    [...text.matchAll(/loadJsonContent\('([^']+)'\)/g)].map(([, file]) => file),
  );
  expect(new Set(loaded)).toEqual(new Set(['../roles/observer.json', '../roles/remediator.json']));
  const Role = z.object({ permissions: z.array(z.object({ actions: z.array(z.string()) })) });
  for (const name of readdirSync(path.join(root, 'infra/roles')))
    for (const { actions } of Role.parse(JSON.parse(read(`infra/roles/${name}`))).permissions)
      expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  for (const { value } of declarationsOf('Microsoft.Authorization/roleDefinitions'))
    expect(JSON.stringify(at(value, 'properties.permissions'))).not.toMatch(/"Microsoft\./);
});

describe('app settings', () => {
  const deployed = () => Object.keys(at(declarationsOf('Microsoft.Web/sites/config')[0]?.value, 'properties') ?? {});

  test('are all declared, and all that are declared are set', () => {
    // The account is named by its endpoints; where Entra and the Bot Framework are follows from the cloud.
    const elsewhere = [
      'AzureWebJobsStorage',
      'AzureWebJobsStorage__accountName',
      'ENTRA_AUTHORITY',
      'TEAMS_OPENID_METADATA_URL',
    ];
    expect([...deployed(), ...elsewhere].sort()).toEqual(Object.keys(Settings.shape).sort());
  });

  test('are none of those that Flex Consumption has in its own configuration', () =>
    expect(deployed().filter((name) => /^(?:FUNCTIONS_|WEBSITE_)/.test(name))).toEqual([]));

  test('are accepted as they are deployed', () => {
    const id = '00000000-0000-4000-8000-000000000001';
    const examples: Readonly<Record<string, string>> = {
      'string(policy)': JSON.stringify({ subscriptions: [id], approvers: [{ id, name: 'Kim' }] }),
      "stopped ? 'true' : 'false'": 'false',
      language: 'ko',
      registeredAppId: '',
      "empty(webhookUri) ? '' : '@Microsoft.KeyVault(SecretUri=${webhookUri})'":
        '@Microsoft.KeyVault(SecretUri=https://kv)',
      sweepSchedule: '0 */15 * * * *',
      reportSchedule: '0 0 9 * * Mon',
      'environment().resourceManager': 'https://management.azure.com/',
      teamsChannelId: '19:channel@thread.tacv2',
      teamsServiceUrl: 'https://smba.trafficmanager.net/teams',
      'component.properties.ConnectionString': 'InstrumentationKey=0',
      'tenant().tenantId': id,
      stateAccount: 'ststate',
      storageDomain: 'core.windows.net',
    };
    const exampleOf = (expression: string) => examples[expression] ?? id;
    const settings = Object.entries(at(declarationsOf('Microsoft.Web/sites/config')[0]?.value, 'properties') ?? {}).map(
      ([name, value]): readonly [string, string] => {
        const { expression } = z.object({ expression: z.string() }).safeParse(value).data ?? {};
        if (expression === undefined) return [name, String(value)];
        const text = /^'(.*)'$/.exec(expression)?.[1];
        return [name, text?.replace(/\$\{([^}]+)\}/g, (_, inner: string) => exampleOf(inner)) ?? exampleOf(expression)];
      },
    );
    // Azure puts the key in the reference's place.
    const key = { RECONNECT_RECORD_KEYS: `k1:${Buffer.alloc(108).toString('base64')}` };
    expect(() => readSettings({ ...Object.fromEntries<string>(settings), ...key })).not.toThrow();
  });

  test('the policy’s parts that have parameters of their own are parts of it', () =>
    expect(Object.keys(Policy.shape)).toEqual(expect.arrayContaining(['subscriptions', 'approvers'])));
});

describe('defaults are safe', () => {
  const defaultOf = (name: string) =>
    files.find((file) => file.name === 'main.bicep')!.declarations.find((each) => each.name === name)!.value;

  test('people are asked about every fix', () => expect(defaultOf('policy')).toEqual({}));
  test('nothing may be changed anywhere', () => expect(defaultOf('repairedResourceGroups')).toEqual([]));
  test('no key is used', () => expect(defaultOf('useFunctionKey')).toBe(false));
});

test('the parameters that must be given are given, and no unknown one', () => {
  const Parameters = z.object({ parameters: z.record(z.string(), z.unknown()) });
  const given = Object.keys(Parameters.parse(JSON.parse(textOf('main.parameters.json'))).parameters);
  const declared = files.find(({ name }) => name === 'main.bicep')!.declarations.filter(({ kind }) => kind === 'param');

  expect(declared.map(({ name }) => name)).toEqual(expect.arrayContaining(given));
  const needed = declared.filter(({ value }) => value === undefined).map(({ name }) => name);
  expect(given).toEqual(expect.arrayContaining(needed));
});

test('alerts on Reconnect itself look for what it logs, and for functions that it has', () => {
  const { text } = files.find(({ name }) => name === 'app/own-alerts.bicep')!;
  const sources = ['shared/incident', 'functions'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => read(`${folder}/${file}`)),
  );
  const queries = [...text.matchAll(/query: '([^']+)'/g)].map(([, query = '']) => query);
  expect(queries).toHaveLength(4);
  const quoted = (table: string) =>
    queries
      .filter((query) => query.startsWith(table))
      .flatMap((query) => [...query.matchAll(/"([^"]+)"/g)].map((m) => m[1]!));

  expect(quoted('AppTraces').length).toBeGreaterThan(0);
  for (const message of quoted('AppTraces'))
    expect(sources.filter((source) => source.includes(message))).toHaveLength(1);
  for (const name of quoted('AppRequests'))
    expect(sources.filter((source) => new RegExp(`^app\\.\\w+\\('${name}'`, 'm').test(source))).toHaveLength(1);
});

test('azd finds the app by its tag, and what it deploys where the package is made', () => {
  const [, service] = /^services:\n {2}([\w-]+):/m.exec(read('azure.yaml')) ?? [];
  expect(textOf('app/function-app.bicep')).toContain(`'azd-service-name': '${service}'`);
  expect(read('azure.yaml')).toContain('project: dist/package');
  expect(existsSync(path.join(root, 'dist/package/host.json'))).toBe(true);
});

describe('the Teams app', () => {
  test('is a bot in a team that hears what is said without a mention', () => {
    const manifest = JSON.parse(textOf('teams/manifest.json')) as unknown;
    expect(manifest).toMatchObject({
      bots: [{ botId: 'RECONNECT_BOT_ID', scopes: ['team'] }],
      webApplicationInfo: { id: 'RECONNECT_BOT_ID' },
      authorization: {
        permissions: { resourceSpecific: [{ name: 'ChannelMessage.Read.Group', type: 'Application' }] },
      },
    });
  });

  test.each([
    ['color', 192],
    ['outline', 32],
  ])('has its icon %s.png of %i pixels', (name, size) => {
    const icon = readFileSync(path.join(root, `infra/teams/${name}.png`));
    expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([size, size]);
  });
});
