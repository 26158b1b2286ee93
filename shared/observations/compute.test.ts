import { guestSsh } from './guest-ssh';
import { virtualMachine } from './virtual-machine';
import { vmExtension } from './vm-extension';

const vm = (instanceView: object, properties = {}) => ({
  id: '/subscriptions/1/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1',
  name: 'vm1',
  location: 'westus',
  tags: { env: 'prod' },
  properties: {
    hardwareProfile: { vmSize: 'Standard_D2s_v5' },
    storageProfile: { osDisk: { osType: 'Linux', managedDisk: { id: 'disk1' } } },
    networkProfile: {
      networkInterfaces: [
        { id: 'nic2', properties: { primary: false } },
        { id: 'nic1', properties: { primary: true } },
      ],
    },
    diagnosticsProfile: { bootDiagnostics: { enabled: true } },
    provisioningState: 'Succeeded',
    instanceView,
    ...properties,
  },
});

const ready = {
  vmAgent: { vmAgentVersion: '2.9', statuses: [{ code: 'ProvisioningState/succeeded', displayStatus: 'Ready' }] },
  extensions: [
    {
      name: 'enablevmaccess',
      type: 'Microsoft.OSTCExtensions.VMAccessForLinux',
      typeHandlerVersion: '1.5.11',
      statuses: [],
    },
  ],
  statuses: [
    { code: 'PowerState/running', displayStatus: 'VM running' },
    { code: 'ProvisioningState/succeeded', displayStatus: 'Provisioning succeeded', time: '2026-11-21T09:00:00+00:00' },
  ],
};

describe('a VM', () => {
  test('with everything', () => {
    expect(virtualMachine.answer.parse(vm(ready))).toEqual({
      id: '/subscriptions/1/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1',
      name: 'vm1',
      location: 'westus',
      size: 'Standard_D2s_v5',
      os: 'Linux',
      nics: ['nic1', 'nic2'],
      power: { known: 'running' },
      priority: 'regular',
      provisioning: 'succeeded',
      provisionedAt: '2026-11-21T09:00:00+00:00',
      agent: { known: 'ready' },
      extensions: [
        { name: 'enablevmaccess', publisher: 'Microsoft.OSTCExtensions', type: 'VMAccessForLinux', version: '1.5.11' },
      ],
      osDisk: 'managed',
      bootDiagnostics: true,
      tags: { env: 'prod' },
    });
  });

  test('that Azure may take back', () =>
    expect(virtualMachine.answer.parse(vm(ready, { priority: 'Spot' }))).toMatchObject({ priority: 'spot' }));

  test.each([
    ['has gone silent', { vmAgentVersion: '2.9' }, 'VM agent is unresponsive.', 'silent'],
    ['has never reported', { vmAgentVersion: 'Unknown' }, 'VM agent is unresponsive.', 'never-reported'],
    ['has just been started', {}, 'VM status blob is found but not yet populated.', 'never-reported'],
  ])('whose agent %s', (_, agent, message, expected) => {
    const time = '2026-11-21T09:00:04+00:00';
    const statuses = [{ code: 'ProvisioningState/Unavailable', displayStatus: 'Not Ready', message, time }];
    expect(virtualMachine.answer.parse(vm({ ...ready, vmAgent: { ...agent, statuses } }))).toMatchObject({
      agent: { known: expected },
      agentAt: time,
    });
  });

  test.each(['linuxConfiguration', 'windowsConfiguration'])('that wants no agent, says its %s', (configuration) => {
    const osProfile = { [configuration]: { provisionVMAgent: false } };
    expect(virtualMachine.answer.parse(vm(ready, { osProfile }))).toMatchObject({
      agent: { known: 'not-provisioned' },
    });
  });

  test('that is deallocated: no agent status at all', () => {
    const answer = vm({ statuses: [{ code: 'ProvisioningState/succeeded' }, { code: 'PowerState/deallocated' }] });
    expect(virtualMachine.answer.parse(answer)).toMatchObject({
      power: { known: 'deallocated' },
      agent: { unrecognised: '' },
      extensions: [],
    });
  });

  test('that failed to be provisioned: no power state, and the error code behind the state is left out', () => {
    const answer = vm({ statuses: [{ code: 'ProvisioningState/failed/OSProvisioningTimedOut' }] });
    expect(virtualMachine.answer.parse(answer)).toMatchObject({ power: { unrecognised: '' }, provisioning: 'failed' });
  });

  test('with an ephemeral OS disk and without boot diagnostics', () => {
    const storageProfile = { osDisk: { osType: 'Windows', diffDiskSettings: { option: 'Local' } } };
    const answer = vm(ready, { storageProfile, diagnosticsProfile: null });
    expect(virtualMachine.answer.parse(answer)).toMatchObject({
      os: 'Windows',
      osDisk: 'ephemeral',
      bootDiagnostics: false,
    });
  });
});

describe('an extension', () => {
  test('that is there', () => {
    const body = {
      id: 'vm1/extensions/e',
      name: 'e',
      type: 'Microsoft.Compute/virtualMachines/extensions',
      properties: { provisioningState: 'Updating', forceUpdateTag: 'i-1', publisher: 'p', type: 't' },
    };
    expect(vmExtension.answer.parse(body)).toEqual({
      kind: 'installed',
      id: 'vm1/extensions/e',
      name: 'e',
      publisher: 'p',
      type: 't',
      provisioningState: 'Updating',
      forceUpdateTag: 'i-1',
    });
  });

  test('that is not there', () => {
    expect(vmExtension.answer.parse(vmExtension.whenNotFound)).toEqual({ kind: 'absent' });
  });

  test('of which Azure says nothing', () => {
    expect(vmExtension.answer.safeParse(null).success).toBe(false);
  });
});

describe('sshd', () => {
  const output = (stdout: readonly string[], stderr: readonly string[] = []) => ({
    value: [
      {
        code: 'ProvisioningState/succeeded',
        level: 'Info',
        displayStatus: 'Provisioning succeeded',
        message: `Enable succeeded: \n[stdout]\n${stdout.join('\n')}\n\n[stderr]\n${stderr.join('\n')}`,
      },
    ],
  });
  const healthy = [
    'reconnect:service',
    'active',
    'reconnect:config',
    'reconnect:valid',
    'reconnect:listening',
    'LISTEN 0      128          0.0.0.0:22        0.0.0.0:*    users:(("sshd",pid=701,fd=3))',
    'LISTEN 0      4096   127.0.0.53%lo:53        0.0.0.0:*   ',
    'LISTEN 0      128             [::]:22           [::]:*    users:(("systemd",pid=1,fd=9),("sshd",pid=701,fd=3))',
    'reconnect:listed',
    'reconnect:files',
    'sshd_config.reconnect-7f3a',
    'reconnect:end',
  ];

  test('that is well', () => {
    expect(guestSsh.answer.parse(output(healthy))).toEqual({
      service: { known: 'active' },
      socket: { unrecognised: '' },
      config: 'valid',
      configured: [],
      listening: [
        { address: '0.0.0.0', port: 22, program: 'sshd' },
        { address: '127.0.0.53', port: 53 },
        { address: '::', port: 22, program: 'systemd' },
      ],
      left: ['/etc/ssh/sshd_config.reconnect-7f3a'],
    });
  });

  test('that is broken', () => {
    const stdout = [
      ...['reconnect:service', 'failed', 'inactive', 'reconnect:config', 'reconnect:listening'],
      ...['reconnect:socket', 'inactive', 'reconnect:effective', 'port 2222', 'port 2200', 'reconnect:end'],
    ];
    const stderr = [
      '/etc/ssh/sshd_config: line 12: Bad configuration option: Prot',
      '/etc/ssh/sshd_config: terminating, 1 bad configuration options',
    ];
    expect(guestSsh.answer.parse(output(stdout, stderr))).toEqual({
      service: { known: 'failed' },
      socket: { known: 'inactive' },
      config: 'invalid',
      configError: stderr.join(' '),
      configured: [
        { address: '*', port: 2222 },
        { address: '*', port: 2200 },
      ],
      listening: undefined,
      left: [],
    });
  });

  test.each([
    ['sshd is not installed', '/bin/sh: 4: sshd: not found'],
    ['sshd’s directory is not there yet', 'Missing privilege separation directory: /run/sshd'],
    ['another command complains', 'grep: /etc/ssh/sshd_config: No such file or directory'],
  ])('nothing is known of the configuration when %s', (_, complaint) => {
    const stdout = healthy.filter((line) => line !== 'reconnect:valid');
    expect(guestSsh.answer.parse(output(stdout, [complaint])).config).toBe('unknown');
  });

  test('an output whose beginning was cut off is no answer', () => {
    expect(guestSsh.answer.safeParse(output(healthy.slice(1))).success).toBe(false);
    expect(guestSsh.answer.safeParse({ value: [{ message: healthy.slice(4).join('\n') }] }).success).toBe(false);
  });

  test('what sshd quotes from its file cannot reach a terminal or turn a text around', () => {
    const stdout = healthy.filter((line) => line !== 'reconnect:valid');
    const { configError = '' } = guestSsh.answer.parse(output(stdout, [`line 3: \u001b[31m\u202e${'x'.repeat(999)}`]));
    expect(configError).toMatch(/^line 3: +\[31m +x+…$/);
    expect(configError.length).toBeLessThanOrEqual(300);
  });

  test('a script that did not run to its end is no answer', () => {
    expect(guestSsh.answer.safeParse(output(healthy.slice(0, -1))).success).toBe(false);
    expect(guestSsh.answer.safeParse({ value: [] }).success).toBe(false);
  });
});
