import { asCalled, recognise, type Known } from '../model/known';
import { defineObservation } from '../model/observation';
import { oneLine } from '../model/one-line';
import { FILE_SYSTEMS, fileSystemsIn, type FileSystem } from './file-systems';
import { printed, runs, runsCommands, scriptOf } from './guest-script';
import { propertiesIn } from './guest-service';
import { endpointIn, LISTED, listenersIn, type Listener } from './listeners';

/** How a systemd unit stands. While it starts, stops or reloads, that is unrecognised: it is about to be something else. */
export type UnitState = Known<'active' | 'inactive' | 'failed'>;

/** Where SSH is expected; on another port a Linux VM serves an application. */
export const SSH_PORT = 22;

/** What sshd does not start without, however well it is configured, and what it says of it. */
export interface Lack {
  readonly what: 'host-keys' | 'separation-directory';
  readonly said: string;
}

/** The unit of sshd as systemd has it on file. */
export interface SshUnit {
  /** `ssh` on Debian and Ubuntu, `sshd` elsewhere. */
  readonly name: string;
  /** Nobody can start one that is masked. */
  readonly masked: 'yes' | 'no';
  /** The directories in /run that systemd makes whenever it starts the unit. */
  readonly makes: readonly string[];
}

/** sshd inside a Linux VM. What is absent was not told. */
export interface GuestSsh {
  readonly service: UnitState;
  /** `ssh.socket`, by which Ubuntu 22.10 and newer start sshd at the first connection. */
  readonly socket: UnitState;
  readonly config: 'valid' | 'invalid' | 'unknown';
  /** What sshd says about an invalid configuration. */
  readonly configError?: string | undefined;
  readonly lacks?: Lack | undefined;
  readonly unit?: SshUnit | undefined;
  /** Those of / and /var. */
  readonly fileSystems?: readonly FileSystem[] | undefined;
  /** Where sshd is to listen, drop-ins included, as `sshd -T` says; empty where it did not tell. */
  readonly configured: readonly Listener[];
  /** What listens in the guest on the port of SSH, for sshd, or for nobody knows whom; absent where nobody could look. */
  readonly listening?: readonly Listener[] | undefined;
  /** Paths of the files that Reconnect left: copies of sshd_config, and the notes of its scripts. */
  readonly left: readonly string[];
}

/** Where Reconnect notes which of its scripts began, and which are done. */
export const NOTES = '/var/lib/reconnect';

/** So many listeners fit into the answer; where there are as many, there may be more. */
const MOST_LISTENERS = 20;

/** Changes nothing. */
export const SSH_SCRIPT = scriptOf({
  service: ['systemctl is-active ssh || systemctl is-active sshd'],
  socket: ['systemctl is-active ssh.socket || systemctl is-active sshd.socket'],
  config: ['sshd -t && echo reconnect:valid'],
  effective: ["sshd -T 2>/dev/null | grep -iE '^(port|listenaddress) '"],
  listening: [
    `ss -lntpH >/dev/null && echo ${LISTED}`,
    // Whoever is named and is neither sshd nor systemd takes room only.
    `ss -lntpH | grep -E '(:${SSH_PORT} |"sshd|"systemd"|"init"|^[^"]*$)' | head -n ${MOST_LISTENERS}`,
  ],
  units: ['systemctl show --property=Id,LoadState,RuntimeDirectory ssh sshd'],
  disks: FILE_SYSTEMS,
  files: ["ls -1 /etc/ssh | grep -F 'sshd_config.reconnect-'", `ls -1td ${NOTES}/* | head -n 20`],
});

/** Asks sshd in a Linux VM. */
export const guestSsh = defineObservation<{ vm: string }, GuestSsh>({
  kind: 'guestSsh',
  ...runsCommands,
  request: ({ vm }) => runs(vm, 'RunShellScript', SSH_SCRIPT),
  answer: printed('service', 'socket', 'config', 'effective', 'listening', 'units', 'disks', 'files').transform(
    ({ parts, complaints }) => ({
      service: unitState(parts.service),
      socket: unitState(parts.socket),
      ...configOf(parts.config, complaints),
      configured: configuredIn(parts.effective),
      listening: parts.listening.length > MOST_LISTENERS ? undefined : listenersIn(parts.listening),
      unit: unitIn(parts.units),
      fileSystems: fileSystemsIn(parts.disks),
      left: parts.files.flatMap((file) => {
        if (file.startsWith('sshd_config.reconnect-')) return [`/etc/ssh/${file}`];
        return file.startsWith(`${NOTES}/`) ? [file] : [];
      }),
    }),
  ),
});

/** Of the unit's two names, the one that is not `inactive` counts: the other one is not there. */
function unitState(lines: readonly string[]): UnitState {
  const word = lines.find((line) => line === 'active') ?? lines.find((line) => line !== 'inactive') ?? lines[0];
  return recognise(asCalled('active', 'inactive', 'failed'), word);
}

/** `listenaddress` names address and port; `port` alone is there for every address. */
function configuredIn(lines: readonly string[]): readonly Listener[] {
  const named = (keyword: string): readonly string[] =>
    lines.flatMap((line) => {
      const [key, value] = line.trim().split(/\s+/);
      return key?.toLowerCase() === keyword && value ? [value] : [];
    });
  const addresses = named('listenaddress').flatMap((value) => endpointIn(value));
  return addresses.length > 0 ? addresses : named('port').flatMap((port) => endpointIn(`*:${port}`));
}

/** Of the two names, the one that is there; `ssh` where both are the same. */
function unitIn(lines: readonly string[]): SshUnit | undefined {
  const there = propertiesIn(lines).find(({ LoadState }) => LoadState === 'loaded' || LoadState === 'masked');
  if (!there) return undefined;
  const { Id = '', LoadState, RuntimeDirectory = '' } = there;
  return {
    name: Id.startsWith('sshd.') ? 'sshd' : 'ssh',
    masked: LoadState === 'masked' ? 'yes' : 'no',
    makes: RuntimeDirectory.split(' ').filter(Boolean),
  };
}

type Said = Pick<GuestSsh, 'config' | 'configError' | 'lacks'>;

function configOf(lines: readonly string[], stderr: readonly string[]): Said {
  if (lines.includes('reconnect:valid')) return { config: 'valid' };
  // The other commands sign what they complain about with their names.
  const complaints = stderr.filter((line) => !/^(ls|grep|ss|systemctl|df|head):/.test(line));
  const lacks = lackIn(complaints);
  // sshd was never asked: it is not installed, or it did not get that far.
  const unasked = lacks ?? complaints.find((line) => /not found/i.test(line));
  if (unasked !== undefined || complaints.length === 0) return { config: 'unknown', ...(lacks ? { lacks } : {}) };
  // Whoever writes the file writes what sshd quotes from it.
  return { config: 'invalid', configError: oneLine(complaints.join(' '), 300) };
}

/**
 * What sshd goes without after it has read its configuration: first it loads the keys, then it looks at the directory (OpenSSH: sshd.c).
 * A key that others may read counts as none.
 */
function lackIn(complaints: readonly string[]): Lack | undefined {
  const first = (pattern: RegExp): string | undefined => complaints.find((line) => pattern.test(line));
  const ends = first(/no hostkeys available/i);
  if (ends !== undefined) return { what: 'host-keys', said: oneLine(first(/^Permissions \d+ for /) ?? ends, 200) };
  const directory = first(/privilege separation directory|must be owned by root and not group or world-writable/i);
  return directory === undefined ? undefined : { what: 'separation-directory', said: oneLine(directory, 200) };
}
