import { chmodSync, statSync } from 'node:fs';
import type { Change } from '../../shared/model/change';
import type { Plan, Planned } from '../../shared/model/plan';
import { Policy } from '../../shared/model/policy';
import { healthy, ids, reasonOver, subscription, vmTarget } from '../../shared/model/testing';
import { text } from '../../shared/model/text';
import { allowInGuest } from '../../shared/fixes/allow-in-guest';
import { resetSsh } from '../../shared/fixes/reset-ssh';
import { startService } from '../../shared/fixes/start-service';
import { banScript, guestBan } from '../../shared/observations/guest-ban';
import { guestPort, shellScript } from '../../shared/observations/guest-port';
import { guestService } from '../../shared/observations/guest-service';
import { guestSsh, NOTES, SSH_SCRIPT } from '../../shared/observations/guest-ssh';
import { hasBash, realShell, type RealShell } from '../../shared/simulation/real-shell';

// Everything that Reconnect has a Linux VM run, run by a real shell on real files.

const describeForReal = hasBash ? describe : describe.skip;
const shells = ['bash', 'sh'] as const;
const DONE = 'reconnect:done\n';

let linux: RealShell;
beforeEach(() => {
  linux = realShell('scripts');
});
afterEach(() => linux.remove());

/** What Run Command answers: the end of each output. */
const answered = ({ stdout, stderr }: { stdout: string; stderr: string }) => ({
  value: [{ message: `Enable succeeded: \n[stdout]\n${stdout.slice(-4096)}\n[stderr]\n${stderr.slice(-4096)}` }],
});

const df = (free: number, freeFiles: number) => `case $1 in
-Pi) echo 'Filesystem Inodes IUsed IFree IUse% Mounted on'; echo '/dev/root 3870720 1 ${freeFiles} 1% /'; echo '/dev/root 3870720 1 ${freeFiles} 1% /';;
*) echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'; echo '/dev/root 30298176 1 ${free} 1% /'; echo '/dev/root 30298176 1 ${free} 1% /';;
esac`;
const row = (at: string, program: string): string =>
  `LISTEN 0      128          ${at}        0.0.0.0:*    users:(("${program}",pid=701,fd=3))`;

/** An Ubuntu in which sshd runs. */
function ubuntu(): void {
  linux.write('/etc/ssh/sshd_config', 'Port 22\n');
  linux.write(
    '/proc/mounts',
    'sysfs /sys sysfs rw 0 0\n/dev/root / ext4 rw,relatime 0 0\n/dev/sdb1 /mnt ext4 ro 0 0\n',
  );
  linux.command('df', df(20_000_000, 900_000));
  linux.command(
    'sshd',
    "case $1 in -T) echo 'port 22'; echo 'permitrootlogin no'; echo 'listenaddress 0.0.0.0:22';; esac",
  );
  linux.command('ss', `echo '${row('0.0.0.0:22', 'sshd')}'`);
  linux.command(
    'systemctl',
    `case "$1 $2" in
'is-active ssh') echo active;;
is-active*) echo inactive; exit 3;;
show*) printf 'RuntimeDirectory=sshd\\nId=ssh.service\\nLoadState=loaded\\n\\nRuntimeDirectory=sshd\\nId=ssh.service\\nLoadState=loaded\\n';;
esac`,
  );
}

describeForReal.each(shells)('what is asked about SSH, by %s', (shell) => {
  const asked = () => guestSsh.answer.parse(answered(linux.run(SSH_SCRIPT, shell)));
  beforeEach(ubuntu);

  test('of a VM that is well', () => {
    linux.write('/etc/ssh/sshd_config.reconnect-1', '');
    linux.write(`${NOTES}/i1-service`, '1\n');
    expect(asked()).toEqual({
      service: { known: 'active' },
      socket: { known: 'inactive' },
      config: 'valid',
      configured: [{ address: '0.0.0.0', port: 22 }],
      listening: [{ address: '0.0.0.0', port: 22, program: 'sshd' }],
      unit: { name: 'ssh', masked: 'no', makes: ['sshd'] },
      fileSystems: [{ at: '/', freeKb: 20_000_000, freeFiles: 900_000, mode: 'writable' }],
      left: ['/etc/ssh/sshd_config.reconnect-1', `${NOTES}/i1-service`],
    });
  });

  test('of one whose disk is full and read-only, of another that counts no inodes', () => {
    linux.command('df', df(0, 0));
    linux.write('/proc/mounts', 'rootfs / rootfs rw 0 0\n/dev/root / ext4 ro,relatime 0 0\n');
    expect(asked().fileSystems).toEqual([{ at: '/', freeKb: 0, freeFiles: 0, mode: 'read-only' }]);
    linux.command('df', df(9, 0).replaceAll('3870720', '0').replaceAll('1%', '-'));
    expect(asked().fileSystems).toEqual([{ at: '/', freeKb: 9, freeFiles: undefined, mode: 'read-only' }]);
  });

  test('of one in which sshd finds no key, or no directory, or a mistake', () => {
    const says = (...lines: string[]) => {
      linux.command('sshd', [...lines.map((line) => `echo '${line}' >&2`), 'exit 1'].join('\n'));
      const { config, configError, lacks } = asked();
      return { config, configError, lacks };
    };
    expect(says('Unable to load host key: k', 'sshd: no hostkeys available -- exiting.')).toEqual({
      config: 'unknown',
      lacks: { what: 'host-keys', said: 'sshd: no hostkeys available -- exiting.' },
    });
    expect(says('Permissions 0644 for "k" are too open.', 'sshd: no hostkeys available -- exiting.')).toMatchObject({
      lacks: { what: 'host-keys', said: 'Permissions 0644 for "k" are too open.' },
    });
    expect(says('Missing privilege separation directory: /run/sshd')).toMatchObject({
      config: 'unknown',
      lacks: { what: 'separation-directory' },
    });
    expect(says('/etc/ssh/sshd_config line 3: Badly formatted port number.')).toMatchObject({ config: 'invalid' });
  });

  test('of a busy one: those that are named and not asked about take no room, and too many others are not told', () => {
    const many = (count: number, line: (port: number) => string) =>
      linux.command(
        'ss',
        `cat <<'END'\n${Array.from({ length: count }, (_, at) => line(3000 + at)).join('\n')}\n${row('[::]:22', 'sshd')}\nEND`,
      );
    many(300, (port) => row(`0.0.0.0:${port}`, 'nginx'));
    expect(asked().listening).toEqual([{ address: '::', port: 22, program: 'sshd' }]);
    many(300, (port) => `LISTEN 0 128 0.0.0.0:${port} 0.0.0.0:*`);
    expect(asked().listening).toBeUndefined();
  });

  test('of one in which nobody could look', () => {
    linux.command('ss', 'exit 1');
    expect(asked().listening).toBeUndefined();
  });

  test('changes nothing', () => {
    linux.run(SSH_SCRIPT, shell);
    expect(
      linux.called().filter((call) => !/^(?:systemctl (?:is-active|show)|sshd -[tT]|ss -lntpH|df -P)/.test(call)),
    ).toEqual([]);
    expect(linux.read('/etc/ssh/sshd_config')).toBe('Port 22\n');
  });
});

describeForReal.each(shells)('what is asked about ports, services and bans, by %s', (shell) => {
  test('a port, of a VM with every firewall', () => {
    linux.command('ss', `echo '${row('127.0.0.1:443', 'nginx')}'`);
    linux.command(
      'systemctl',
      `case "$1" in show) printf 'Id=nginx.service\\nLoadState=loaded\\nActiveState=failed\\n';; *) echo 'shop.service loaded failed failed Shop';; esac`,
    );
    linux.command('iptables', "echo '-P INPUT DROP'");
    linux.command('ufw', "printf 'Status: active\\n\\nDefault: deny (incoming)\\n'");
    linux.command('firewall-cmd', "echo 'public (active)'");
    linux.command('nft', "printf 'table inet t {\\n tcp dport 443 drop\\n}\\n'");
    expect(guestPort.answer.parse(answered(linux.run(shellScript(443), shell)))).toMatchObject({
      listening: [{ address: '127.0.0.1', port: 443, program: 'nginx' }],
      idle: [
        { name: 'shop', state: 'failed' },
        { name: 'nginx', state: 'failed' },
      ],
      firewall: {
        iptables: ['-P INPUT DROP'],
        ufw: ['Status: active', 'Default: deny (incoming)'],
        firewalld: ['public (active)'],
        nft: ['tcp dport 443 drop'],
      },
    });
  });

  test('a service', () => {
    linux.command(
      'systemctl',
      "printf 'Id=nginx.service\\nLoadState=loaded\\nActiveState=inactive\\nUnitFileState=disabled\\n'",
    );
    const { body } = guestService.request({ vm: ids.vm, os: 'Linux', names: 'nginx caddy' });
    const { script } = body as { script: string[] };
    expect(guestService.answer.parse(answered(linux.run(script, shell)))).toEqual({
      services: [{ name: 'nginx', state: { known: 'stopped' }, start: { known: 'manual' }, needs: [] }],
    });
    expect(linux.called()).toEqual(['systemctl show --property=Id,LoadState,ActiveState,UnitFileState nginx caddy']);
  });

  test.each([
    ['10.0.0.9', 'banned'],
    ['10.0.0.90', 'not-banned'],
    ['0.0.0.9', 'banned-by-part'],
  ])('whether %s is banned', (address, ban) => {
    linux.command(
      'fail2ban-client',
      "printf 'Status for the jail: sshd\\n   `- Banned IP list:   203.0.113.7 10.0.0.9\\n'",
    );
    const answer = guestBan.answer.parse(answered(linux.run(banScript(address), shell)));
    expect(answer.ban).toBe(ban === 'banned' ? 'banned' : 'not-banned');
  });

  test('where there is no fail2ban, nobody is banned by it', () => {
    expect(guestBan.answer.parse(answered(linux.run(banScript('10.0.0.9'), shell)))).toEqual({ ban: 'no-fail2ban' });
  });
});

const policy = Policy.parse({ subscriptions: [subscription], approvers: [{ id: subscription, name: 'Kim' }] });
const context = {
  incident: 'i1',
  target: vmTarget,
  policy,
  presence: { kind: 'present', symptom: 'ssh-unreachable', because: text('x', 'x') },
} as const;

/** The scripts of a plan that run in the VM. */
function scriptsOf(answers: object, planned: (see: Parameters<typeof resetSsh.plan>[0]) => Planned) {
  const made = reasonOver({ ...healthy, ...answers }, planned);
  if (made.kind !== 'done' || made.value.kind !== 'plan') throw new Error(JSON.stringify(made));
  const script = (changes: readonly Change[]) =>
    changes.flatMap((each) => (each.kind === 'run-command' ? each.script : []));
  const { changes, undo }: Plan = made.value.plan;
  return { make: script(changes), back: script(undo) };
}

describeForReal.each(shells)('what changes a VM, by %s', (shell) => {
  const run = (script: readonly string[]) => linux.run(script, shell).stdout;

  test('sshd_config is copied with its mode, once, and put back', () => {
    const CONFIG = '/etc/ssh/sshd_config';
    const COPY = `${CONFIG}.reconnect-i1`;
    const { make, back } = scriptsOf({}, (see) => resetSsh.plan(see, { fix: 'reset-ssh', vm: ids.vm }, context));
    linux.command('systemctl', '');
    linux.write(CONFIG, 'Port 2222\n');
    chmodSync(linux.at(CONFIG), 0o640);
    expect(run(make)).toBe(DONE);
    expect(linux.read(COPY)).toBe('Port 2222\n');
    expect(statSync(linux.at(COPY)).mode & 0o777).toBe(0o640);

    // VMAccess has written its own by now: a second run must not take that for the first.
    linux.write(CONFIG, 'Port 22\n');
    run(make);
    expect(linux.read(COPY)).toBe('Port 2222\n');

    expect(run(back)).toBe(DONE);
    expect([linux.read(CONFIG), linux.read(COPY), linux.read(`${COPY}.restored`)]).toEqual([
      'Port 2222\n',
      undefined,
      'Port 2222\n',
    ]);
    expect(linux.called()).toEqual(['systemctl restart ssh']);

    linux.write(CONFIG, 'Port 2200\n');
    expect(run(back)).toBe('');
    expect(linux.read(CONFIG)).toBe('Port 2200\n');
  });

  test('what is put back is read again where the unit is called sshd', () => {
    const { make, back } = scriptsOf({}, (see) => resetSsh.plan(see, { fix: 'reset-ssh', vm: ids.vm }, context));
    linux.write('/etc/ssh/sshd_config', 'Port 2222\n');
    linux.command('systemctl', 'test $2 = sshd');
    expect([run(make), run(back)]).toEqual([DONE, DONE]);
    expect(linux.called()).toEqual(['systemctl restart ssh', 'systemctl restart sshd']);
  });

  test('where there is no sshd_config, there is no copy, and nothing to put back', () => {
    const { make, back } = scriptsOf({}, (see) => resetSsh.plan(see, { fix: 'reset-ssh', vm: ids.vm }, context));
    expect([run(make), run(back)]).toEqual(['', '']);
  });

  test('sshd is started, and stopped again only where that was us', () => {
    const services = [{ name: 'ssh', state: { known: 'stopped' }, start: { known: 'auto' }, needs: [] }];
    const twice = { guestService: { services: [...services, ...services] } };
    const { make, back } = scriptsOf(twice, (see) =>
      startService.plan(see, { fix: 'start-service', vm: ids.vm, port: 22 }, context),
    );
    linux.command(
      'systemctl',
      'case $1 in is-active) test -e /run/ssh;; start) touch /run/ssh;; stop) rm /run/ssh;; esac',
    );
    const runs = () => linux.read('/run/ssh') !== undefined;
    linux.write('/run/ssh', '');
    expect([run(make), run(back), runs()]).toEqual(['', DONE, true]);
    linux.run(['rm /run/ssh']);
    expect([run(make), runs(), linux.read(`${NOTES}/i1-service`)]).toEqual([DONE, true, '1\n']);
    expect([run(back), runs()]).toEqual([DONE, false]);
    linux.command('systemctl', 'test $1 = is-active || exit 1; exit 3');
    expect(run(make)).toBe('');
  });

  test('one rule of iptables is put before those that drop, and exactly that is taken away', () => {
    const firewall = { iptables: ['-P INPUT ACCEPT', '-A INPUT -p tcp -m tcp --dport 22 -j DROP'] };
    const listening = [{ address: '0.0.0.0', port: 22, program: 'sshd' }];
    const { make, back } = scriptsOf({ guestPort: { listening, idle: [], firewall } }, (see) =>
      allowInGuest.plan(
        see,
        { fix: 'allow-in-guest', vm: ids.vm, from: '10.0.0.9', to: '10.0.0.4', port: 22 },
        context,
      ),
    );
    // The rules, first to last, as iptables keeps them.
    linux.write('/run/rules', '-p tcp --dport 22 -j DROP\n');
    linux.command(
      'iptables',
      `verb=$1; shift 2
case $verb in
-C) grep -qxF -e "$*" /run/rules;;
-I) { echo "$*"; cat /run/rules; } > /run/new && mv /run/new /run/rules;;
-D) grep -vxF -e "$*" /run/rules > /run/new; mv /run/new /run/rules;;
esac`,
    );
    const ours = '-p tcp -s 10.0.0.9 --dport 22 -m comment --comment reconnect-i1 -j ACCEPT';
    const before = linux.read('/run/rules');
    expect(run(back)).toBe(DONE);
    expect(linux.read('/run/rules')).toBe(before);
    expect(run(make)).toBe(DONE);
    expect(linux.read('/run/rules')).toBe(`${ours}\n${before}`);
    expect(run(make)).toBe('');
    expect(run(back)).toBe(DONE);
    expect(linux.read('/run/rules')).toBe(before);
  });
});

if (!hasBash) test.skip('scripts are not run for real: there is no bash here', () => undefined);
