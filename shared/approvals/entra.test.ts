import { doorkeeper, readerRole } from './entra';
import { startEntra, type RunningEntra } from '../simulation/entra';
import { alex, minji } from '../simulation/teams/bot';

const tenantId = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
const appId = '22222222-2222-4222-8222-222222222222';
const person = { oid: minji.id.toLowerCase(), name: 'M. Kim', scp: 'access_as_user' };
const webhook = { azp: '461e8683-5575-4561-ac7f-899cc907d62a', roles: ['ActionGroupsSecureWebhook'] };

let entra: RunningEntra;
beforeAll(async () => {
  entra = await startEntra(tenantId, appId);
});
afterAll(() => entra.close());

const door = () =>
  doorkeeper({
    tenantId: tenantId.toUpperCase(),
    appId,
    authority: entra.authority,
    olderIssuer: 'https://sts.windows.net',
    approvers: [minji],
  });
type Door = 'approver' | 'reader' | 'azureMonitor';
const knock = async (at: Door, claims: Readonly<Record<string, unknown>>, by?: 'tenant' | 'stranger') =>
  door()[at](`Bearer ${await entra.token(claims, by)}`);

test('an approver comes in under the name in the policy', async () => {
  for (const at of ['approver', 'reader'] as const)
    expect(await knock(at, person)).toEqual({ kind: 'admitted', by: minji });
});

test('a token of the older form counts as well', async () => {
  const older = { iss: `https://sts.windows.net/${tenantId}/`, aud: `api://${appId}`, ver: '1.0' };
  expect(await knock('approver', { ...person, ...older })).toMatchObject({ kind: 'admitted' });
  const { azp: appid, roles } = webhook;
  expect(await knock('azureMonitor', { appid, roles, ...older })).toMatchObject({ kind: 'admitted' });
});

const past = { nbf: 1_700_000_000, exp: 1_700_003_600 };
test.each<[string, Readonly<Record<string, unknown>>]>([
  ['another tenant', { iss: 'https://login.microsoftonline.com/99999999-9999-4999-8999-999999999999/v2.0' }],
  ['the Bot Framework', { iss: 'https://api.botframework.com' }],
  ['another app', { aud: 'https://management.azure.com' }],
  ['no app', { aud: undefined }],
  ['a time that is over', past],
  ['no end', { exp: undefined }],
])('%s: nobody comes in', async (_, claims) => {
  for (const [at, holder] of [
    ['approver', person],
    ['reader', person],
    ['azureMonitor', webhook],
  ] as const)
    expect(await knock(at, { ...holder, ...claims })).toMatchObject({ status: 401, code: 'TOKEN_REFUSED' });
});

test('a token that somebody else signed lets nobody in', async () => {
  for (const at of ['approver', 'reader'] as const)
    expect(await knock(at, person, 'stranger')).toMatchObject({ status: 401, code: 'TOKEN_REFUSED' });
});

test.each([null, '', 'Bearer', 'Bearer a.b.c', 'Basic YTpi'])('%j is no token', async (authorization) => {
  expect(await door().approver(authorization)).toMatchObject({ status: 401, code: 'TOKEN_REFUSED' });
});

test.each<[string, Door, Readonly<Record<string, unknown>>]>([
  ['another person', 'approver', { ...person, oid: alex.id }],
  ['another person under an approver’s name', 'approver', { ...person, oid: alex.id, name: minji.name }],
  ['nobody in particular', 'approver', { ...person, oid: undefined }],
  ['who only showed the app who they are', 'approver', { ...person, scp: undefined }],
  ['a reader', 'approver', { oid: alex.id, roles: [readerRole] }],
  ['a person without the role', 'reader', { ...person, oid: alex.id }],
  ['a program with another role', 'reader', { oid: alex.id, roles: ['Incidents.Write'] }],
  ['an approver', 'azureMonitor', person],
  ['another program with the role', 'azureMonitor', { ...webhook, azp: appId }],
  ['Azure Monitor without the role', 'azureMonitor', { azp: webhook.azp }],
  ['Azure Monitor', 'approver', webhook],
  ['Azure Monitor', 'reader', webhook],
])('%s does not pass the door of the %s', async (_, at, claims) => {
  expect(await knock(at, claims)).toMatchObject({ status: 403, code: 'NOT_ALLOWED' });
});

test('the role lets people and programs read', async () => {
  for (const holder of [{ ...person, oid: alex.id }, { oid: alex.id }])
    expect(await knock('reader', { ...holder, roles: [readerRole] })).toMatchObject({ kind: 'admitted' });
});

test('Azure Monitor may bring alerts', async () => {
  expect(await knock('azureMonitor', webhook)).toMatchObject({ kind: 'admitted' });
});

test('where no app is named, or its keys cannot be read, nobody comes in', async () => {
  const token = `Bearer ${await entra.token(person)}`;
  const place = {
    tenantId,
    appId,
    authority: entra.authority,
    olderIssuer: 'https://sts.windows.net',
    approvers: [minji],
  };
  expect(await doorkeeper({ ...place, appId: undefined }).approver(token)).toMatchObject({ code: 'NOBODY_KNOWN' });
  const unread = await doorkeeper({ ...place, authority: `${entra.authority}/nowhere` }).approver(token);
  expect(unread).toMatchObject({ status: 503, code: 'KEYS_UNREACHABLE' });
});
