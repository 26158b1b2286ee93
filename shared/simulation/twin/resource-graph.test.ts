import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import type { RunningTwin } from './contract';
import { NSG, SUBSCRIPTION, startWorld, type World } from './testing';

let open: RunningTwin | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

/** The SDK's client as it comes. */
async function world(parts: World = {}) {
  const { twin, credential, pass } = await startWorld(parts);
  open = twin;
  const client = new ResourceGraphClient(credential, {
    endpoint: twin.armEndpoint,
    tlsOptions: { ca: twin.certificate },
    retryOptions: { maxRetries: 0 },
  });
  const headers: Record<string, string>[] = [];
  const ask = (query: string, more: object = {}, places: object = { subscriptions: [SUBSCRIPTION] }) =>
    client.resources(
      { ...places, query, options: { top: 1000, resultFormat: 'objectArray', ...more } },
      { onResponse: (response) => void headers.push(response.headers.toJSON()) },
    );
  return { ask, headers, pass };
}

const idsOf = (type: string) => `Resources | where type =~ '${type}' | project id | order by id asc`;
const groups = idsOf('microsoft.network/networksecuritygroups');

test('ids are found by type, page by page', async () => {
  const second = { id: `${NSG}-2`, type: 'Microsoft.Network/networkSecurityGroups', name: 'nsg1-2', properties: {} };
  const { ask } = await world({ more: [second] });
  const first = await ask(groups, { top: 1 });
  expect(first).toMatchObject({ totalRecords: 2, count: 1, data: [{ id: NSG }], resultTruncated: 'false' });
  const last = await ask(groups, { top: 1, skipToken: first.skipToken });
  expect(last).toMatchObject({ totalRecords: 2, count: 1, data: [{ id: second.id }] });
  expect(last.skipToken).toBeUndefined();
});

test('without places every subscription is looked into, and a name is found whatever its case', async () => {
  const second = { id: `${NSG}-2`, type: 'Microsoft.Network/networkSecurityGroups', name: 'nsg1-2', properties: {} };
  const { ask } = await world({ more: [second] });
  const named = (name: string) =>
    "Resources | where type in~ ('microsoft.network/networksecuritygroups', 'microsoft.compute/virtualmachines')" +
    ` | where name =~ '${name}' | project id | order by id asc`;
  expect(await ask(named('NSG1-2'), {}, {})).toMatchObject({ data: [{ id: second.id }] });
  expect(await ask(named('nsg1-3'), {}, {})).toMatchObject({ data: [] });
});

test('each answer tells the quota, of each five seconds', async () => {
  const { ask, headers, pass } = await world();
  await ask(groups);
  pass(3);
  for (let asked = 1; asked < 15; asked++) await ask(groups);
  expect(headers[0]).toMatchObject({ 'x-ms-user-quota-remaining': '14', 'x-ms-user-quota-resets-after': '00:00:05' });
  expect(headers.at(-1)).toMatchObject({
    'x-ms-user-quota-remaining': '0',
    'x-ms-user-quota-resets-after': '00:00:02',
  });
  await expect(ask(groups)).rejects.toMatchObject({ statusCode: 429, code: 'RateLimiting' });
  pass(2);
  expect(await ask(groups)).toMatchObject({ count: 1 });
});

test('a query of places that nobody knows is refused', async () => {
  const { ask } = await world();
  const nowhere = { subscriptions: ['99999999-9999-4999-8999-999999999999'] };
  await expect(ask(groups, {}, nowhere)).rejects.toMatchObject({ statusCode: 400, code: 'BadRequest' });
});

test.each([
  [
    'another table',
    "ResourceContainers | where type =~ 'microsoft.network/networksecuritygroups' | project id | order by id asc",
  ],
  ['another filter', 'Resources | project id | order by id asc'],
  ['another projection', `${groups} | project name`],
  ['a type that the twin plays no part of', idsOf('microsoft.sql/servers')],
])('%s is not simulated', async (_, query) => {
  const { ask } = await world();
  await expect(ask(query)).rejects.toMatchObject({ statusCode: 501, code: 'NotSimulated' });
});

test('nor is an option that is not known', async () => {
  const { ask } = await world();
  await expect(ask(groups, { allowPartialScopes: true })).rejects.toMatchObject({ code: 'NotSimulated' });
});
