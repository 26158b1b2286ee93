import { bootLog } from './boot-log';

const { answers } = bootLog.request({
  vm: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1',
});
const patterns = typeof answers === 'object' ? answers.patterns : {};
const signsOf = (line: string) =>
  Object.keys(patterns).filter((name) => new RegExp(patterns[name] ?? '', 'im').test(line));

// As kernels, systemd, GRUB and fsck write them.
test.each([
  ['[    0.000000] Linux version 6.8.0-1021-azure (buildd@lcy02-amd64-027)', ['starts']],
  ['vm-queue-app1 login: ', ['asks']],
  ['[  OK  ] Reached target Multi-User System.', ['asks']],
  ['[  OK  ] Reached target graphical.target - Graphical Interface.', ['asks']],
  ['[  OK  ] Reached target Login Prompts.', []],
  ['[  OK  ] Stopped target Multi-User System.', []],
  ['[    2.88] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)', ['kernel-panic']],
  ['/dev/sda1: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.', ['file-system']],
  ['The root filesystem on /dev/sda1 requires a manual fsck', ['file-system']],
  ['[FAILED] Failed to start File System Check on /dev/disk/by-uuid/7f3a.', ['file-system']],
  ['[DEPEND] Dependency failed for /data.', ['mount']],
  ['[DEPEND] Dependency failed for Local File Systems.', ['mount']],
  ['[DEPEND] Dependency failed for Network Manager Wait Online.', []],
  ['You are in emergency mode. After logging in, type "journalctl -xb" to view', ['emergency']],
  ['Welcome to emergency mode! After logging in, type "journalctl -xb" to view', ['emergency']],
  ['Give root password for maintenance', ['emergency']],
  ['cp: error writing /run/x: No space left on device', ['no-space']],
  ['error: unknown filesystem.', ['no-boot-device']],
  ['grub rescue> ', ['no-boot-device']],
  ['No bootable device.', ['no-boot-device']],
  ['[345600.1] Out of memory: Killed process 903 (python3) total-vm:812344kB', ['memory']],
  ['[FAILED] Failed to start Azure Linux Agent.', ['agent']],
  ['[FAILED] Failed to start Cloud-init: Network Stage.', ['agent']],
  ['[    1.2] EXT4-fs (sda1): mounted filesystem with ordered data mode', []],
])('%s', (line, signs) => expect(signsOf(line)).toEqual(signs));

test('a log that Azure has not made yet shows nothing', () => {
  expect(bootLog.answer.parse(bootLog.whenNotFound)).toEqual({ signs: [] });
});

test('only what was recognised since the last start is kept', () => {
  expect(bootLog.answer.parse({ found: ['kernel-panic', 'starts', 'a secret', 'asks'], log: 'x' })).toEqual({
    signs: ['starts', 'asks'],
  });
});

test('a boot loader that finds nothing is the last start, where no kernel starts after it', () => {
  expect(bootLog.answer.parse({ found: ['starts', 'asks', 'no-boot-device'] })).toEqual({ signs: ['no-boot-device'] });
  expect(bootLog.answer.parse({ found: ['no-boot-device', 'starts', 'asks'] })).toEqual({ signs: ['starts', 'asks'] });
});
