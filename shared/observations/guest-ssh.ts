import { z } from 'zod';
import { asCalled, recognise, type Known } from '../model/known';
import { defineObservation } from '../model/observation';
import { oneLine } from '../model/one-line';
import { inquire } from './arm';

/** Something that listens on TCP. */
export interface Listener {
  /** `0.0.0.0`, `::` and `*` stand for every address of their kind. */
  readonly address: string;
  readonly port: number;
  /** The program; `systemd` where a socket unit starts it at the first connection. Absent where `ss` did not tell. */
  readonly program?: string | undefined;
}

/** How a systemd unit stands. While it starts, stops or reloads, that is unrecognised: it is about to be something else. */
export type UnitState = Known<'active' | 'inactive' | 'failed'>;

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
  /** Paths of the copies of sshd_config that Reconnect left. */
  readonly backups: readonly string[];
}

const SECTIONS = ['service', 'socket', 'config', 'effective', 'listening', 'files'] as const;
type Section = (typeof SECTIONS)[number];

const COMMANDS: Readonly<Record<Section, string>> = {
  service: 'systemctl is-active ssh || systemctl is-active sshd',
  socket: 'systemctl is-active ssh.socket || systemctl is-active sshd.socket',
  config: 'sshd -t && echo reconnect:valid',
  effective: "sshd -T 2>/dev/null | grep -iE '^(port|listenaddress) '",
  listening: 'ss -lntpH && echo reconnect:listed',
  files: "ls -1 /etc/ssh | grep -F 'sshd_config.reconnect-'",
};

const BEGIN = `reconnect:${SECTIONS[0]}`;
const END = 'reconnect:end';

/** Changes nothing. Run Command does not tell exit codes, so each answer is marked and the last line shows that it ran to its end. */
export const SSH_SCRIPT: readonly string[] = [
  ...SECTIONS.flatMap((section) => [`echo reconnect:${section}`, COMMANDS[section]]),
  `echo ${END}`,
];

const RunCommandOutput = z
  .object({ value: z.array(z.object({ message: z.string() })).min(1) })
  .transform(({ value }) => value.map(({ message }) => message).join('\n'));

/**
 * Asks sshd in a Linux VM. Azure: POST virtualMachines/runCommand, which runs as root, takes 20 s or more, needs a ready
 * agent and returns the last 4096 bytes. An answer without its first or its last line was cut short and is not accepted.
 */
export const guestSsh = defineObservation<{ vm: string }, GuestSsh>({
  kind: 'guestSsh',
  permissions: ['Microsoft.Compute/virtualMachines/runCommand/action', 'Microsoft.Compute/locations/operations/read'],
  as: 'remediator',
  cost: { reads: 3, writes: 1, seconds: 30 },
  request: ({ vm }) =>
    inquire('Microsoft.Compute/virtualMachines', vm, 'runCommand', { commandId: 'RunShellScript', script: SSH_SCRIPT }),
  answer: RunCommandOutput.refine((output) => [BEGIN, END].every((mark) => linesOf(output).includes(mark)), {
    error:
      'What the script in the VM printed did not arrive whole; check that the VM can run commands, then try again.',
  }).transform(readOutput),
});

// Run Command on Linux: "Enable succeeded: \n[stdout]\n…\n[stderr]\n…"
function readOutput(output: string): GuestSsh {
  const [, rest = output] = output.split('[stdout]\n');
  const [stdout = '', stderr = ''] = rest.split('[stderr]\n');
  const sections = sectionsOf(stdout);
  return {
    service: unitState(sections.service),
    socket: unitState(sections.socket),
    ...configOf(sections.config, linesOf(stderr)),
    configured: configuredIn(sections.effective),
    listening: listeningIn(sections.listening),
    backups: sections.files
      .filter((file) => file.startsWith('sshd_config.reconnect-'))
      .map((file) => `/etc/ssh/${file}`),
  };
}

function sectionsOf(stdout: string): Record<Section, string[]> {
  const sections: Record<Section, string[]> = {
    service: [],
    socket: [],
    config: [],
    effective: [],
    listening: [],
    files: [],
  };
  let section: Section | undefined;
  for (const line of linesOf(stdout)) {
    const next = /^reconnect:(\w+)$/.exec(line)?.[1];
    if (next === undefined || next === 'valid' || next === 'listed') {
      if (section) sections[section].push(line);
    } else section = SECTIONS.find((name) => name === next);
  }
  return sections;
}

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

function listeningIn(lines: readonly string[]): readonly Listener[] | undefined {
  const listeners = lines.flatMap((line) => {
    const [, local = '', program] = /^LISTEN\s+\d+\s+\d+\s+(\S+)\s+\S+(?:\s+users:\(\("([^"]+)")?/.exec(line) ?? [];
    return endpointIn(local).map((endpoint) => (program === undefined ? endpoint : { ...endpoint, program }));
  });
  return listeners.length > 0 || lines.includes('reconnect:listed') ? listeners : undefined;
}

/** `0.0.0.0:22`, `[::]:22`, `*:22`, `127.0.0.53%lo:53`. */
function endpointIn(written: string): readonly Listener[] {
  const [, bracketed, plain = '', port] = /^(?:\[([^\]]*)\]|([^[\]]*?))(?:%[^:]*)?:(\d+)$/.exec(written) ?? [];
  return port === undefined ? [] : [{ address: bracketed ?? plain, port: Number(port) }];
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

const linesOf = (output: string): string[] =>
  output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
