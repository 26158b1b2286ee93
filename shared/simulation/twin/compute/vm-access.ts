import { sameId } from '../../../model/arm-id';
import type { LinuxMachine } from '../guest/linux-machine';
import { REMOTE_DESKTOP, TERMINAL_SERVER, type WindowsMachine } from '../guest/windows-machine';
import { CONFIG } from '../guest/sshd-config';

/** What the handler reports: `succeeded`, or a failure with its message. */
export type Handled = { readonly kind: 'succeeded' } | { readonly kind: 'failed'; readonly message: string };

const HANDLERS = { Linux: 'Microsoft.OSTCExtensions.VMAccessForLinux', Windows: 'Microsoft.Compute.VMAccessAgent' };

/** Runs VMAccess, where the extension is that of the machine's operating system. */
export function runVmAccess(
  machine: LinuxMachine | WindowsMachine,
  handler: string,
  settings: Readonly<Record<string, unknown>>,
  protectedSettings: Readonly<Record<string, unknown>>,
): Handled {
  if (!sameId(handler, HANDLERS[machine.os])) return { kind: 'succeeded' };
  return machine.os === 'Linux' ? onLinux(machine, protectedSettings) : onWindows(machine, settings, protectedSettings);
}

/**
 * The VMAccess extension for Windows 2: without a user name and a password it resets Remote Desktop, which turns the firewall's rules
 * for it on and lets connections in. It does not touch the port or the service, and refuses domain controllers.
 */
function onWindows(
  machine: WindowsMachine,
  settings: Readonly<Record<string, unknown>>,
  protectedSettings: Readonly<Record<string, unknown>>,
): Handled {
  if (machine.role === 'domain-controller')
    return { kind: 'failed', message: 'VMAccess Extension does not support Domain Controller.' };
  // What it makes of an account is not simulated.
  if (isTrue(settings.UserName) || isTrue(protectedSettings.Password)) return { kind: 'succeeded' };
  machine.setValue(TERMINAL_SERVER, 'fDenyTSConnections', 0);
  for (const [name, { group, ports }] of machine.firewallRules)
    if (group === REMOTE_DESKTOP && ports?.includes('3389')) machine.enableRule(name, true);
  return { kind: 'succeeded' };
}

/** The file that it brings along for Debian and Ubuntu, in short: it includes no others. */
const OWN_CONFIG = `Port 22
PermitRootLogin without-password
PasswordAuthentication yes
ChallengeResponseAuthentication no
UsePAM yes
Subsystem sftp /usr/lib/openssh/sftp-server
`;

/** Where the handler keeps the copy that `restore_backup_ssh` puts back. */
const BACKUP = '/var/cache/vmaccess/backup';

/**
 * The VMAccess extension for Linux 1.5, as its source (Azure/azure-linux-extensions, VMAccess) behaves:
 * it reads `reset_ssh` and the account settings only from the protected settings, in Python's sense of true (any non-empty
 * string is), and every run turns ChallengeResponseAuthentication off and restarts sshd. It keeps a copy of sshd_config
 * only where it had to change that.
 */
function onLinux(machine: LinuxMachine, protectedSettings: Readonly<Record<string, unknown>>): Handled {
  const reset = isTrue(protectedSettings.reset_ssh);
  const removes = isTrue(protectedSettings.remove_user);
  if (removes && (reset || isTrue(protectedSettings.password))) {
    return { kind: 'failed', message: 'Cannot reset sshd_config and remove a user in one operation.' };
  }
  if (reset) {
    const refusal = machine.write(CONFIG, OWN_CONFIG);
    if (refusal !== undefined) return { kind: 'failed', message: `${refusal}: '${CONFIG}'` };
    machine.accept(22);
  }
  const backup = machine.files.get(BACKUP);
  if (isTrue(protectedSettings.restore_backup_ssh) && backup !== undefined) machine.write(CONFIG, backup);
  turnOffChallengeResponse(machine);
  machine.start('ssh');
  return { kind: 'succeeded' };
}

function turnOffChallengeResponse(machine: LinuxMachine): void {
  const config = machine.files.get(CONFIG) ?? '';
  const setting = /^[ \t]*ChallengeResponseAuthentication[ \t]+(\S+).*$/im.exec(config);
  if (setting?.[1]?.toLowerCase() === 'no') return;
  machine.write(BACKUP, config);
  const line = 'ChallengeResponseAuthentication no';
  machine.write(CONFIG, setting ? config.replace(setting[0], line) : `${config.replace(/\n?$/, '\n')}${line}\n`);
}

/** Truth in Python's sense, for what JSON can hold. */
function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
