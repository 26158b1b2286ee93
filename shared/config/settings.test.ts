import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { ReconnectError } from '../model/errors';
import { localKeys, recordKeysOf } from './record-keys';
import { readSettings, Settings } from './settings';
import { storageNamed } from './storage-settings';

const sample = z
  .object({ IsEncrypted: z.literal(false), Values: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(path.join(__dirname, '../../local.settings.sample.json'), 'utf8'))).Values;

function mistakeOf(environment: Readonly<Record<string, string | undefined>>): ReconnectError {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof ReconnectError) return error;
  }
  throw new Error('These settings are fine.');
}

test('the sample can be read, and changes nothing in Azure', () => {
  const settings = readSettings(sample);
  expect(settings.RECONNECT_LANGUAGE).toBe('en');
  expect(new Set(Object.values(settings.RECONNECT_POLICY.modes))).toEqual(new Set(['observe']));
});

test('the sample has every setting that must be given, and none that is unknown', () => {
  const known = Object.keys(Settings.shape);
  const needed = Object.entries(Settings.shape).filter(([, schema]) => !schema.safeParse(undefined).success);
  expect(Object.keys(sample)).toEqual(expect.arrayContaining(needed.map(([name]) => name)));
  const ours = Object.keys(sample).filter((name) => name !== 'FUNCTIONS_WORKER_RUNTIME');
  expect(known).toEqual(expect.arrayContaining(ours));
});

test('every setting says what it is for', () => {
  for (const [name, schema] of Object.entries(Settings.shape))
    expect([name, schema.description]).not.toContain(undefined);
});

test('all mistakes are told at once', () => {
  const { code, message } = mistakeOf({
    ...sample,
    RECONNECT_POLICY: '{',
    RECONNECT_LANGUAGE: 'fr',
    TEAMS_APP_ID: undefined,
  });
  expect(code).toBe('SETTINGS_INVALID');
  expect(message).toContain('3 mistake(s)');
  for (const name of ['RECONNECT_POLICY: is not JSON', 'RECONNECT_LANGUAGE', 'TEAMS_APP_ID'])
    expect(message).toContain(name);
});

test('a mistake inside the policy is told with its place', () => {
  const { message } = mistakeOf({ ...sample, RECONNECT_POLICY: '{"subscriptions":["x"],"approvers":[]}' });
  expect(message).toContain('RECONNECT_POLICY.subscriptions.0');
  expect(message).toContain('RECONNECT_POLICY.approvers');
});

test('values are never repeated: some are secrets', () => {
  const secret = 'c2VjcmV0LWtleQ';
  const wrong = Object.fromEntries(Object.keys(Settings.shape).map((name) => [name, secret]));
  const policy = `{"subscriptions":["${secret}"],"approvers":[{"id":"${secret}","name":"${secret}"}],"modes":{"restart-vm":"${secret}"},"targets":[{"kind":"${secret}"},{"kind":"gateway","id":"${secret}"}]}`;
  for (const environment of [
    wrong,
    { ...sample, RECONNECT_POLICY: policy },
    { ...sample, RECONNECT_POLICY: `"${secret}` },
  ]) {
    const error = mistakeOf(environment);
    expect(`${error.message} ${error.next}`).not.toContain(secret);
  }
});

test('an empty setting counts as one that is not there', () => {
  expect(readSettings({ ...sample, RECONNECT_LANGUAGE: '' }).RECONNECT_LANGUAGE).toBe('en');
  expect(mistakeOf({ ...sample, TEAMS_APP_ID: '' }).message).toContain('TEAMS_APP_ID');
});

const keys = `k2:${Buffer.alloc(32, 2).toString('base64')}, k1:${Buffer.alloc(40, 1).toString('base64')}`;

describe('the keys that sign what is stored', () => {
  const elsewhere = { ...sample, AzureWebJobsStorage: 'AccountName=a;AccountKey=k==;EndpointSuffix=core.windows.net' };

  test('must be given, unless the app runs locally', () => {
    expect(recordKeysOf(sample)).toBe(localKeys);
    expect(mistakeOf(elsewhere).message).toMatch(/RECONNECT_RECORD_KEYS: give/);
    expect(() => recordKeysOf(elsewhere)).toThrow(/RECONNECT_RECORD_KEYS: give/);
  });

  test('are read in their order', () => {
    const given = { ...elsewhere, RECONNECT_RECORD_KEYS: keys };
    expect(readSettings(given).RECONNECT_RECORD_KEYS).toEqual(recordKeysOf(given));
    expect(recordKeysOf(given).map(({ id, secret }) => [id, secret.symmetricKeySize])).toEqual([
      ['k2', 32],
      ['k1', 40],
    ]);
  });

  test.each([
    ['is too short', `k1:${Buffer.alloc(31).toString('base64')}`],
    ['has no id', Buffer.alloc(32).toString('base64')],
    ['is a reference that nobody resolved', '@Microsoft.KeyVault(SecretUri=https://kv.example.com/secrets/x)'],
    ['has the id of another', keys.replace('k2', 'k1')],
    ['is only a comma', ','],
  ])('a key that %s is a mistake', (_, wrong) => {
    const given = { ...elsewhere, RECONNECT_RECORD_KEYS: wrong };
    expect(mistakeOf(given).message).toContain('RECONNECT_RECORD_KEYS');
    expect(() => recordKeysOf(given)).toThrow(/RECONNECT_RECORD_KEYS/);
  });
});

describe('storage', () => {
  const { AzureWebJobsStorage: _, ...rest } = sample;
  const byIdentity = {
    AzureWebJobsStorage__tableServiceUri: 'https://a.table.core.windows.net',
    AzureWebJobsStorage__queueServiceUri: 'https://a.queue.core.windows.net',
    AzureWebJobsStorage__blobServiceUri: 'https://a.blob.core.windows.net',
  };

  test('by identity needs all three endpoints', () => {
    expect(readSettings({ ...rest, ...byIdentity, RECONNECT_RECORD_KEYS: keys })).toMatchObject(byIdentity);
    expect(mistakeOf({ ...rest, ...byIdentity, AzureWebJobsStorage__blobServiceUri: undefined }).message).toMatch(
      /AzureWebJobsStorage: give/,
    );
  });

  const inAzure = { ...rest, RECONNECT_RECORD_KEYS: keys };
  const account = { AzureWebJobsStorage__accountName: 'streconnect' };

  test.each([
    ['https://management.azure.com', 'core.windows.net'],
    ['https://management.usgovcloudapi.net', 'core.usgovcloudapi.net'],
    ['https://management.chinacloudapi.cn', 'core.chinacloudapi.cn'],
  ])('its name is enough where %s is', (ARM_ENDPOINT, domain) => {
    expect(storageNamed(readSettings({ ...inAzure, ...account, ARM_ENDPOINT }))).toEqual({
      kind: 'identity',
      tableUrl: `https://streconnect.table.${domain}`,
      queueUrl: `https://streconnect.queue.${domain}`,
      blobUrl: `https://streconnect.blob.${domain}`,
      clientId: undefined,
    });
  });

  test('an endpoint of its own goes before the one that follows from the name', () => {
    const own = { AzureWebJobsStorage__blobServiceUri: 'https://blobs.example.com' };
    const identity = { AzureWebJobsStorage__credential: 'managedidentity', AzureWebJobsStorage__clientId: 'c' };
    expect(storageNamed(readSettings({ ...inAzure, ...account, ...own, ...identity }))).toMatchObject({
      blobUrl: 'https://blobs.example.com',
      queueUrl: 'https://streconnect.queue.core.windows.net',
      clientId: 'c',
    });
  });

  test.each(['a', 'example.com/x', 'Upper', 'a@example'])('%j is no name of an account', (name) =>
    expect(mistakeOf({ ...inAzure, AzureWebJobsStorage__accountName: name }).message).toContain('__accountName'),
  );

  test('must be given somehow', () => expect(mistakeOf(rest).message).toMatch(/AzureWebJobsStorage: give/));
});

describe('what is not of Azure’s own clouds', () => {
  const { AzureWebJobsStorage: _, ...rest } = sample;
  const inAzure = {
    ...rest,
    AzureWebJobsStorage: 'AccountName=a;AccountKey=k==;EndpointSuffix=core.windows.net',
    RECONNECT_RECORD_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
  };
  const foreign = {
    ARM_ENDPOINT: 'https://management.azure.com.example.com',
    ENTRA_AUTHORITY: 'https://login.microsoftonline.com@example.com',
    TEAMS_OPENID_METADATA_URL: 'https://login.botframework.com:8443/v1/.well-known/openidconfiguration',
    TEAMS_SERVICE_URL: 'https://smba.trafficmanager.net.example.com/teams',
  };

  test('is refused', () => {
    const { message } = mistakeOf({ ...inAzure, ...foreign, AZURE_FUNCTIONS_ENVIRONMENT: 'Development' });
    expect(message).toContain('4 mistake(s)');
    for (const [name, value] of Object.entries(foreign)) {
      expect(message).toContain(`${name}: is none of Microsoft’s own`);
      expect(message).not.toContain(value);
    }
  });

  test.each([
    'https://smba.trafficmanager.net:8443/teams',
    'http://smba.trafficmanager.net/teams',
    'https://smba.trafficmanager.net@example.com/teams',
    'https://somebody@smba.trafficmanager.net/teams',
    'https://other.trafficmanager.net/teams',
  ])('is refused as a connector: %s', (url) =>
    expect(mistakeOf({ ...inAzure, TEAMS_SERVICE_URL: url }).message).toContain('TEAMS_SERVICE_URL: is none'),
  );

  test.each([
    'https://smba.trafficmanager.net/kr/',
    'https://smba.infra.gcc.teams.microsoft.com/teams',
    'https://smba.infra.gov.teams.microsoft.us/teams',
    'https://smba.infra.dod.teams.microsoft.us/teams',
  ])('does not count a connector of Teams: %s', (url) =>
    expect(readSettings({ ...inAzure, TEAMS_SERVICE_URL: url })).toMatchObject({ TEAMS_SERVICE_URL: url }),
  );

  test('is taken where the storage is on this machine', () =>
    expect(readSettings({ ...sample, ...foreign })).toMatchObject(foreign));

  test('does not count Azure’s own, however they are written', () => {
    const ports = { ARM_ENDPOINT: 'https://Management.Azure.com:443/' };
    expect(readSettings({ ...inAzure, ...ports })).toMatchObject(ports);
    const china = {
      ARM_ENDPOINT: 'https://management.chinacloudapi.cn',
      TEAMS_OPENID_METADATA_URL: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
    };
    expect(readSettings({ ...inAzure, ...china })).toMatchObject(china);
  });
});

test.each<[string, string | undefined]>([
  ['https://prod.example.com/workflows/1?sig=secret', 'https://prod.example.com/workflows/1?sig=secret'],
  ['@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/webhook-url)', undefined],
])('the webhook %s is told by %s: a reference that Azure could not resolve stops nothing', (given, read) =>
  expect(readSettings({ ...sample, RECONNECT_WEBHOOK_URL: given }).RECONNECT_WEBHOOK_URL).toBe(read),
);

test.each(['http://prod.example.com/workflows/1?sig=secret', 'secret'])(
  'the webhook %s is refused, unsaid',
  (given) => {
    const { message } = mistakeOf({ ...sample, RECONNECT_WEBHOOK_URL: given });
    expect(message).toContain('RECONNECT_WEBHOOK_URL: is not an https address');
    expect(message).not.toContain('secret');
  },
);
