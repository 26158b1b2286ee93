import { Origin } from '../../model/target';
import { healthy, reasonOver, vmTarget } from '../../model/testing';
import type { GuestSsh } from '../../observations/guest-ssh';
import { addressBanned } from './address-banned';
import { obstacles } from './obstacles';
import { sshdBroken } from './sshd-broken';

const sound = { at: '/', freeKb: 2_000_000, freeFiles: 9000, mode: 'writable' } as const;
const stopped: Partial<GuestSsh> = {
  service: { known: 'failed' },
  listening: [],
  unit: { name: 'ssh', masked: 'no', makes: ['sshd'] },
  fileSystems: [sound],
};

/** What the causes make of a VM, those that are excluded left out; and the first fix for sshd. */
function judge(differs: Partial<GuestSsh>) {
  const answers = { ...healthy, guestSsh: { ...healthy.guestSsh, ...stopped, ...differs } };
  const told = [...obstacles, sshdBroken].flatMap((cause) => {
    const judged = reasonOver(answers, (see) => cause.judge(see, vmTarget));
    if (judged.kind !== 'done') throw new Error(judged.kind);
    return judged.value.kind === 'excluded' ? [] : [[cause.id.replace('guest/', ''), judged.value] as const];
  });
  return Object.fromEntries(told);
}
const kinds = (differs: Partial<GuestSsh>) => Object.entries(judge(differs)).map(([id, { kind }]) => `${id} ${kind}`);

const broken = 'sshd-broken uncertain';
const directory = (said: string, makes: readonly string[], masked: 'yes' | 'no' = 'no') => ({
  config: 'unknown' as const,
  lacks: { what: 'separation-directory' as const, said },
  unit: { name: 'ssh', masked, makes },
});
const missing = 'Missing privilege separation directory: /run/sshd';

test.each<[string, Partial<GuestSsh>, readonly string[]]>([
  ['nothing else', {}, ['sshd-broken found']],
  ['a full disk', { fileSystems: [sound, { ...sound, at: '/var', freeKb: 12 }] }, ['disk-full found', broken]],
  ['no inodes', { fileSystems: [{ ...sound, freeFiles: 0 }] }, ['disk-full found', broken]],
  ['inodes that are not counted', { fileSystems: [{ ...sound, freeFiles: undefined }] }, ['sshd-broken found']],
  [
    'disks of which nothing is told',
    { fileSystems: undefined },
    ['disk-full uncertain', 'disk-read-only uncertain', 'sshd-broken found'],
  ],
  ['a read-only disk', { fileSystems: [{ ...sound, mode: 'read-only' }] }, ['disk-read-only found', broken]],
  [
    'no host keys',
    { config: 'unknown', lacks: { what: 'host-keys', said: 'sshd: no hostkeys available -- exiting.' } },
    ['sshd-host-keys found', 'sshd-directory uncertain', broken],
  ],
  ['a directory that systemd makes', directory(missing, ['sshd']), ['sshd-broken found']],
  ['a directory that nobody makes', directory(missing, []), ['sshd-directory found', broken]],
  [
    'a directory of another place than systemd makes',
    directory('/usr/share/empty.sshd must be owned by root and not group or world-writable.', ['sshd']),
    ['sshd-directory found', broken],
  ],
  [
    'a masked unit, of which systemd does not tell what it makes',
    directory(missing, [], 'yes'),
    ['sshd-directory uncertain', 'sshd-masked found', broken],
  ],
  [
    'a unit of which nothing is told',
    { ...directory(missing, []), unit: undefined },
    ['sshd-directory uncertain', 'sshd-masked uncertain', 'sshd-broken found'],
  ],
  [
    'a full disk that is read-only too',
    { fileSystems: [{ ...sound, freeKb: 0, mode: 'read-only' }] },
    ['disk-full found', 'disk-read-only found', broken],
  ],
  [
    'a full disk while sshd listens',
    { listening: healthy.guestSsh.listening, fileSystems: [{ ...sound, freeKb: 0 }] },
    [],
  ],
])('sshd listens nowhere, with %s', (_, differs, told) => expect(kinds(differs)).toEqual(told));

test.each<[string, Partial<GuestSsh>, string]>([
  ['stopped', { service: { known: 'inactive' } }, 'start-service'],
  ['failed', {}, 'start-service'],
  ['stopped, until which it has no directory', directory(missing, ['sshd']), 'start-service'],
  ['active', { service: { known: 'active' } }, 'reset-ssh'],
  ['stopped with a mistake', { config: 'invalid', configError: 'line 3' }, 'reset-ssh'],
  ['stopped, and nobody knows its configuration', { config: 'unknown' }, 'reset-ssh'],
])('for one that is %s the first fix is the smallest that can help', (_, differs, fix) => {
  const verdict = judge(differs)['sshd-broken'];
  expect(verdict?.kind === 'found' && verdict.fixes[0]?.fix).toBe(fix);
});

test.each<[string, Partial<GuestSsh>, readonly string[]]>([
  ['disk-full', { fileSystems: [{ ...sound, freeFiles: 0 }] }, ['df -i /', 'du --inodes']],
  ['disk-full', { fileSystems: [{ ...sound, freeKb: 0 }] }, ['df -h /', 'journalctl --vacuum-size']],
  ['disk-read-only', { fileSystems: [{ ...sound, mode: 'read-only' }] }, ['mount -o remount,rw /', 'fsck']],
  [
    'sshd-host-keys',
    { config: 'unknown', lacks: { what: 'host-keys', said: 'Permissions 0644 for k are too open.' } },
    ['chmod 600 /etc/ssh/ssh_host_*_key'],
  ],
  [
    'sshd-host-keys',
    {
      config: 'unknown',
      lacks: { what: 'host-keys', said: 'sshd: no hostkeys available -- exiting.' },
      unit: { name: 'sshd', masked: 'no', makes: [] },
    },
    ['ssh-keygen -A', 'systemctl restart sshd'],
  ],
  ['sshd-directory', directory(missing, []), ['mkdir -p /run/sshd', 'chmod 755 /run/sshd']],
])('%s: people get the commands, and a way in without SSH', (id, differs, commands) => {
  const { advice } = judge(differs)[id] as { advice: { en: string; ko: string } };
  for (const command of [...commands, 'az serial-console connect'])
    expect([advice.en, advice.ko]).toEqual([expect.stringContaining(command), expect.stringContaining(command)]);
});

test.each([
  [vmTarget.from, true],
  [Origin.parse('Internet'), false],
])('whether fail2ban has banned %j is asked: %s', (from, expected) =>
  expect(addressBanned.concerns?.({ ...vmTarget, from })).toBe(expected),
);
