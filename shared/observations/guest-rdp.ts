import { asCalled, recognise, type Known } from '../model/known';
import { defineObservation } from '../model/observation';
import { oneLine } from '../model/one-line';
import type { FirewallWords } from '../network/host-firewall';
import { printed, runs, runsCommands, scriptOf } from './guest-script';
import { listenersIn, type Listener } from './listeners';
import {
  firewallScript,
  listenersScript,
  needsOf,
  neededIn,
  outboundScript,
  PROCESS_NAME,
  type NeededService,
} from './windows-script';

/** Where Remote Desktop is expected; the source document knows no other port. */
export const RDP_PORT = 3389;

/** Remote Desktop inside a Windows VM. */
export interface GuestRdp {
  readonly service: Known<'running' | 'stopped'>;
  readonly startMode: Known<'auto' | 'manual' | 'disabled'>;
  /** What `TermService` needs and what does not run. */
  readonly needs: readonly NeededService[];
  /** Whether connections are denied, as the machine sets it; `unset` where there is no such value. */
  readonly denied: Known<'yes' | 'no' | 'unset'>;
  /** The same by a group policy, which goes before what the machine sets. */
  readonly deniedByPolicy: Known<'yes' | 'no' | 'unset'>;
  /** Where the registry has it listen; absent where it does not say. */
  readonly port?: number | undefined;
  /** Whether it is to listen at all (fEnableWinStation); `unset` where there is no such value. */
  readonly listener: Known<'on' | 'off' | 'unset'>;
  /** The certificate with which it listens, by the clock of the VM. */
  readonly certificate: Known<'good' | 'expired' | 'without-key' | 'missing'>;
  /** Where `TermService` listens, and who else listens on port 3389; absent where nobody could look. */
  readonly listening?: readonly Listener[] | undefined;
  readonly role: Known<'server' | 'domain-controller'>;
  /** The inbound rules of Windows Firewall for Remote Desktop. */
  readonly rules: readonly RdpRule[];
  readonly firewall: FirewallWords;
  /** What Windows Firewall does with what goes out, as `observations/windows-script.ts` has it. */
  readonly outbound: readonly string[];
  /** What Reconnect noted of the scripts that it ran. */
  readonly notes: readonly string[];
}

export interface RdpRule {
  readonly name: string;
  readonly state: 'on' | 'off';
  /** `Any`, or such as `Domain, Private`. */
  readonly profiles: string;
}

export const TERM_SERVICE = 'TermService';
export const TERMINAL_SERVER = 'HKLM:\\System\\CurrentControlSet\\Control\\Terminal Server';
export const RDP_TCP = `${TERMINAL_SERVER}\\WinStations\\RDP-Tcp`;
/** What a group policy sets here goes before what the machine sets. */
export const POLICIES = 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services';
/** Where Reconnect notes which of its scripts began, and which are done. */
export const NOTES = 'HKLM:\\SOFTWARE\\Reconnect';
/** So many rules are listed. */
export const MOST_RDP_RULES = 20;
/** So many that block what goes out. */
const MOST_OUTBOUND_RULES = 5;

const value = (key: string, name: string): string =>
  `(Get-ItemProperty -Path '${key}' -Name ${name} -ErrorAction SilentlyContinue).${name}`;

/** Changes nothing. */
const RDP_SCRIPT = scriptOf({
  about: [
    `$term = Get-CimInstance Win32_Service -Filter "Name='${TERM_SERVICE}'"`,
    '"service=$($term.State)", "start=$($term.StartMode)", "role=$((Get-CimInstance Win32_ComputerSystem).DomainRole)"',
    `"denied=$(${value(TERMINAL_SERVER, 'fDenyTSConnections')})"`,
    `"policy=$(${value(POLICIES, 'fDenyTSConnections')})"`,
    `"port=$(${value(RDP_TCP, 'PortNumber')})"`,
    `"listener=$(${value(RDP_TCP, 'fEnableWinStation')})"`,
    `"needs=$(${needsOf(TERM_SERVICE)})"`,
    '$hash = (Get-CimInstance -Namespace root/cimv2/TerminalServices -ClassName Win32_TSGeneralSetting -ErrorAction SilentlyContinue | Select-Object -First 1).SSLCertificateSHA1Hash',
    "$own = Get-ChildItem -Path 'Cert:\\LocalMachine\\Remote Desktop', 'Cert:\\LocalMachine\\My' -ErrorAction SilentlyContinue | Where-Object { $_.Thumbprint -eq $hash } | Select-Object -First 1",
    `"certificate=$(if (-not $hash) { '' } elseif (-not $own) { 'missing' } elseif (-not $own.HasPrivateKey) { 'without-key' } elseif ((Get-Date) -gt $own.NotAfter) { 'expired' } else { 'good' })"`,
  ],
  listening: [
    ...listenersScript(`$_.LocalPort -eq ${RDP_PORT} -or $_.OwningProcess -eq $term.ProcessId`, [
      ...PROCESS_NAME,
      `if ($_.OwningProcess -eq $term.ProcessId) { $name = '${TERM_SERVICE}' }`,
    ]),
  ],
  rules: [
    `Get-NetFirewallRule -PolicyStore ActiveStore -Group '@FirewallAPI.dll,-28752' -ErrorAction SilentlyContinue | Where-Object { $_.Direction -eq 'Inbound' } | Select-Object -First ${MOST_RDP_RULES} | ForEach-Object { "$($_.Name)|$($_.Enabled)|$($_.Profile)" }`,
  ],
  notes: [`(Get-Item -Path '${NOTES}' -ErrorAction SilentlyContinue).Property | Select-Object -Last 20`],
  windows: firewallScript(RDP_PORT, MOST_RDP_RULES),
  outbound: outboundScript(RDP_PORT, MOST_OUTBOUND_RULES),
});

/** Asks Remote Desktop in a Windows VM. */
export const guestRdp = defineObservation<{ vm: string }, GuestRdp>({
  kind: 'guestRdp',
  ...runsCommands,
  request: ({ vm }) => runs(vm, 'RunPowerShellScript', RDP_SCRIPT),
  answer: printed('about', 'listening', 'rules', 'notes', 'windows', 'outbound').transform(({ parts }): GuestRdp => {
    const about = pairsIn(parts.about);
    return {
      service: recognise(asCalled('running', 'stopped'), about.service),
      startMode: recognise(asCalled('auto', 'manual', 'disabled'), about.start),
      needs: neededIn(about.needs ?? ''),
      denied: unlessUnset({ 0: 'no', 1: 'yes' }, about.denied),
      deniedByPolicy: unlessUnset({ 0: 'no', 1: 'yes' }, about.policy),
      port: /^\d+$/.test(about.port ?? '') ? Number(about.port) : undefined,
      listener: unlessUnset({ 0: 'off', 1: 'on' }, about.listener),
      certificate: recognise(asCalled('good', 'expired', 'without-key', 'missing'), about.certificate),
      listening: listenersIn(parts.listening)?.map(({ program, ...listener }) =>
        program === undefined ? listener : { ...listener, program: oneLine(program, 50) },
      ),
      role: recognise(ROLES, about.role),
      rules: parts.rules.flatMap(ruleIn),
      firewall: { windows: parts.windows.map((line) => oneLine(line, 300)) },
      outbound: parts.outbound.map((line) => oneLine(line, 300)),
      notes: parts.notes.map((line) => oneLine(line, 100)),
    };
  }),
});

/** Win32_ComputerSystem.DomainRole: 0 and 1 are workstations, 2 and 3 servers, 4 and 5 domain controllers. */
const ROLES = {
  0: 'server',
  1: 'server',
  2: 'server',
  3: 'server',
  4: 'domain-controller',
  5: 'domain-controller',
} as const;

const pairsIn = (lines: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    lines.flatMap((line) => [/^([\w-]+)=(.*)$/.exec(line) ?? []]).map(([, key = '', text = '']) => [key, text]),
  );

/** A value that is not there prints nothing; a part that did not print at all is not known. */
const unlessUnset = <K extends string>(words: Readonly<Record<string, K>>, word: string | undefined) =>
  word === '' ? ({ known: 'unset' } as const) : recognise(words, word);

/** Rules whose names could not stand in a script are left out. */
function ruleIn(line: string): readonly RdpRule[] {
  const [, name, on, profiles = ''] = /^([\w{}.-]{1,100})\|(True|False)\|([\w, ]+)$/.exec(line) ?? [];
  return name === undefined ? [] : [{ name, state: on === 'True' ? 'on' : 'off', profiles }];
}
