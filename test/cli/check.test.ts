import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { reconnect } from '../command';
import { tokenFrom } from '../token';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import { temporaryFolder } from '../../shared/simulation/temporary-folder';
import { noTimes, startTwin } from '../../shared/simulation/twin';
import type { RunningTwin } from '../../shared/simulation/twin/contract';
import { connectReader } from '../../shared/azure/reader';
import type { Checked } from '../../shared/cards/checked';
import { noStyle } from '../../shared/cards/transcript';
import { runCheck, type Check } from '../../shared/cli/check';
import { rolesIn } from '../../shared/simulation/rehearsal/stage';

// Over TLS and with the SDK's own credentials and clients: the command in a process of its own where it is about the command, and
// in this one where it is about what it finds.

const root = path.join(__dirname, '../..');
const folder = temporaryFolder('check');
afterAll(folder.remove);
const trusted = getCACertificates('default');

let twin: RunningTwin | undefined;
afterEach(async () => {
  // Whatever a check does, it changes nothing.
  expect(twin?.log.filter(({ effect }) => effect === 'write') ?? []).toEqual([]);
  await twin?.close();
  twin = undefined;
  setDefaultCACertificates(trusted);
});

/** The simulated Azure of a scenario, and the command run against it. `missing`: rights that whoever checks has not. */
async function azureOf(scenario: string, missing: readonly string[] = []) {
  const { estate, faults, happenings } = await scenarioFrom(scenario, root);
  const running = await startTwin({
    estate: { ...estate, missingActions: [...estate.missingActions, ...missing] },
    faults,
    happenings,
    times: noTimes,
    roles: await rolesIn(root),
    clock: () => Date.now(),
  });
  twin = running;
  const env = { ARM_ENDPOINT: running.armEndpoint, NODE_EXTRA_CA_CERTS: running.certificateFile };
  const identity = { IDENTITY_ENDPOINT: running.identityEndpoint, IDENTITY_HEADER: running.identityHeader };
  setDefaultCACertificates([...trusted, running.certificate]);
  const command = (...parameters: readonly string[]) =>
    reconnect(['check', ...parameters], { env: { ...env, ...identity } });
  return { command, check: (wanted: Partial<Check>) => checkHere(running, wanted), env, running };
}

/** A check in this process, by the twin's managed identity. */
async function checkHere({ armEndpoint, ...identity }: RunningTwin, wanted: Partial<Check>) {
  const said = { stdout: '', stderr: '' };
  const now = () => Date.now();
  const defaults: Check = {
    named: [],
    subscription: undefined,
    from: undefined,
    to: undefined,
    port: undefined,
    guest: false,
    fromExport: undefined,
    json: false,
    out: undefined,
    language: 'en',
  };
  const status = await runCheck(
    { ...defaults, ...wanted },
    {
      now,
      waitUntil: (time) => pause(time - now()),
      connect: () => connectReader({ armEndpoint, now }, { getToken: () => tokenFrom(identity) }),
      print: (line) => void (said.stdout += `${line}\n`),
      complain: (line) => void (said.stderr += `${line}\n`),
      progress: () => undefined,
      style: noStyle,
    },
  );
  return { status, ...said };
}

const jsonOf = ({ stdout }: { readonly stdout: string }): readonly Checked[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Checked);

const gateway = 'agw-shop-prod';

test('a broken gateway: what is wrong, what shows it, and what would mend it', async () => {
  const { command } = await azureOf('gateway-v2-ports-denied');
  const { status, stdout, stderr } = await command(gateway.toUpperCase());
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  for (const part of [
    'Broken\nAzure cannot see the backend health of agw-shop-prod',
    'To blame: nsg-agw-shop / DenyInternetHighPorts (rg-shop-prod)',
    'Rule DenyInternetHighPorts of nsg-agw-shop denies TCP 65200-65535 from GatewayManager',
    'Risk: Medium',
    'Inbound: TCP GatewayManager → *:65200-65535',
    '--nsg-name nsg-agw-shop --name reconnect-allow-446c242e --priority 199 --direction Inbound --access Allow',
    'az network nsg rule delete',
    'Ruled out\n  - The gateway itself is not running',
  ])
    expect(stdout).toContain(part);
});

test('the same in Korean', async () => {
  const { check } = await azureOf('gateway-v2-ports-denied');
  const { status, stdout } = await check({ named: [gateway], language: 'ko' });
  expect(status).toBe(1);
  for (const part of ['문제가 있습니다', '확인된 사실', '문서에 있는 조치', '위험도: 중간', '배제한 원인'])
    expect(stdout).toContain(part);
});

test('without a name every gateway that can be seen is checked, and one that is well ends with 0', async () => {
  const { command } = await azureOf('gateway-sweep-finds-nothing');
  const came = await command('--json');
  expect(came).toMatchObject({ status: 0, stderr: '' });
  expect(jsonOf(came)).toMatchObject([{ condition: 'well', causes: [], missing: [] }]);
});

const vm = { named: ['vm-queue-app1'], from: 'vm-queue-jump', json: true };

describe('a VM', () => {
  test('is checked for another VM, which is asked to try the connection', async () => {
    const { check } = await azureOf('vm-nsg-denies-ssh');
    const came = await check(vm);
    expect(came).toMatchObject({ status: 1, stderr: '' });
    expect(jsonOf(came)).toMatchObject([
      {
        target: { kind: 'vm', port: 22, from: { address: '10.41.9.4', vm: expect.stringMatching(/vm-queue-jump$/) } },
        condition: 'broken',
        causes: expect.arrayContaining([
          expect.objectContaining({ cause: 'network/nsg-blocks-port', kind: 'found' }),
        ]) as unknown,
        remedy: { commands: [expect.stringContaining('az network nsg rule create')] },
      },
    ]);
  });

  test('is not looked into from inside unless that is asked for', async () => {
    const { check } = await azureOf('vm-sshd-config-invalid');
    const [outside] = jsonOf(await check(vm));
    expect(outside).toMatchObject({ condition: 'broken', missing: [] });
    expect(outside?.causes.find(({ cause }) => cause === 'guest/sshd-broken')).toMatchObject({
      kind: 'skipped',
      because: { en: expect.stringContaining('--guest') as string },
    });
    const [inside] = jsonOf(await check({ ...vm, guest: true }));
    expect(inside?.causes.find(({ kind }) => kind === 'found')).toMatchObject({ cause: 'guest/sshd-broken' });
    expect(inside?.remedy?.losses).not.toEqual([]);
  });

  test('is tried at Remote Desktop’s port where it runs Windows, unless told otherwise', async () => {
    const { check } = await azureOf('vm-rdp-denied-by-a-rule');
    const wanted = { named: ['vm-erp'], from: 'vm-bastion', json: true };
    expect(jsonOf(await check(wanted))).toMatchObject([{ target: { port: 3389 } }]);
    expect(jsonOf(await check({ ...wanted, port: 22 }))).toMatchObject([{ target: { port: 22 } }]);
  });

  test('needs to be told from where, and an address is enough to see what is outside of it', async () => {
    const { check } = await azureOf('vm-nsg-denies-ssh');
    expect(await check({ ...vm, from: undefined })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('FROM_MISSING'),
    });
    expect(await check({ ...vm, from: '10.41.9.4' })).toMatchObject({ status: 1 });
  });
});

describe('what a VM must reach', () => {
  const named = { named: ['vm-orders-app1'], json: true };

  test('is tried by the VM itself, and told with the hops and what is to blame', async () => {
    const { check } = await azureOf('endpoint-denied-on-the-way');
    const came = await check({ ...named, to: '10.70.2.4:5432' });
    expect(came).toMatchObject({ status: 1, stderr: '' });
    expect(jsonOf(came)).toMatchObject([
      {
        target: { kind: 'endpoint', to: { protocol: 'Tcp', address: '10.70.2.4', port: 5432 } },
        causes: expect.arrayContaining([
          expect.objectContaining({ cause: 'endpoint/denied-on-the-way', kind: 'found' }),
        ]) as unknown,
        path: [
          [{ name: 'vm-orders-app1' }],
          [{ name: 'nsg-app' }],
          [{ name: 'rt-app' }],
          [{ name: 'vm-orders-fw1-nic', state: 'unwell' }],
          [{ name: 'rt-db' }],
          [{ name: 'nsg-db' }],
          [{ name: '10.70.2.4:5432', state: 'unwell' }],
        ],
      },
    ]);
  });

  test('may be a page', async () => {
    const { check } = await azureOf('endpoint-website-fails');
    const came = await check({ ...named, to: 'https://api.carrier.example/status' });
    expect(jsonOf(came)).toMatchObject([
      {
        condition: 'broken',
        path: expect.arrayContaining([[expect.objectContaining({ state: 'blamed' })]]) as unknown,
      },
    ]);
  });

  test.each(['api.carrier.example', 'https://api.carrier.example/?sig=secret', '10.0.0.4:0', '/no/id:22'])(
    'is not understood as %s, and no secret is told',
    async (to) => {
      const { check } = await azureOf('endpoint-fast-enough');
      const came = await check({ ...named, to });
      expect(came).toMatchObject({ status: 2, stderr: expect.stringContaining('TO_UNCLEAR') as string });
      expect(came.stderr).not.toContain('secret');
    },
  );
});

test('several are told in the order in which they were named, and the worst decides', async () => {
  const { command, running } = await azureOf('vm-last-server-behind-the-gateway');
  const [id] = running.state.list('Microsoft.Network/applicationGateways').map((each) => each.id);
  const [broken] = running.state.list('Microsoft.Compute/virtualMachines').map((each) => each.id);
  const came = await command(broken!, id!, '--from', '10.9.9.9', '--json');
  expect(jsonOf(came).map(({ resource }) => resource.id)).toEqual([broken, id]);
  expect(came.status).toBe(1);
});

describe('what whoever checks may not see', () => {
  test('is named, with what could be seen all the same', async () => {
    const { check } = await azureOf('gateway-v2-ports-denied', ['Microsoft.Network/networkSecurityGroups/read']);
    const came = await check({ named: [gateway], json: true });
    expect(came.status).toBe(1);
    expect(jsonOf(came)).toMatchObject([
      {
        condition: 'broken',
        conclusion: {},
        missing: [{ action: 'Microsoft.Network/networkSecurityGroups/read', resource: /nsg-agw-shop$/ }],
      },
    ]);
  });

  test('leaves it open whether anything is wrong', async () => {
    const { check } = await azureOf('gateway-v2-ports-denied', [
      'Microsoft.Network/applicationGateways/backendhealth/action',
    ]);
    const { status, stdout } = await check({ named: [gateway] });
    expect(status).toBe(3);
    expect(stdout).toContain('Not certain');
    expect(stdout).toMatch(
      /Rights that are missing\n {2}- Microsoft\.Network\/applicationGateways\/backendhealth\/action {2}\S+agw-shop-prod/,
    );
  });

  test('may be the resource itself', async () => {
    const { check } = await azureOf('gateway-v2-ports-denied', ['Microsoft.Network/applicationGateways/read']);
    expect(await check({ named: [gateway] })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^NOT_FOUND: .*Reader/),
    });
    expect(await check({})).toMatchObject({ status: 2, stderr: expect.stringMatching(/^NOTHING_TO_CHECK: /) });
  });
});

describe('who checks', () => {
  /** A machine on which nothing but Azure's command line could know who is signed in. */
  const az = (script: string): Readonly<Record<string, string>> => {
    const file = path.join(folder.path, 'az');
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return { AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential', PATH: `${folder.path}:/usr/bin:/bin` };
  };

  test('is whoever is signed in by az login', async () => {
    const { env, running } = await azureOf('gateway-v2-ports-denied');
    const { token: accessToken, expiresOnTimestamp } = await tokenFrom(running);
    const token = JSON.stringify({ accessToken, expires_on: expiresOnTimestamp / 1000, tokenType: 'Bearer' });
    const came = await reconnect(['check', gateway], { env: { ...env, ...az(`echo '${token}'`) } });
    expect(came).toMatchObject({ status: 1, stderr: '' });
  });

  test('has to be signed in', async () => {
    const { env, running } = await azureOf('gateway-v2-ports-denied');
    const nobody = az(`echo "Please run 'az login' to setup account." >&2; exit 1`);
    const { status, stdout, stderr } = await reconnect(['check', gateway], { env: { ...env, ...nobody } });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^NOT_SIGNED_IN: .*Run: az login\n$/);
    expect(running.log).toEqual([]);
  });

  test('tells who they are to no other Azure', async () => {
    const env = { ...az('exit 1'), ARM_ENDPOINT: 'https://management.azure.com.example' };
    expect(await reconnect(['check', gateway], { env })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^ARM_ENDPOINT_INVALID: /),
    });
  });
});
