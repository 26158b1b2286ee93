import { Guest } from '../../../scenarios/schema';
import { WindowsMachine } from '../windows-machine';
import { runPowerShell } from './run';

const NOW = Date.parse('2026-11-21T08:00:00Z');
const TS = 'HKLM:\\System\\CurrentControlSet\\Control\\Terminal Server';

const machineWith = (windows: Record<string, unknown> = {}) => new WindowsMachine(Guest.parse({ windows }), 'running');

function run(script: string | readonly string[], machine = machineWith()) {
  return runPowerShell(machine, typeof script === 'string' ? [script] : script, 'vm1');
}

test.each([
  ["'a'; \"b $(1, 2 -join '-') c\"", 'a\nb 1-2 c\n'],
  ["$x = 'it''s'; \"$x.Length\"", "it's.Length\n"],
  ["'{0}:{1}' -f 'a', 5", 'a:5\n'],
  ["if (1 -eq 2) { 'no' } elseif (-not $none) { 'yes' } else { 'no' }", 'yes\n'],
  ["$s = if ($true) { 'a' } else { 'b' }; $s", 'a\n'],
  ["'b', 'A' | ForEach-Object { $one = $_; 'x', 'y' | ForEach-Object { \"$one$_\" } }", 'bx\nby\nAx\nAy\n'],
  ["'b', 'a', 'c' | Where-Object { $_ -in 'A', 'C' } | Select-Object -First 1", 'a\n'],
  ["'C:\\web\\nginx.exe' -replace '^.*\\\\', ''", 'nginx.exe\n'],
  ["('8000-9000' -match '-') -and ('80', 'Any' -contains 'any')", 'True\n'],
  ['echo reconnect:end # a comment', 'reconnect:end\n'],
  ['try { throw \'x\' } catch { "caught $_" }', 'caught x\n'],
  ['(Get-Service TermService).Status', 'Running\n'],
  ['(Get-CimInstance Win32_Service -Filter "Name=\'termservice\'").StartMode', 'Manual\n'],
  ['(Get-CimInstance Win32_ComputerSystem).DomainRole', '3\n'],
  [`(Get-ItemProperty -Path '${TS}' -Name fDenyTSConnections).fDenyTSConnections`, '0\n'],
  ['(Get-Service TermService).ServicesDependedOn.Name', 'RpcSs\n'],
  ["(Get-ChildItem 'Cert:\\LocalMachine\\Remote Desktop').HasPrivateKey", 'True\n'],
  ["(Get-Date) -gt (Get-ChildItem -Path 'Cert:\\LocalMachine\\Remote Desktop').NotAfter", 'False\n'],
  [
    '(Get-CimInstance -Namespace root/cimv2/TerminalServices -ClassName Win32_TSGeneralSetting).TerminalName',
    'RDP-Tcp\n',
  ],
  ['(Get-NetFirewallProfile).DefaultOutboundAction', 'Allow\nAllow\nAllow\n'],
  [`Test-Path 'HKLM:\\SOFTWARE\\Nothing'`, 'False\n'],
  ['(Get-NetTCPConnection -State Listen -LocalPort 3389).LocalAddress', '0.0.0.0\n::\n'],
  ['Get-NetTCPConnection -State Listen -LocalPort 9 -ErrorAction SilentlyContinue', ''],
  [
    "Get-NetFirewallRule -Group '@FirewallAPI.dll,-28752' | ForEach-Object { $_.Name }",
    'RemoteDesktop-UserMode-In-TCP\nRemoteDesktop-UserMode-In-UDP\nRemoteDesktop-Shadow-In-TCP\n',
  ],
])('%s', (script, stdout) => {
  expect(run(script)).toMatchObject({ stdout, stderr: '' });
});

test('an error does not end a script, unless it is to', () => {
  const script = ["Start-Service 'Nothing'", "'on'"];
  expect(run(script)).toMatchObject({
    stdout: 'on\n',
    stderr: expect.stringContaining('Cannot find any service') as unknown,
  });
  expect(run(["$ErrorActionPreference = 'Stop'", ...script])).toMatchObject({ stdout: '', code: 1 });
  expect(run(["'before'", "throw 'no'", "'never'"])).toEqual({ stdout: 'before\n', stderr: 'no\n', code: 1 });
});

test('what is not simulated is loud', () => {
  expect(run('Get-Volume').stderr).toContain("'Get-Volume' is not recognized");
  expect(run(["'never'", 'foreach ($x in 1, 2) { $x }'])).toMatchObject({ stdout: '', code: 1 });
  expect(run('(Get-Service TermService)').stderr).toContain('not simulated');
  expect(run('if (1) {').stderr).toContain('Missing closing token');
});

describe('services', () => {
  test('one starts what it needs, and not where it is disabled', () => {
    const machine = machineWith({
      services: { TermService: { state: 'Stopped', startType: 'Disabled' }, RpcSs: { state: 'Stopped' } },
    });
    expect(run('Start-Service TermService', machine).stderr).toContain('Failed to start service');
    run(['Set-Service TermService -StartupType Manual', 'Start-Service TermService'], machine);
    expect(run('(Get-Service RpcSs).Status; (Get-Service TermService).Status', machine).stdout).toBe(
      'Running\nRunning\n',
    );
    expect(machine.listens(3389, NOW)).toBe(true);
  });

  test('one that others need stops only by force, and a restart brings those back', () => {
    const machine = machineWith();
    expect(run('Restart-Service TermService', machine).stderr).toContain('dependent services');
    run('Stop-Service TermService -Force', machine);
    expect(run('(Get-Service UmRdpService).Status', machine).stdout).toBe('Stopped\n');
    run(['Start-Service UmRdpService', 'Restart-Service TermService -Force'], machine);
    expect(run('(Get-Service UmRdpService).Status', machine).stdout).toBe('Running\n');
  });

  test('what is disabled stays down when Windows starts', () => {
    const machine = machineWith({ services: { TermService: { startType: 'Disabled' } } });
    expect(machine.listens(3389, NOW)).toBe(true);
    machine.boot(NOW);
    expect(machine.listens(3389, NOW)).toBe(false);
    expect(machine.listens(445, NOW)).toBe(true);
  });
});

describe('Remote Desktop', () => {
  test('a new port counts from the next start of the service on', () => {
    const machine = machineWith();
    run(`Set-ItemProperty -Path '${TS}\\WinStations\\RDP-Tcp' -Name PortNumber -Value 3390`, machine);
    expect([machine.listens(3389, NOW), machine.listens(3390, NOW)]).toEqual([true, false]);
    run('Restart-Service TermService -Force', machine);
    expect([machine.listens(3389, NOW), machine.listens(3390, NOW)]).toEqual([false, true]);
  });

  test.each([
    [{ [TS]: { fDenyTSConnections: 1 } }, false],
    [{ 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services': { fDenyTSConnections: 1 } }, false],
    [
      {
        [TS]: { fDenyTSConnections: 1 },
        'hklm:\\software\\policies\\microsoft\\windows nt\\terminal services': { fdenytsconnections: 0 },
      },
      true,
    ],
  ])('does not listen while it is denied, and a policy goes first: %j', (registry, listens) => {
    expect(machineWith({ registry }).listens(3389, NOW)).toBe(listens);
  });
});

describe('the firewall', () => {
  const web = { W3SVC: { process: 'System', listens: [443] } };
  const dropped = (firewall: object) => machineWith({ services: web, firewall }).firewallDrops(443);

  test.each([
    ['no rule', {}, true],
    ['a rule for the port', { rules: { web: { ports: ['443'] } } }, false],
    ['a rule for a range', { rules: { web: { ports: ['400-500'] } } }, false],
    ['a rule for other ports', { rules: { web: { ports: ['80'] } } }, true],
    ['a rule for another program', { rules: { web: { program: 'C:\\nginx\\nginx.exe' } } }, true],
    ['a rule for the program', { rules: { web: { program: 'System' } } }, false],
    ['a rule for another service', { rules: { web: { service: 'WinRM' } } }, true],
    ['a rule for UDP', { rules: { web: { protocol: 'UDP' } } }, true],
    ['a rule for one address', { rules: { web: { remote: '10.0.0.9' } } }, true],
    ['a rule for other networks', { rules: { web: { profiles: ['Domain'] } } }, true],
    ['a rule that is off', { rules: { web: { enabled: false } } }, true],
    ['a rule for what goes out', { rules: { web: { direction: 'Outbound' } } }, true],
    ['a rule that blocks besides', { rules: { web: {}, no: { action: 'Block' } } }, true],
    ['a profile that lets all in', { inbound: 'Allow' }, false],
    ['a profile that is off', { on: false, rules: { no: { action: 'Block' } } }, false],
  ])('with %s', (_, firewall, expected) => expect(dropped(firewall)).toBe(expected));

  test('a rule is turned on and off by its name', () => {
    const machine = machineWith();
    run("Disable-NetFirewallRule -Name 'RemoteDesktop-UserMode-In-TCP'", machine);
    expect(machine.firewallDrops(3389)).toBe(true);
    run("Enable-NetFirewallRule -Name 'RemoteDesktop-UserMode-In-TCP'", machine);
    expect(machine.firewallDrops(3389)).toBe(false);
    expect(run("Enable-NetFirewallRule -Name 'Nothing'", machine).stderr).toContain('No MSFT_NetFirewallRule');
  });
});

test.each([
  ['expired', '(Get-Date) -gt $_.NotAfter', 'True\n'],
  ['without-key', '$_.HasPrivateKey', 'False\n'],
  ['missing', '$_', ''],
])('a certificate that is %s', (certificate, shows, stdout) => {
  const script = `Get-ChildItem 'Cert:\\LocalMachine\\Remote Desktop' | ForEach-Object { ${shows} }`;
  expect(run(script, machineWith({ certificate }))).toMatchObject({ stdout, stderr: '' });
});

describe('Remote Desktop listens', () => {
  const RDP_TCP = `${TS}\\WinStations\\RDP-Tcp`;
  const restart = 'Restart-Service TermService -Force';
  const listens = (windows: Record<string, unknown>, script = "''") => {
    const machine = machineWith(windows);
    run(script, machine);
    return machine.listens(3389, NOW);
  };

  test.each<[string, Record<string, unknown>, before: boolean, after: boolean]>([
    ['where nothing is said', {}, true, true],
    ['until it is restarted on another port', { services: { TermService: { listens: [3390] } } }, false, true],
    [
      'not where its listener is lost, until it is restarted',
      { services: { TermService: { listens: [] } } },
      false,
      true,
    ],
    ['not where its listener is off', { registry: { [RDP_TCP]: { fEnableWinStation: 0 } } }, false, false],
    ['where its certificate is missing all the same', { certificate: 'missing' }, true, true],
    ['not where it does not come up again', { services: { TermService: { starts: false } } }, true, false],
  ])('%s', (_, windows, before, after) => {
    expect([listens(windows), listens(windows, restart)]).toEqual([before, after]);
  });

  test('not itself where another service has its port', () => {
    const machine = machineWith({ services: { agent: { listens: [3389] } } });
    expect(
      machine
        .listeners()
        .filter(({ port }) => port === 3389)
        .map(({ service }) => service),
    ).toEqual(['agent', 'agent']);
    expect(machine.firewallDrops(3389)).toBe(true);
  });

  test('and lets answers out whatever is said of outbound traffic', () => {
    const rules = { out: { direction: 'Outbound', action: 'Block' } };
    expect(machineWith({ firewall: { outbound: 'Block', rules } }).firewallDrops(3389)).toBe(false);
  });
});
