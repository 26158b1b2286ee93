import { asCalled, recognise, type Known } from '../model/known';
import { defineObservation } from '../model/observation';
import { oneLine } from '../model/one-line';
import { printed, runs, runsCommands, scriptOf } from './guest-script';
import { endpointIn, LISTED, listenersIn, type Listener } from './listeners';

/** How a systemd unit stands. While it starts, stops or reloads, that is unrecognised: it is about to be something else. */
export type UnitState = Known<'active' | 'inactive' | 'failed'>;

/** Where SSH is expected; on another port a Linux VM serves an application. */
export const SSH_PORT = 22;

/** sshd inside a Linux VM. */
export interface GuestSsh {
  /** `ssh` on Debian and Ubuntu, `sshd` elsewhere. */
  readonly service: UnitState;
  /** `ssh.socket`, by which Ubuntu 22.10 and newer start sshd at the first connection. */
  readonly socket: UnitState;
  readonly config: 'valid' | 'invalid' | 'unknown';
  /** What sshd says about an invalid configuration. */
  readonly configError?: string | undefined;
  /** Where sshd is to listen, drop-ins included, as `sshd -T` says; empty where it did not tell. */
  readonly configured: readonly Listener[];
  /** Everything in the guest that listens; absent where nobody could look. */
  readonly listening?: readonly Listener[] | undefined;
  /** Paths of the files that Reconnect left: copies of sshd_config, and the notes of its scripts. */
  readonly left: readonly string[];
}

/** Where Reconnect notes which of its scripts began, and which are done. */
export const NOTES = '/var/lib/reconnect';

/** Changes nothing. */
const SSH_SCRIPT = scriptOf({
  service: ['systemctl is-active ssh || systemctl is-active sshd'],
  socket: ['systemctl is-active ssh.socket || systemctl is-active sshd.socket'],
  config: ['sshd -t && echo reconnect:valid'],
  effective: ["sshd -T 2>/dev/null | grep -iE '^(port|listenaddress) '"],
  listening: [`ss -lntpH && echo ${LISTED}`],
  files: ["ls -1 /etc/ssh | grep -F 'sshd_config.reconnect-'", `ls -1td ${NOTES}/* | head -n 20`],
});

/** Asks sshd in a Linux VM. */
export const guestSsh = defineObservation<{ vm: string }, GuestSsh>({
  kind: 'guestSsh',
  ...runsCommands,
  request: ({ vm }) => runs(vm, 'RunShellScript', SSH_SCRIPT),
  answer: printed('service', 'socket', 'config', 'effective', 'listening', 'files').transform(
    ({ parts, complaints }) => ({
      service: unitState(parts.service),
      socket: unitState(parts.socket),
      ...configOf(parts.config, complaints),
      configured: configuredIn(parts.effective),
      listening: listenersIn(parts.listening),
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

function configOf(lines: readonly string[], stderr: readonly string[]): Pick<GuestSsh, 'config' | 'configError'> {
  if (lines.includes('reconnect:valid')) return { config: 'valid' };
  // The other commands sign what they complain about with their names.
  const complaints = stderr.filter((line) => !/^(ls|grep|ss|systemctl):/.test(line));
  // sshd was never asked: it is not installed, or its service has not made its directory yet.
  const unasked = complaints.some((line) => /not found|privilege separation directory/i.test(line));
  if (unasked || complaints.length === 0) return { config: 'unknown' };
  // Whoever writes the file writes what sshd quotes from it.
  return { config: 'invalid', configError: oneLine(complaints.join(' '), 300) };
}
