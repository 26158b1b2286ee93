import { request } from 'node:https';
import { GROUP, NSG, SUBSCRIPTION, VM, startWorld, vmProperties, type World } from './testing';
import { OWNER } from './arm/identity';
import type { RunningTwin } from './contract';

/** What people do to an estate by hand, through the SDK where it has a client for it. */

let open: RunningTwin | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function world(parts: World = {}) {
  const started = await startWorld(parts);
  open = started.twin;
  return started;
}

/** Asks ARM as somebody. */
async function send(twin: RunningTwin, client: string, method: string, path: string, body?: object) {
  const form = new URLSearchParams({ resource: 'https://management.azure.com/', client_id: client });
  const given = await fetch(twin.identityEndpoint, { method: 'POST', headers: { metadata: 'true' }, body: form });
  const { access_token } = (await given.json()) as { access_token: string };
  const text = await fetched(`${twin.armEndpoint}${path}`, twin.certificate, method, access_token, body);
  return { status: text.status, body: JSON.parse(text.body || 'null') as Record<string, unknown> };
}

function fetched(
  url: string,
  ca: string,
  method = 'GET',
  token = '',
  body?: object,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const sent = request(url, { method, ca, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    sent.on('error', reject);
    sent.end(body && JSON.stringify(body));
  });
}

const LOCKS = '/providers/Microsoft.Authorization/locks';
const V = '?api-version=2020-05-01';

describe('the second principal', () => {
  test('may do everything, whatever the app may do and whatever the estate takes from it', async () => {
    const { twin } = await world({ actions: [], missingActions: ['Microsoft.Network/*'] });
    const path = `${NSG}?api-version=2024-05-01`;
    expect((await send(twin, OWNER, 'GET', path)).status).toBe(200);
    expect((await send(twin, 'somebody', 'GET', path)).status).toBe(403);
  });
});

describe('locks', () => {
  test('are put, hold, and are taken off again, ReadOnly ones too', async () => {
    const { twin, network } = await world();
    const lock = `${NSG}${LOCKS}/keep${V}`;
    const put = (level: string) => send(twin, OWNER, 'PUT', lock, { properties: { level } });
    expect((await put('Forever')).status).toBe(400);
    expect(await put('readonly')).toMatchObject({ status: 201, body: { properties: { level: 'ReadOnly' } } });
    await expect(network.networkSecurityGroups.delete(GROUP, 'nsg1')).rejects.toMatchObject({ code: 'ScopeLocked' });
    expect((await send(twin, OWNER, 'DELETE', lock)).status).toBe(200);
    expect((await send(twin, OWNER, 'DELETE', lock)).status).toBe(204);
  });
});

describe('lists', () => {
  test('roles and who has them', async () => {
    const { twin } = await world();
    const list = (type: string, filter = '') =>
      send(
        twin,
        OWNER,
        'GET',
        `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/${type}?api-version=2022-04-01${filter}`,
      );
    const { body: owners } = await list('roleDefinitions', "&$filter=roleName%20eq%20'Owner'");
    expect(owners).toMatchObject({ value: [{ properties: { roleName: 'Owner', permissions: [{ actions: ['*'] }] } }] });
    const { body: assigned } = await list('roleAssignments', `&$filter=principalId%20eq%20'${OWNER}'`);
    const [owner] = owners.value as { id: string }[];
    expect(assigned).toMatchObject({ value: [{ properties: { principalId: OWNER, roleDefinitionId: owner?.id } }] });
  });

  test('disks, as the VMs name them', async () => {
    const id = VM.replace('virtualMachines/vm1', 'disks/os');
    const storageProfile = { osDisk: { osType: 'Linux', managedDisk: { id } } };
    const vm = { id: VM, type: 'Microsoft.Compute/virtualMachines', name: 'vm1', location: 'koreacentral' };
    const { twin } = await world({ more: [{ ...vm, properties: { ...vmProperties, storageProfile } }] });
    const path = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Compute/disks?api-version=2024-03-02`;
    expect((await send(twin, OWNER, 'GET', path)).body).toMatchObject({ value: [{ id, managedBy: VM }] });
    expect((await send(twin, OWNER, 'GET', `${id}?api-version=2024-03-02`)).status).toBe(200);
  });
});

describe('a VM', () => {
  test('is tagged, but not made into another one', async () => {
    const { compute } = await world();
    const now = await compute.virtualMachines.get(GROUP, 'vm1');
    await compute.virtualMachines.createOrUpdate(GROUP, 'vm1', { ...now, tags: { owner: 'ops' } });
    await compute.virtualMachines.update(GROUP, 'vm1', { tags: { owner: 'web' } });
    expect((await compute.virtualMachines.get(GROUP, 'vm1')).tags).toEqual({ owner: 'web' });
    const larger = { ...now, hardwareProfile: { vmSize: 'Standard_D8s_v5' } };
    await expect(compute.virtualMachines.createOrUpdate(GROUP, 'vm1', larger)).rejects.toMatchObject({
      statusCode: 501,
      code: 'NotSimulated',
    });
    await expect(compute.virtualMachines.createOrUpdate(GROUP, 'vm2', now)).rejects.toMatchObject({ statusCode: 501 });
  });

  test('its boot log is read on loopback, with the signature only', async () => {
    const { twin, compute } = await world();
    const { serialConsoleLogBlobUri = '' } = await compute.virtualMachines.retrieveBootDiagnosticsData(GROUP, 'vm1');
    expect(serialConsoleLogBlobUri.startsWith(`${twin.armEndpoint}/`)).toBe(true);
    expect((await fetched(serialConsoleLogBlobUri, twin.certificate)).body).toContain('vm1 login:');
    expect((await fetched(serialConsoleLogBlobUri.replace(/sig=.*/, 'sig=x'), twin.certificate)).status).not.toBe(200);
  });
});
