import { restorePoller } from '@azure/arm-compute';
import { restorePoller as restoreNetworkPoller } from '@azure/arm-network';
import { GROUP, NSG, PUBLIC_IP, VM, startWorld, vmProperties, type World } from './testing';
import type { RunningTwin } from './contract';
import { realTimes } from './times';

let open: RunningTwin | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function world(parts: World = {}) {
  const started = await startWorld(parts);
  open = started.twin;
  const { virtualMachines, virtualMachineExtensions } = started.compute;
  const view = () => virtualMachines.instanceView(GROUP, 'vm1');
  const agent = async () => (await view()).vmAgent?.statuses?.[0]?.displayStatus;
  const codes = async () => (await view()).statuses?.map(({ code }) => code);
  const run = async (...script: string[]) => {
    const { value } = await virtualMachines.runCommand(GROUP, 'vm1', { commandId: 'RunShellScript', script });
    return value?.[0]?.message ?? '';
  };
  const ports = async () =>
    (await run('ss -lntH')).match(/0\.0\.0\.0:\d+/g)?.map((text) => Number(text.slice(8))) ?? [];
  const reset = (
    settings: { protectedSettings?: object; settings?: object; forceUpdateTag?: string },
    name = 'enablevmaccess',
  ) =>
    virtualMachineExtensions.createOrUpdate(GROUP, 'vm1', name, {
      location: 'koreacentral',
      publisher: 'Microsoft.OSTCExtensions',
      typePropertiesType: 'VMAccessForLinux',
      typeHandlerVersion: '1.5',
      ...settings,
    });
  return { ...started, view, agent, codes, run, ports, reset };
}

const sshOn = (config: string, state = 'active') => ({
  files: { '/etc/ssh/sshd_config': config },
  services: { ssh: { state, enabled: true, listens: [22] } },
});

describe('a VM as Compute shows it', () => {
  test('the instance view comes only where it is asked for', async () => {
    const { compute, codes, agent } = await world();
    expect((await compute.virtualMachines.get(GROUP, 'vm1')).instanceView).toBeUndefined();
    const expanded = await compute.virtualMachines.get(GROUP, 'vm1', { expand: 'instanceView' });
    expect(expanded.instanceView?.statuses?.map(({ code }) => code)).toContain('PowerState/running');
    expect(await codes()).toEqual(['ProvisioningState/succeeded', 'PowerState/running']);
    expect(await agent()).toBe('Ready');
  });

  test('a VM that the estate stopped is stopped, and its agent says nothing', async () => {
    const stopped = { ...vmProperties, instanceView: { statuses: [{ code: 'PowerState/deallocated' }] } };
    const more = [
      { id: VM, type: 'Microsoft.Compute/virtualMachines', name: 'vm1', location: 'koreacentral', properties: stopped },
    ];
    const { codes, view, compute, run } = await world({ more });
    expect(await codes()).toContain('PowerState/deallocated');
    expect((await view()).vmAgent).toBeUndefined();
    await expect(compute.virtualMachines.restart(GROUP, 'vm1')).rejects.toMatchObject({
      statusCode: 409,
      code: 'OperationNotAllowed',
    });
    await expect(run('true')).rejects.toMatchObject({ statusCode: 409 });
    await compute.virtualMachines.start(GROUP, 'vm1');
    expect(await codes()).toContain('PowerState/running');
  });

  test('an agent has not reported yet while its VM comes up', async () => {
    const { compute, view, pass } = await world({ times: { boot: 30_000 } });
    const status = async () => (await view()).vmAgent?.statuses?.[0];
    await compute.virtualMachines.restart(GROUP, 'vm1');
    expect(await status()).toMatchObject({
      displayStatus: 'Not Ready',
      message: 'VM status blob is found but not yet populated.',
    });
    pass(30);
    expect(await status()).toMatchObject({ displayStatus: 'Ready' });
  });

  test('an agent that does not report any more is another matter', async () => {
    const { view } = await world({ guest: { hung: true } });
    expect((await view()).vmAgent?.statuses?.[0]).toMatchObject({ message: 'VM agent is unresponsive.' });
  });

  test('without provisionVMAgent there is none', async () => {
    const osProfile = { linuxConfiguration: { provisionVMAgent: false } };
    const vm = { id: VM, type: 'Microsoft.Compute/virtualMachines', name: 'vm1', location: 'koreacentral' };
    const { agent } = await world({ more: [{ ...vm, properties: { ...vmProperties, osProfile } }] });
    expect(await agent()).toBe('Not Ready');
  });

  test('boot diagnostics answers addresses', async () => {
    const { compute } = await world();
    const { serialConsoleLogBlobUri } = await compute.virtualMachines.retrieveBootDiagnosticsData(GROUP, 'vm1');
    expect(serialConsoleLogBlobUri).toMatch(/^https:\/\/.*vm1.*sig=/);
  });

  test('Resource Health is what the estate says, else Available', async () => {
    const { health } = await world({ health: { [VM]: { availabilityState: 'Unavailable', reasonType: 'Unplanned' } } });
    expect((await health.availabilityStatuses.getByResource(VM.slice(1))).properties).toMatchObject({
      availabilityState: 'Unavailable',
    });
    expect((await health.availabilityStatuses.getByResource(NSG.slice(1))).properties).toMatchObject({
      availabilityState: 'Available',
    });
  });
});

describe('restart and redeploy', () => {
  test('a restart cures a hung guest: the operation ends first, the guest is back later', async () => {
    const { compute, agent, codes, pass, twin } = await world({ guest: { hung: true }, times: realTimes });
    expect(await agent()).toBe('Not Ready');
    const poller = compute.virtualMachines.restart(GROUP, 'vm1');
    await poller.submitted();
    expect(await codes()).toContain('ProvisioningState/updating');
    pass(30);
    await poller;
    expect(await codes()).toContain('ProvisioningState/succeeded');
    expect(await agent()).toBe('Not Ready');
    pass(30);
    expect(await agent()).toBe('Ready');
    expect(twin.operationMs()).toBe(30_000);
  });

  test('a restart does not cure a bad node, a redeploy does and loses what was on it', async () => {
    const guest = {
      node: 'bad',
      files: { '/etc/ssh/sshd_config': 'Port 22\n', '/mnt/scratch/a': 'x', '/data/b': 'y' },
    };
    const health = { [VM]: { availabilityState: 'Unavailable', reasonType: 'Unplanned' } };
    const { compute, agent, run, twin, health: resourceHealth } = await world({ guest, health });
    await compute.virtualMachines.restart(GROUP, 'vm1');
    expect(await agent()).toBe('Not Ready');
    await compute.virtualMachines.redeploy(GROUP, 'vm1');
    expect(await agent()).toBe('Ready');
    expect(await run('cat /data/b', 'cat /mnt/scratch/a')).toMatch(
      /\[stdout\]\ny\n\[stderr\]\ncat: \/mnt\/scratch\/a: No such file/,
    );
    expect(twin.state.get(PUBLIC_IP)?.properties.ipAddress).toBe('203.0.113.11');
    const { properties } = await resourceHealth.availabilityStatuses.getByResource(VM.slice(1));
    expect(properties).toMatchObject({ availabilityState: 'Available' });
  });

  test('what is enabled comes up at boot, if its configuration is valid', async () => {
    const broken = await world({ guest: sshOn('Port 22\nPermitRotLogin no\n') });
    expect(await broken.ports()).toEqual([22]);
    await broken.compute.virtualMachines.restart(GROUP, 'vm1');
    expect(await broken.ports()).toEqual([]);
    expect(await broken.run('systemctl is-active ssh')).toContain('[stdout]\nfailed\n');
  });

  test('deallocate gives a dynamic address back, start brings another', async () => {
    const { compute, twin } = await world();
    await compute.virtualMachines.deallocate(GROUP, 'vm1');
    expect(twin.state.get(PUBLIC_IP)?.properties.ipAddress).toBeUndefined();
    await compute.virtualMachines.start(GROUP, 'vm1');
    expect(twin.state.get(PUBLIC_IP)?.properties.ipAddress).toBe('203.0.113.11');
  });

  test('a stored poller goes on where it was', async () => {
    const { compute, network, pass } = await world({ times: realTimes });
    const poller = compute.virtualMachines.redeploy(GROUP, 'vm1');
    await poller.submitted();
    const state = await poller.serialize();
    const restored = restorePoller(compute, state, compute.virtualMachines.redeploy);
    expect((await restored.poll()).status).toBe('running');
    pass(126);
    expect((await restored.poll()).status).toBe('succeeded');

    const rule = network.securityRules.delete(GROUP, 'nsg1', 'ssh');
    await rule.submitted();
    const stored = await rule.serialize();
    pass(5);
    await restoreNetworkPoller(network, stored, network.securityRules.delete);
    await expect(network.securityRules.get(GROUP, 'nsg1', 'ssh')).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe('Run Command', () => {
  test('answers both streams as version 1 does, and counts as a change only when it changed something', async () => {
    const { run, twin } = await world();
    expect(await run('echo one', 'cat /none', 'nothere')).toBe(
      'Enable succeeded: \n[stdout]\none\n\n[stderr]\ncat: /none: No such file or directory\n/var/lib/waagent/run-command/download/0/script.sh: 3: nothere: not found\n',
    );
    await run('systemctl restart ssh');
    expect(twin.log.filter(({ url }) => url.endsWith('/runCommand')).map(({ effect }) => effect)).toEqual([
      'read',
      'write',
    ]);
  });

  test('keeps the last 4096 bytes', async () => {
    const { run } = await world({
      guest: { files: { '/etc/ssh/sshd_config': 'Port 22\n', '/big': `start${'x'.repeat(5000)}end` } },
    });
    const message = await run('cat /big');
    expect(message).toMatch(/xend\n\[stderr\]\n$/);
    expect(message).not.toContain('start');
  });

  test('one at a time, and the script runs when the operation ends', async () => {
    const { compute, run, pass } = await world({ times: { runCommand: 20_000 } });
    const script = ['systemctl stop ssh'];
    const first = compute.virtualMachines.runCommand(GROUP, 'vm1', { commandId: 'RunShellScript', script });
    await first.submitted();
    await expect(run('true')).rejects.toMatchObject({
      statusCode: 409,
      code: 'Conflict',
      message: expect.stringContaining('in progress') as unknown,
    });
    pass(20);
    await first;
  });

  test('without an agent it hangs until it times out, but the VM can be restarted', async () => {
    const { compute, pass, agent } = await world({ guest: { hung: true } });
    const script = ['true'];
    const poller = compute.virtualMachines.runCommand(GROUP, 'vm1', { commandId: 'RunShellScript', script });
    await poller.submitted();
    pass(600);
    await poller.poll();
    expect(poller.operationState?.status).toBe('running');
    await compute.virtualMachines.restart(GROUP, 'vm1');
    expect(await agent()).toBe('Ready');
    pass(90 * 60);
    await expect(poller).rejects.toThrow('OperationPreempted');
  });

  test('without an agent an extension fails in the end', async () => {
    const { reset, pass, compute } = await world({ guest: { agent: 'not-ready' } });
    const poller = reset({ protectedSettings: { reset_ssh: true } });
    await poller.submitted();
    pass(90 * 60);
    await expect(poller).rejects.toThrow('VMExtensionProvisioningTimeout');
    const { provisioningState } = await compute.virtualMachineExtensions.get(GROUP, 'vm1', 'enablevmaccess');
    expect(provisioningState).toBe('Failed');
  });
});

describe('VMAccess', () => {
  test('resets sshd to the default port when told in the protected settings', async () => {
    const { reset, ports, twin, compute } = await world({ guest: { ...sshOn('Port 2222\n'), firewallDrops: [22] } });
    expect(await ports()).toEqual([2222]);
    const made = await reset({ protectedSettings: { reset_ssh: true } });
    expect(made).toMatchObject({ provisioningState: 'Succeeded', typePropertiesType: 'VMAccessForLinux' });
    expect(await ports()).toEqual([22]);
    const shown = await compute.virtualMachines.get(GROUP, 'vm1', { expand: 'instanceView' });
    expect(shown.instanceView?.extensions).toMatchObject([
      { name: 'enablevmaccess', type: 'Microsoft.OSTCExtensions.VMAccessForLinux' },
    ]);
    expect(JSON.stringify(shown)).not.toContain('reset_ssh');
    expect(JSON.stringify(twin.state.get(`${VM}/extensions/enablevmaccess`))).not.toContain('reset_ssh');
  });

  test('public settings reset nothing, yet report success', async () => {
    const { reset, ports, run } = await world({ guest: sshOn('Port 2222\n') });
    expect(await reset({ settings: { reset_ssh: 'True' } })).toMatchObject({ provisioningState: 'Succeeded' });
    expect(await ports()).toEqual([2222]);
    expect(await run('cat /etc/ssh/sshd_config')).toContain('Port 2222\nChallengeResponseAuthentication no\n');
  });

  test.each([
    ['the text "false"', 'false', [22]],
    ['false', false, [2222]],
    ['an empty text', '', [2222]],
  ])('%s is as true as Python finds it', async (_, value, expected) => {
    const { reset, ports } = await world({ guest: sshOn('Port 2222\n') });
    await reset({ protectedSettings: { reset_ssh: value } });
    expect(await ports()).toEqual(expected);
  });

  test('the same settings are not run again, unless the tag is new', async () => {
    const { reset, run, ports } = await world({ guest: sshOn('Port 2222\n') });
    const settings = { protectedSettings: { reset_ssh: true } };
    await reset({ ...settings, forceUpdateTag: '1' });
    await run('echo "Port 2222" > /etc/ssh/sshd_config', 'systemctl restart ssh');
    await reset({ ...settings, forceUpdateTag: '1' });
    expect(await ports()).toEqual([2222]);
    await reset({ ...settings, forceUpdateTag: '2' });
    expect(await ports()).toEqual([22]);
  });

  test('a second one under another name is refused', async () => {
    const { reset } = await world();
    await reset({ protectedSettings: { reset_ssh: true } });
    await expect(reset({ protectedSettings: { reset_ssh: true } }, 'other')).rejects.toMatchObject({
      statusCode: 400,
      code: 'MultipleExtensionsPerHandlerNotAllowed',
    });
  });

  test('the wire: 201 Creating with Azure-AsyncOperation, then the resource', async () => {
    const { reset, compute, pass } = await world({ times: realTimes });
    const poller = reset({ protectedSettings: { reset_ssh: true } });
    await poller.submitted();
    expect((await compute.virtualMachineExtensions.get(GROUP, 'vm1', 'enablevmaccess')).provisioningState).toBe(
      'Creating',
    );
    await expect(compute.virtualMachines.restart(GROUP, 'vm1')).rejects.toMatchObject({ statusCode: 409 });
    pass(40);
    expect((await poller).provisioningState).toBe('Succeeded');
  });

  test('is not run while the VM is off', async () => {
    const { reset, compute } = await world();
    await compute.virtualMachines.powerOff(GROUP, 'vm1');
    await expect(reset({})).rejects.toMatchObject({ statusCode: 409, code: 'CannotModifyExtensionsWhenVMNotRunning' });
  });
});

test('a happening in a guest is seen', async () => {
  const { pass, agent } = await world({ happenings: [{ at: 5, kind: 'guest', vm: 'vm1', set: { hung: true } }] });
  expect(await agent()).toBe('Ready');
  pass(5);
  expect(await agent()).toBe('Not Ready');
});
