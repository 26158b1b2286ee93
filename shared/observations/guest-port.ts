import { oneLine } from '../model/one-line';
import { defineObservation } from '../model/observation';
import { hostFirewall, type FirewallVerdict, type FirewallWords } from '../network/host-firewall';
import { answersOut } from '../network/host-firewall-out';
import { printed, runs, runsCommands, scriptOf } from './guest-script';
import { propertiesIn } from './guest-service';
import { LISTED, listenersIn, type Listener } from './listeners';
import { firewallScript, listenersScript, PROCESS_NAME } from './windows-script';

/** A program that serves others, as the operating system starts and stops it. */
export interface ServerUnit {
  /** Without `.service`: `nginx`. */
  readonly name: string;
  readonly state: 'inactive' | 'failed';
}

/** One TCP port inside a VM. */
export interface GuestPort {
  /** What listens on it, at any address; absent where nobody could look. */
  readonly listening?: readonly Listener[] | undefined;
  /** What listens on other ports on which sites are often served, as far as that was told. */
  readonly elsewhere?: readonly Listener[] | undefined;
  /** Web servers that are installed and do not run, and every other unit that failed. */
  readonly idle: readonly ServerUnit[];
  readonly firewall: FirewallWords;
}

/** The servers that are looked for by name. */
const LINUX = 'nginx apache2 httpd haproxy caddy lighttpd tomcat9 tomcat10';
const WINDOWS = ['W3SVC', 'nginx', 'Apache2.4', 'Tomcat9', 'Tomcat10'].map((name) => `'${name}'`).join(', ');

/** Ports on which sites are often served. */
const SITES = [80, 443, 3000, 5000, 8000, 8080, 8081, 8443, 9000] as const;

/** So many lines of each firewall fit into an answer; one with as many may have more. */
export const MOST_LINES = 20;
/** So many of what goes out. */
const MOST_LINES_OUT = 10;
const head = (command: string, most = MOST_LINES): string => `${command} | head -n ${most}`;

/** Changes nothing. */
export const shellScript = (port: number): readonly string[] =>
  scriptOf({
    listening: [`ss -lntpH "sport = :${port}" && echo ${LISTED}`],
    elsewhere: [`ss -lntpH | grep -E ':(${SITES.join('|')}) ' | head -n 5`],
    servers: [`systemctl show --property=Id,LoadState,ActiveState ${LINUX}`],
    failed: ['systemctl list-units --failed --plain --no-legend | head -n 5'],
    iptables: [head('iptables -S INPUT')],
    ufw: [head('ufw status verbose | grep .')],
    firewalld: [head('firewall-cmd --list-all')],
    nft: [`nft list ruleset >/dev/null && echo ${LISTED}`, head("nft list ruleset | grep -E '(drop|reject)'")],
    iptablesOut: [head('iptables -S OUTPUT', MOST_LINES_OUT)],
    nftOut: ['ip', 'inet'].map((family) =>
      head(`nft list ruleset ${family} | sed -n '/hook output/,/^[[:space:]]*}/p'`, MOST_LINES_OUT),
    ),
    windows: [],
  });

/** The same for Windows, in the words of `ss` and `systemctl`. Changes nothing. */
export const powerShellScript = (port: number): readonly string[] =>
  scriptOf({
    listening: listenersScript(`$_.LocalPort -eq ${port}`, PROCESS_NAME),
    elsewhere: listenersScript(`$_.LocalPort -in ${SITES.join(', ')}`, PROCESS_NAME),
    servers: [
      `Get-Service -Name ${WINDOWS} -ErrorAction SilentlyContinue | ForEach-Object {`,
      `  $s = if ($_.Status -eq 'Running') { 'active' } else { 'inactive' }`,
      `  "Id=$($_.Name)", 'LoadState=loaded', "ActiveState=$s"`,
      '}',
    ],
    windows: firewallScript(port, MOST_LINES),
  });

/** Asks a VM what listens on a TCP port, and what its own firewall says of it. */
export const guestPort = defineObservation<{ vm: string; os: 'Linux' | 'Windows'; port: number }, GuestPort>({
  kind: 'guestPort',
  ...runsCommands,
  request: ({ vm, os, port }) =>
    os === 'Linux'
      ? runs(vm, 'RunShellScript', shellScript(port))
      : runs(vm, 'RunPowerShellScript', powerShellScript(port)),
  answer: printed(
    'listening',
    'elsewhere',
    'servers',
    'failed',
    'iptables',
    'ufw',
    'firewalld',
    'nft',
    'iptablesOut',
    'nftOut',
    'windows',
  ).transform(({ parts }) => ({
    listening: named(listenersIn(parts.listening)),
    elsewhere: named(listenersIn(parts.elsewhere)),
    idle: idleIn(parts.servers, parts.failed),
    firewall: {
      iptables: told(parts.iptables),
      ufw: told(parts.ufw),
      firewalld: told(parts.firewalld),
      nft: parts.nft.includes(LISTED) ? shown(parts.nft.filter((line) => line !== LISTED)) : undefined,
      iptablesOut: told(parts.iptablesOut),
      nftOut: parts.nft.includes(LISTED) ? shown(parts.nftOut) : undefined,
      windows: told(parts.windows),
    },
  })),
});

/** What the VM's own firewall does with the port; `words`: what it says of itself, or would. */
export function firewallOf({ listening, firewall }: GuestPort, port: number, words = firewall): FirewallVerdict {
  const [program, ...others] = new Set(listening?.map((each) => each.program));
  return hostFirewall(words, port, MOST_LINES, others.length === 0 ? { program } : {});
}

/** What the VM's own firewall does with answers out of the port. */
export const answersOf = ({ firewall }: GuestPort, port: number): FirewallVerdict =>
  answersOut(firewall, port, MOST_LINES_OUT);

/** Whoever writes a program names it. */
const named = (listeners: readonly Listener[] | undefined): readonly Listener[] | undefined =>
  listeners?.map(({ program, ...listener }) =>
    program === undefined ? listener : { ...listener, program: oneLine(program, 50) },
  );

/** What a firewall said; `undefined` where it is not there. */
const told = (lines: readonly string[]): readonly string[] | undefined => (lines.length > 0 ? shown(lines) : undefined);

/** Whoever writes a rule writes its comment. */
const shown = (lines: readonly string[]): readonly string[] => lines.map((line) => oneLine(line, 300));

/** `Id=`, `LoadState=` and `ActiveState=` of each server; then `x.service loaded failed failed …`. */
function idleIn(servers: readonly string[], failed: readonly string[]): readonly ServerUnit[] {
  const units = propertiesIn(servers).flatMap(({ Id = '', LoadState, ActiveState: state }): readonly ServerUnit[] =>
    LoadState === 'loaded' && (state === 'inactive' || state === 'failed') ? [{ name: nameOf(Id), state }] : [],
  );
  const others = failed.flatMap((line): readonly ServerUnit[] => {
    const id = /^(\S+\.service)\s/.exec(line)?.[1];
    return id === undefined ? [] : [{ name: nameOf(id), state: 'failed' }];
  });
  return [...new Map([...others, ...units].map((unit) => [unit.name, unit])).values()];
}

const nameOf = (id: string): string => oneLine(id.replace(/\.service$/, ''), 80);
