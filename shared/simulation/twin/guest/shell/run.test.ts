import { Guest } from '../../../scenarios/schema';
import { LinuxMachine } from '../linux-machine';
import { runScript } from './run';

const NOW = Date.parse('2026-11-21T08:00:00Z');

const machineWith = (guest: Record<string, unknown> = {}) => new LinuxMachine(Guest.parse(guest), 'running');

function run(script: string | readonly string[], machine = machineWith()) {
  return runScript(machine, typeof script === 'string' ? [script] : script, NOW, 'vm1');
}

const withConfig = (content: string) => machineWith({ files: { '/etc/ssh/sshd_config': content } });

test.each([
  ['echo a  "b  c" \'d $?\'', 'a b  c d $?\n'],
  ['true && echo yes || echo no', 'yes\n'],
  ['false && echo yes || echo no', 'no\n'],
  ['false; echo $?', '1\n'],
  ['echo rc=$? # a comment', 'rc=0\n'],
  ["printf '%s:%s\\n' a b c", 'a:b\nc:\n'],
  ['cat /none 2>&1', 'cat: /none: No such file or directory\n'],
  ['cat /none 2>/dev/null || echo absent', 'absent\n'],
  ['cat /none >/dev/null 2>&1; echo $?', '1\n'],
  ['echo one > /tmp/f; echo two >> /tmp/f; cat /tmp/f', 'one\ntwo\n'],
  ['grep -c "^P" /etc/ssh/sshd_config', '2\n'],
  ["grep -Ei '^\\s*port\\s+[0-9]+' /etc/ssh/sshd_config", 'Port 22\n'],
  ['cat /etc/ssh/sshd_config | grep -v Port', 'PasswordAuthentication no\n'],
  ['[ -f /etc/ssh/sshd_config ] && echo there', 'there\n'],
  ['test -e /none || echo absent', 'absent\n'],
  ['ls -1 /etc/ssh', 'sshd_config\n'],
  ['ls /etc/ssh/*_config', '/etc/ssh/sshd_config\n'],
  ['hostname; id -u; uname', 'vm1\n0\nLinux\n'],
  ['date +%s', `${NOW / 1000}\n`],
  ['NAME=x; echo "${NAME}y"', 'xy\n'],
  ['ss -lntH "sport = :443"', ''],
  ['systemctl show --property=Id,LoadState,ActiveState sshd', 'Id=ssh.service\nLoadState=loaded\nActiveState=active\n'],
  ['systemctl show --property=Id,LoadState nginx | grep Load', 'LoadState=not-found\n'],
  ['sudo true 2>/dev/null || echo $?', '127\n'],
])('%s', (script, stdout) => {
  expect(run(script).stdout).toBe(stdout);
});

test('set -e ends a script at its first failure, but not at a condition', () => {
  expect(run(['set -e', 'false || echo on', 'false', 'echo never'])).toMatchObject({ stdout: 'on\n', code: 1 });
  expect(run(['exit 3', 'echo never'])).toMatchObject({ stdout: '', code: 3 });
});

test('what is not simulated is loud', () => {
  expect(run('echo $(date)')).toMatchObject({
    stdout: '',
    code: 2,
    stderr: expect.stringContaining('Syntax error') as unknown,
  });
});

test('copies without overwriting, moves, and counts changes', () => {
  const machine = withConfig('Port 22\n');
  const before = machine.version;
  run(['cat /etc/ssh/sshd_config', 'systemctl is-active ssh', 'ss -lnt', 'sshd -T'], machine);
  expect(machine.version).toBe(before);
  run(['cp -np /etc/ssh/sshd_config /root/copy', 'echo "Port 1" > /etc/ssh/sshd_config'], machine);
  run('cp -np /etc/ssh/sshd_config /root/copy && cat /root/copy', machine);
  expect(machine.files.get('/root/copy')).toBe('Port 22\n');
  run('mv /root/copy /root/moved', machine);
  expect([...machine.files.keys()]).toEqual(['/etc/ssh/sshd_config', '/root/moved']);
  expect(machine.version).not.toBe(before);
});

describe('sshd', () => {
  test('-t tells a wrong keyword by its line and exits with 255', () => {
    expect(run('sshd -t', withConfig('Port 22\nPermitRotLogin no\n'))).toEqual({
      stdout: '',
      stderr:
        '/etc/ssh/sshd_config: line 2: Bad configuration option: PermitRotLogin\n/etc/ssh/sshd_config: terminating, 1 bad configuration options\n',
      code: 255,
    });
  });

  test.each([
    ['Port abc', 'line 1: Badly formatted port number.'],
    ['Port', 'line 1: no argument after keyword "Port"'],
    ['PasswordAuthentication maybe', 'line 1: unsupported option "maybe".'],
  ])('%s is refused', (config, message) => {
    const { stderr, code } = run('sshd -t', withConfig(config));
    expect(stderr).toContain(message);
    expect(code).toBe(255);
  });

  test('-T prints what is in force, in lower case, every port, the first value of a keyword', () => {
    const { stdout, code } = run(
      'sshd -T',
      withConfig(
        'Port 22\nPort 2222\nPasswordAuthentication no\nPasswordAuthentication yes\nMatch User a\nX11Forwarding yes\n',
      ),
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^port 22\nport 2222\n/);
    expect(stdout).toContain('passwordauthentication no\n');
    expect(stdout).toContain('x11forwarding no\n');
  });

  test('cannot be asked while its unit is down, but still tells a broken file', () => {
    const stopped = { services: { ssh: { state: 'inactive', listens: [22] } } };
    expect(run('sshd -t', machineWith(stopped)).stderr).toBe('Missing privilege separation directory: /run/sshd\n');
    const files = { '/etc/ssh/sshd_config': 'Nonsense yes\n' };
    expect(run('sshd -t', machineWith({ ...stopped, files })).stderr).toContain('Bad configuration option');
  });

  test('does not come up with a broken file, and comes up again with a good one', () => {
    const machine = withConfig('Port 22\nNonsense\n');
    const broken = run('systemctl restart ssh', machine);
    expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining('Job for ssh.service failed') as unknown });
    expect(run('systemctl is-active sshd', machine)).toMatchObject({ stdout: 'failed\n', code: 3 });
    expect(machine.listens(22, NOW)).toBe(false);
    expect(run('echo "Port 2022" > /etc/ssh/sshd_config; systemctl restart sshd; ss -lntpH', machine).stdout).toContain(
      '0.0.0.0:2022',
    );
    expect(machine.listens(2022, NOW)).toBe(true);
  });
});

describe('a disk', () => {
  const disks = (disk: object) => machineWith({ disks: { '/': disk } });

  test.each([
    [{ freeKb: 0 }, 'No space left on device'],
    [{ freeFiles: 0 }, 'No space left on device'],
    [{ mode: 'read-only' }, 'Read-only file system'],
  ])('%j takes nothing more', (disk, refusal) => {
    const machine = disks(disk);
    expect(run('cp -np /etc/ssh/sshd_config /etc/copy && echo done', machine)).toMatchObject({
      stdout: '',
      stderr: `cp: cannot create regular file '/etc/copy': ${refusal}\n`,
    });
    expect(run('echo a > /var/x', machine)).toMatchObject({ stderr: expect.stringContaining(refusal) as unknown });
    expect(run('echo a > /run/x; cat /run/x', machine).stdout).toBe('a\n');
  });

  test('tells what is left of it, and how it is mounted', () => {
    const machine = machineWith({ disks: { '/var': { freeKb: 0, mode: 'read-only' } } });
    expect(run('df -Pk / /var', machine).stdout).toMatch(/ 20000000 34% \/\n.* 0 100% \/var\n$/);
    expect(run("grep -E '^[^ ]+ (/|/var) ' /proc/mounts | cut -c -20", machine).stdout).toBe(
      '/dev/sda1 / ext4 rw,\n/dev/sda2 /var ext4 \n',
    );
  });
});

test.each([
  [{ hostKeys: 'missing' }, 'no hostkeys available'],
  [{ hostKeys: 'open-to-others' }, 'are too open.'],
  [{ separationDirectory: 'missing' }, 'Missing privilege separation directory: /usr/share/empty.sshd'],
  [{ separationDirectory: 'open-to-others' }, 'must be owned by root and not group or world-writable.'],
])('sshd with %j gives up', (guest, said) => {
  const machine = machineWith(guest);
  expect(run('sshd -t', machine).stderr).toContain(said);
  expect(run('systemctl restart ssh; systemctl is-active ssh', machine).stdout).toBe('failed\n');
});

test('a unit that is masked is started by nobody', () => {
  const machine = machineWith();
  expect(run(['systemctl stop ssh', 'systemctl mask ssh', 'systemctl start ssh'], machine).stderr).toContain('masked');
  expect(run('systemctl show --property=LoadState ssh', machine).stdout).toBe('LoadState=masked\n');
  expect(run(['systemctl unmask ssh', 'systemctl start ssh; systemctl is-active ssh'], machine).stdout).toBe(
    'active\n',
  );
});

test('fail2ban tells whom it has banned, and its firewall keeps those out', () => {
  const machine = machineWith({ banned: ['10.0.0.9', '10.0.0.91'] });
  expect(run('fail2ban-client status sshd | grep -owF 10.0.0.9', machine).stdout).toBe('10.0.0.9\n');
  expect(run('iptables -S INPUT', machine).stdout).toContain('--dports 22 -j f2b-sshd');
  expect([machine.firewallDrops(22, '10.0.0.9'), machine.firewallDrops(22, '10.0.0.8')]).toEqual([true, false]);
  expect(run('fail2ban-client status sshd', machineWith()).stderr).toContain('not found');
});

test('the firewall shows what it drops', () => {
  expect(run('iptables -S', machineWith({ firewallDrops: [22] })).stdout).toContain(
    '-A INPUT -p tcp -m tcp --dport 22 -j DROP',
  );
});
