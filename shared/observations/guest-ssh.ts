import { z } from 'zod';
import { defineObservation } from '../model/observation';

/** sshd inside a Linux VM. */
export interface GuestSsh {
  readonly service: 'active' | 'inactive' | 'failed' | 'unknown';
  readonly config: 'valid' | 'invalid' | 'unknown';
  /** What sshd says about an invalid configuration. */
  readonly configError?: string | undefined;
  /** The TCP ports that sshd_config names. */
  readonly ports: readonly number[];
  /** Every TCP port in the guest on which something listens. */
  readonly listening: readonly number[];
  /** Paths of the copies of sshd_config that Reconnect left. */
  readonly backups: readonly string[];
}

const SECTIONS = ['service', 'config', 'listening', 'ports', 'files'] as const;
type Section = (typeof SECTIONS)[number];

const COMMANDS: Readonly<Record<Section, string>> = {
  service: 'systemctl is-active ssh || systemctl is-active sshd',
  config: 'sshd -t && echo reconnect:valid',
  listening: 'ss -lntH',
  ports: "grep -iE '^[[:space:]]*Port' /etc/ssh/sshd_config",
  files: 'ls -1 /etc/ssh',
};

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
 * agent and returns the last 4096 bytes. An answer without its last line was cut short and is not accepted.
 */
export const guestSsh = defineObservation<{ vm: string }, GuestSsh>({
  kind: 'guestSsh',
  permissions: ['Microsoft.Compute/virtualMachines/runCommand/action', 'Microsoft.Compute/locations/operations/read'],
  as: 'remediator',
  cost: { reads: 3, writes: 1, seconds: 30 },
  observe: ({ azure }, { vm }) => azure.runCommand(vm, SSH_SCRIPT),
  answer: RunCommandOutput.refine((output) => output.includes(END), {
    error: 'The script in the VM did not run to its end; check that the VM can run commands, then try again.',
  }).transform(readOutput),
});

// Run Command on Linux: "Enable succeeded: \n[stdout]\n…\n[stderr]\n…"
function readOutput(output: string): GuestSsh {
  const [, rest = output] = output.split('[stdout]\n');
  const [stdout = '', stderr = ''] = rest.split('[stderr]\n');
  const sections = sectionsOf(stdout);
  const ports = sections.ports.flatMap((line) => portIn(/^\s*Port\s+(\d+)/i, line));
  return {
    service: serviceOf(sections.service),
    ...configOf(sections.config, linesOf(stderr)),
    ports: ports.length > 0 ? ports : [22],
    listening: sections.listening.flatMap((line) => portIn(/^LISTEN\s+\d+\s+\d+\s+\S*:(\d+)\s/, line)),
    backups: sections.files
      .filter((file) => file.startsWith('sshd_config.reconnect-'))
      .map((file) => `/etc/ssh/${file}`),
  };
}

function sectionsOf(stdout: string): Record<Section, string[]> {
  const sections: Record<Section, string[]> = { service: [], config: [], listening: [], ports: [], files: [] };
  let section: Section | undefined;
  for (const line of linesOf(stdout)) {
    const next = SECTIONS.find((name) => line === `reconnect:${name}`);
    if (next) section = next;
    else if (section && line !== END) sections[section].push(line);
  }
  return sections;
}

function serviceOf(lines: readonly string[]): GuestSsh['service'] {
  return (['active', 'failed', 'inactive'] as const).find((state) => lines.includes(state)) ?? 'unknown';
}

function configOf(lines: readonly string[], stderr: readonly string[]): Pick<GuestSsh, 'config' | 'configError'> {
  if (lines.includes('reconnect:valid')) return { config: 'valid' };
  // The other commands sign what they complain about with their names.
  const complaints = stderr.filter((line) => !/^(ls|grep|ss|systemctl):/.test(line));
  // sshd was never asked: it is not installed, or its service has not made its directory yet.
  const unasked = complaints.some((line) => /not found|privilege separation directory/i.test(line));
  if (unasked || complaints.length === 0) return { config: 'unknown' };
  return { config: 'invalid', configError: complaints.join(' ').slice(0, 300) };
}

const portIn = (pattern: RegExp, line: string): number[] => {
  const port = pattern.exec(line)?.[1];
  return port ? [Number(port)] : [];
};

const linesOf = (output: string): string[] =>
  output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
