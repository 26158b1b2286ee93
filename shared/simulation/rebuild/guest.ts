import { isSurely } from '../../model/known';
import type { BootSign } from '../../observations/boot-log';
import type { GuestSsh } from '../../observations/guest-ssh';
import { placesOf, type Listener } from '../../observations/listeners';
import type { VirtualMachine } from '../../observations/virtual-machine';
import type { GuestInput } from './draft';

/** What was seen of a Linux VM from outside, and what became of it. */
export interface GuestSigns {
  readonly agent: VirtualMachine['agent'];
  /** Whether the expected connection worked when it was first tried. */
  readonly connects: 'yes' | 'no' | 'untried';
  readonly port: number;
  /** What sshd said of itself. */
  readonly ssh: GuestSsh | undefined;
  /** What its serial console showed. */
  readonly console: readonly BootSign[];
  /** The fixes that were carried out, in order, each with whether the connection was back after it. */
  readonly fixes: readonly { readonly fix: string; readonly helped: boolean }[];
  /** Whether a gateway found it in good health, so that something in it runs. */
  readonly serves: boolean;
  /** Whether Azure reported an event on the VM's host. */
  readonly hostEvent: boolean;
}

const CONFIG = '/etc/ssh/sshd_config';

/** The inside of a VM that shows these signs; `undefined` when it is in good health. */
export function guestWith(signs: GuestSigns): GuestInput | undefined {
  if (!isSurely(signs.agent, 'ready')) return { ...dead(signs), ...consoleOf(signs) };
  if (signs.ssh) return withSsh(signs.ssh, signs);
  // Nobody could look into it: sshd is the simplest reason why nothing answers.
  return signs.connects === 'no' ? { services: { ssh: { state: 'inactive', listens: [signs.port] } } } : undefined;
}

/** A guest whose agent does not report. What brought it back says what was wrong with it. */
function dead({ agent: reading, connects, port, fixes, hostEvent, serves }: GuestSigns): GuestInput {
  const agent = isSurely(reading, 'silent') ? 'silent' : 'not-ready';
  if (connects === 'yes') return { agent };
  if (serves || agent === 'not-ready') return { agent, services: { ssh: { state: 'failed', listens: [port] } } };
  const cure = fixes.find(({ helped }) => helped)?.fix;
  const tried = (fix: string) => fixes.some((each) => each.fix === fix);
  if (cure === 'restart-vm') return { hung: true };
  if (cure === 'redeploy-vm' || hostEvent) return { node: 'bad' };
  if (tried('redeploy-vm'))
    return { agent: 'absent', services: { ssh: { state: 'inactive', enabled: false, listens: [port] } } };
  return tried('restart-vm') ? { node: 'bad' } : { hung: true };
}

/** A line of a console that shows each sign. */
const LINES: Readonly<Record<BootSign, string>> = {
  starts: '[    0.000000] Linux version 5.15.0-1089-azure',
  asks: 'vm login: ',
  'no-boot-device': 'grub rescue> ',
  'kernel-panic': '[    2.883571] Kernel panic - not syncing: VFS: Unable to mount root fs',
  'file-system': '/dev/sda1: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.',
  mount: '[DEPEND] Dependency failed for Local File Systems.',
  emergency: 'You are in emergency mode.',
  'no-space': 'mkdir: cannot create directory: No space left on device',
  memory: '[345600.001201] Out of memory: Killed process 903 (python3)',
  agent: '[FAILED] Failed to start Azure Linux Agent.',
};

/** The console that shows these signs. Without one a guest that does not run shows its start, and no more. */
function consoleOf({ console: signs, agent }: GuestSigns): GuestInput {
  if (signs.every((sign) => sign === 'starts')) return {};
  const shown = { console: signs.map((sign) => `${LINES[sign]}\n`).join('') };
  if (signs.includes('asks') || signs.every((sign) => sign === 'starts' || sign === 'agent')) return shown;
  return { ...shown, boot: 'fails', ...(isSurely(agent, 'silent') ? { hung: true } : {}) };
}

function withSsh(ssh: GuestSsh, { connects, port }: GuestSigns): GuestInput {
  const state = 'known' in ssh.service ? ssh.service.known : ssh.service.unrecognised ? 'activating' : 'inactive';
  const healthy = state === 'active' && ssh.config !== 'invalid';
  const own = ssh.configured.length > 0 ? portsOf(ssh.configured) : [22];
  const heard = portsOf(ssh.listening ?? []);
  const others = heard.filter((each) => !(healthy && own.includes(each)));
  const silent = healthy && own.includes(port) && !heard.includes(port);
  const onlyHere = ssh.configured.length > 0 && ssh.configured.every(isLoopback);
  const dropped = connects === 'no' && !onlyHere && healthy && !silent && own.includes(port);
  const files = [CONFIG, ...ssh.left].map((file) => [file, configOf(ssh)]);
  return {
    services: {
      ssh: {
        state: silent ? 'failed' : state,
        listens: [...own],
        ...(ssh.unit?.masked === 'yes' ? { masked: true } : {}),
      },
      ...(others.length > 0 ? { app: { state: 'active', listens: others } } : {}),
    },
    files: Object.fromEntries(files) as Record<string, string>,
    ...(ssh.listening ? {} : { without: ['ss'] as const }),
    ...(dropped ? { firewallDrops: [port] } : {}),
    ...withoutWhatItLacks(ssh),
  };
}

/** What keeps sshd from starting beside its configuration. */
function withoutWhatItLacks({ fileSystems = [], lacks, unit }: GuestSsh): GuestInput {
  const disks = fileSystems.map(({ at, freeKb, freeFiles, mode }) => [
    at,
    { freeKb, freeFiles, ...(mode === 'read-only' ? { mode } : {}) },
  ]);
  const open = /too open|must be owned/.test(lacks?.said ?? '') ? 'open-to-others' : 'missing';
  const lacksDirectory = lacks?.what === 'separation-directory' && unit?.masked === 'no' && unit.makes.length === 0;
  return {
    ...(disks.length > 0 ? { disks: Object.fromEntries(disks) as GuestInput['disks'] } : {}),
    ...(lacks?.what === 'host-keys' ? { hostKeys: open } : {}),
    ...(lacksDirectory ? { separationDirectory: open } : {}),
  };
}

const isLoopback = ({ address }: Listener): boolean => /^(?:127\.|::1$)/.test(address);

const portsOf = (listeners: readonly Listener[]): number[] => [...new Set(listeners.map(({ port }) => port))];

/** A file of which sshd would say the same. */
function configOf({ config, configError = '', configured }: GuestSsh): string {
  const ports = portsOf(configured);
  const good =
    ports.length > 0 && configured.every(isLoopback)
      ? configured.map((at) => `ListenAddress ${placesOf([at])}\n`).join('')
      : ports.map((port) => `Port ${port}\n`).join('');
  if (config !== 'invalid') return good;
  const [, line = '', option] = /line (\d+): Bad configuration option: (\S+)/.exec(configError) ?? [];
  const empty = '\n'.repeat(Math.max(0, Number(line || ports.length + 1) - 1 - ports.length));
  return `${good}${empty}${option ? `${option} yes` : 'PasswordAuthentication maybe'}\n`;
}
