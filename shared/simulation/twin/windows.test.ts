import { GROUP, startWorld, type World } from './testing';

const TS = 'HKLM:\\System\\CurrentControlSet\\Control\\Terminal Server';

const worlds: Awaited<ReturnType<typeof startWorld>>[] = [];
afterEach(() => Promise.all(worlds.splice(0).map(({ twin }) => twin.close())));

async function world(windows: Record<string, unknown> = {}, more: World = {}) {
  const made = await startWorld({ os: 'Windows', guest: { windows }, ...more });
  worlds.push(made);
  const { compute } = made;
  const run = async (...script: string[]) =>
    (await compute.virtualMachines.runCommand(GROUP, 'vm1', { commandId: 'RunPowerShellScript', script })).value;
  const reset = (properties: object, name = 'enablevmaccess') =>
    compute.virtualMachineExtensions.createOrUpdate(GROUP, 'vm1', name, {
      location: 'koreacentral',
      publisher: 'Microsoft.Compute',
      typePropertiesType: 'VMAccessAgent',
      typeHandlerVersion: '2.4',
      settings: {},
      ...properties,
    });
  return { ...made, run, reset };
}

/** The ports on which Remote Desktop listens. */
async function ports(run: (...script: string[]) => Promise<{ readonly message?: string }[] | undefined>) {
  const said = await run(
    '$id = (Get-CimInstance Win32_Service -Filter "Name=\'TermService\'").ProcessId',
    'Get-NetTCPConnection -State Listen | Where-Object { $_.OwningProcess -eq $id } | ForEach-Object { $_.LocalPort }',
  );
  return [...new Set(said?.[0]?.message?.trim().split('\n'))];
}

describe('Run Command in a Windows VM', () => {
  test('answers each stream with a status of its own, and counts as a change only when it changed something', async () => {
    const { run, twin } = await world();
    expect(await run("'one'", 'Nothing-There')).toMatchObject([
      { code: 'ComponentStatus/StdOut/succeeded', message: 'one\n' },
      { code: 'ComponentStatus/StdErr/succeeded', message: expect.stringContaining('is not recognized') as unknown },
    ]);
    await run('Restart-Service TermService -Force');
    expect(twin.log.filter(({ url }) => url.endsWith('/runCommand')).map(({ effect }) => effect)).toEqual([
      'read',
      'write',
    ]);
  });

  test('keeps the last 4096 bytes of each', async () => {
    const { run } = await world();
    const [out] = (await run(`'start${'x'.repeat(5000)}end'`)) ?? [];
    expect(out?.message).toMatch(/^x{4092}end\n$/);
  });

  test('takes no shell script, and a Linux VM no PowerShell', async () => {
    const { compute } = await world();
    const asked = { commandId: 'RunShellScript', script: ['true'] };
    await expect(compute.virtualMachines.runCommand(GROUP, 'vm1', asked)).rejects.toMatchObject({ statusCode: 400 });
    const { run } = await world({}, { os: 'Linux', guest: {} });
    await expect(run("'one'")).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('VMAccess for Windows', () => {
  const off = {
    registry: { [TS]: { fDenyTSConnections: 1 } },
    firewall: { rules: { 'RemoteDesktop-UserMode-In-TCP': { enabled: false } } },
  };

  test('lets connections in and turns the rules on, and leaves the service and its port alone', async () => {
    const { run, reset } = await world(off);
    expect(await ports(run)).toEqual(['']);
    await reset({ forceUpdateTag: '1' });
    expect(await ports(run)).toEqual(['3389']);
    const [rule] = (await run("(Get-NetFirewallRule -Name 'RemoteDesktop-UserMode-In-TCP').Enabled")) ?? [];
    expect(rule?.message).toBe('True\n');

    const stopped = await world({ services: { TermService: { state: 'Stopped' } } });
    await stopped.reset({ forceUpdateTag: '1' });
    expect(await ports(stopped.run)).toEqual(['']);
  });

  test('is not run again with the same tag', async () => {
    const { run, reset } = await world(off);
    await reset({ forceUpdateTag: '1' });
    await run(`Set-ItemProperty -Path '${TS}' -Name fDenyTSConnections -Value 1`);
    await reset({ forceUpdateTag: '1' });
    expect(await ports(run)).toEqual(['']);
  });

  test('refuses a domain controller, and a second one beside it', async () => {
    const { reset } = await world({ role: 'domain-controller' });
    await expect(reset({})).rejects.toThrow('does not support Domain Controller');
    await expect(reset({}, 'other')).rejects.toMatchObject({ code: 'MultipleExtensionsPerHandlerNotAllowed' });
  });

  test('makes nothing of accounts', async () => {
    const { run, reset } = await world(off);
    await reset({ settings: { UserName: 'somebody' }, protectedSettings: { Password: 'secret' } });
    expect(await ports(run)).toEqual(['']);
  });

  test('that for Linux does nothing there', async () => {
    const { run, reset } = await world(off);
    await reset({ publisher: 'Microsoft.OSTCExtensions', typePropertiesType: 'VMAccessForLinux' });
    expect(await ports(run)).toEqual(['']);
  });
});
