/** What the firewalls inside a machine say of themselves, line by line; absent where one is not there or did not answer. */
export interface FirewallWords {
  /** `iptables -S INPUT` */
  readonly iptables?: readonly string[] | undefined;
  /** `ufw status verbose` */
  readonly ufw?: readonly string[] | undefined;
  /** `firewall-cmd --list-all`: the default zone. */
  readonly firewalld?: readonly string[] | undefined;
  /** The lines of `nft list ruleset` that drop or reject anything. */
  readonly nft?: readonly string[] | undefined;
  /** `iptables -S OUTPUT` */
  readonly iptablesOut?: readonly string[] | undefined;
  /** The chains of `nft list ruleset` for IPv4 that are hooked to what goes out, each from its hook to its closing brace. */
  readonly nftOut?: readonly string[] | undefined;
  /** As `observations/windows-script.ts` has it. */
  readonly windows?: readonly string[] | undefined;
}

/** Who listens on the port, as far as that is known: the process without `.exe`, and its service where one is asked about. */
export interface PortHolder {
  readonly program?: string | undefined;
  readonly service?: string | undefined;
}

/** What becomes of TCP connections from elsewhere to a port. `unclear`: it turns on what is not known here. */
export type FirewallVerdict =
  | { readonly kind: 'drops'; readonly by: string; readonly rule: string }
  | { readonly kind: 'accepts' }
  | { readonly kind: 'unclear' };

export const ACCEPTS = { kind: 'accepts' } as const;
export const UNCLEAR = { kind: 'unclear' } as const;
/** The rule that drops it. */
export const drops = (by: string, rule: string): FirewallVerdict => ({ kind: 'drops', by, rule: rule.trim() });

/**
 * What the machine's firewalls do together: what one of them drops is dropped. `most` lines were asked of each, so that one that has as
 * many may have more. `holder`: for whom a rule may be that is for one program.
 */
export function hostFirewall(
  words: FirewallWords,
  port: number,
  most: number,
  holder: PortHolder = {},
): FirewallVerdict {
  const ufw = words.ufw && byUfw(words.ufw, port, most);
  const firewalld = words.firewalld && byFirewalld(words.firewalld, port);
  const windows = words.windows && byWindows(words.windows, port, most, holder);
  const iptables = words.iptables && byIptables(words.iptables, port, most);
  const nft = words.nft && byNft(words.nft, port, most);
  // ufw and firewalld write the rules of the others, which say less of them than they do themselves.
  const manager = words.ufw?.some((line) => /^Status: active$/i.test(line)) ? ufw : firewalld;
  const all = [ufw, firewalld, windows, iptables, nft].filter((each) => each !== undefined);
  const drop = all.find(({ kind }) => kind === 'drops');
  if (drop) return drop;
  const deciding = manager ? [manager] : all;
  const looked = Boolean(windows ?? iptables ?? nft);
  return looked && deciding.every(({ kind }) => kind === 'accepts') ? ACCEPTS : UNCLEAR;
}

/** What the firewalls would say of themselves if one of them let everybody in to the port before all else; `undefined` where it is not known how to have it do so. */
export function withAllow(words: FirewallWords, by: string, port: number): FirewallWords | undefined {
  const { iptables = [], ufw = [], firewalld = [], windows = [] } = words;
  switch (by) {
    case 'iptables':
      return { ...words, iptables: [`-A INPUT -p tcp -m tcp --dport ${port} -j ACCEPT`, ...iptables] };
    case 'ufw':
      return { ...words, ufw: [`${port}/tcp  ALLOW IN  Anywhere`, ...ufw] };
    case 'firewalld':
      return { ...words, firewalld: firewalld.map((line) => line.replace(/^(\s*ports:)/, `$1 ${port}/tcp`)) };
    case 'Windows Firewall':
      return { ...words, windows: [...windows, `rule|Allow|Any|${port}|Any|Any|Any|Reconnect`] };
    default:
      return undefined;
  }
}

/** Whether a port is among those of a list: `443`, `80,443`, `8000:8100`, `8000-8100`. */
export const among = (list: string, port: number): boolean =>
  list.split(',').some((part) => {
    const [from, to = from] = part.trim().split(/[:-]/).map(Number);
    return from !== undefined && to !== undefined && from <= port && port <= to;
  });

/** A chain as a packet of a connection to the port meets it: with the port as one of its ends, in a state of the connection. */
export interface Chain {
  readonly name: 'INPUT' | 'OUTPUT';
  readonly port: 'dport' | 'sport';
  readonly state: 'NEW' | 'ESTABLISHED';
  readonly device: 'i' | 'o';
  /** What certainly is about something else, and chains behind a rule whose end is known. */
  readonly knows?: (rule: string) => Said | undefined;
}

const INPUT: Chain = { name: 'INPUT', port: 'dport', state: 'NEW', device: 'i' };

/** What a rule does with a packet; `passes`: it is about something else. */
export type Said = 'accepts' | 'drops' | 'passes' | 'unclear';

/** The first rule of the chain that matches decides, then its policy. */
export function byIptables(
  lines: readonly string[],
  port: number,
  most: number,
  chain: Chain = INPUT,
): FirewallVerdict {
  for (const line of lines.filter((each) => each.startsWith(`-A ${chain.name} `))) {
    const said = iptablesRule(line, port, chain);
    if (said === 'unclear') return UNCLEAR;
    if (said === 'accepts') return ACCEPTS;
    if (said === 'drops') return drops('iptables', line);
  }
  const policy = lines.find((line) => line.startsWith(`-P ${chain.name} `));
  if (lines.length >= most || policy === undefined) return UNCLEAR;
  return policy.endsWith(' ACCEPT') ? ACCEPTS : drops('iptables', policy);
}

function iptablesRule(line: string, port: number, chain: Chain): Said {
  const plain = line.replace(/ -m comment| --comment (?:"[^"]*"|\S+)/g, '');
  const value = (option: string): string | undefined => new RegExp(` ${option} (\\S+)`).exec(plain)?.[1];
  const [protocol, ports] = [value('-p'), value(`--${chain.port}`) ?? value(`--${chain.port}s`)];
  const states = value('--state') ?? value('--ctstate');
  const [, target = ''] = / -j (\S+)/.exec(plain) ?? [];
  const isNegated = plain.includes(' ! ');
  if (!isNegated) {
    if (protocol !== undefined && protocol !== 'tcp' && protocol !== 'all') return 'passes';
    if (ports !== undefined && !among(ports, port)) return 'passes';
    if (states !== undefined && !states.split(',').includes(chain.state)) return 'passes';
    if (value(`-${chain.device}`) === 'lo') return 'passes';
    const known = chain.knows?.(plain);
    if (known) return known;
  }
  if (target === 'LOG' || target === 'NFLOG') return 'passes';
  const rest = plain
    .replace(`-A ${chain.name}`, '')
    .replace(new RegExp(` -(?:p|m|-${chain.port}s?|-state|-ctstate) \\S+`, 'g'), '')
    .replace(/ -j (?:ACCEPT|DROP|REJECT(?: --reject-with \S+)?)$/, '');
  if (isNegated || target === '' || rest.trim() !== '') return 'unclear';
  return target === 'ACCEPT' ? 'accepts' : 'drops';
}

/** `443/tcp  DENY IN  Anywhere`, first match; then `Default: deny (incoming)`. */
function byUfw(lines: readonly string[], port: number, most: number): FirewallVerdict {
  if (!lines.some((line) => /^Status: active$/i.test(line))) return ACCEPTS;
  for (const line of lines.map((each) => each.replace(/\s+#.*$/, ''))) {
    const [, to = '', action = '', from = ''] =
      /^(\S.*?)\s+(ALLOW|LIMIT|DENY|REJECT)(?: IN)?\s{2,}(\S.*)$/.exec(line) ?? [];
    if (action === '' || to.includes('(v6)')) continue;
    const [, ports, protocol] = /^([\d,:]+)(?:\/(tcp|udp))?$/.exec(to) ?? [];
    if (ports !== undefined && (protocol === 'udp' || !among(ports, port))) continue;
    if ((ports === undefined && to !== 'Anywhere') || from !== 'Anywhere') return UNCLEAR;
    return action === 'ALLOW' || action === 'LIMIT' ? ACCEPTS : drops('ufw', line);
  }
  const standard = lines.find((line) => line.startsWith('Default: '));
  if (lines.length >= most || standard === undefined) return UNCLEAR;
  return standard.startsWith('Default: allow (incoming)') ? ACCEPTS : drops('ufw', standard);
}

/** The ports of firewalld's own services that are met most. firewalld: /usr/lib/firewalld/services. */
const SERVICES: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ssh: 22,
  cockpit: 9090,
  'dhcpv6-client': 546,
};

/** The default zone, where it is in use: what it does not list goes by its target. */
function byFirewalld(lines: readonly string[], port: number): FirewallVerdict {
  const [zone = ''] = lines;
  const value = (key: string): string =>
    lines.map((line) => new RegExp(`^\\s*${key}:\\s*(.*)$`).exec(line)?.[1]).find((each) => each !== undefined) ?? '';
  const words = (key: string) => value(key).split(' ').filter(Boolean);
  if (!zone.includes('(active)')) return UNCLEAR;
  const listed = words('ports').filter((each) => !each.endsWith('/udp'));
  const services = words('services');
  if (listed.some((each) => among(each.replace('/tcp', ''), port))) return ACCEPTS;
  if (services.some((name) => SERVICES[name] === port) || value('target') === 'ACCEPT') return ACCEPTS;
  const rich = lines.slice(lines.findIndex((line) => /^\s*rich rules:/.test(line)) + 1).some((line) => line.trim());
  if (rich || services.some((name) => SERVICES[name] === undefined)) return UNCLEAR;
  return drops(
    'firewalld',
    `${zone}, target: ${value('target')}, services: ${services.join(' ')}, ports: ${listed.join(' ')}`,
  );
}

/** One that drops exactly the port is named; any other, unless it is about other ports or traffic, may drop it too. */
function byNft(lines: readonly string[], port: number, most: number): FirewallVerdict {
  const about = lines
    .filter((line) => !/hook (?:forward|output|postrouting)|^\s*ct state invalid /.test(line))
    .map((line) => {
      const [, one, several] = /\btcp dport (?:([\d-]+)|\{([^}]*)\})/.exec(line) ?? [];
      const ports = one ?? several;
      const isOnly =
        /^\s*(?:(?:ip protocol|meta l4proto) tcp )?tcp dport (?:[\d-]+|\{[^}]*\})(?: +ct state new)?(?: +counter packets \d+ bytes \d+)? (?:drop|reject\b[^"]*)(?: comment "[^"]*")?$/.test(
          line,
        );
      return { line, ports, isOnly };
    })
    .filter(({ ports }) => ports === undefined || among(ports, port));
  const own = about.find(({ isOnly }) => isOnly);
  if (own) return drops('nftables', own.line);
  return about.length === 0 && lines.length < most ? ACCEPTS : UNCLEAR;
}

/**
 * What of Windows Firewall may keep in what goes out of a port: the name of a rule, or of a profile. Its filters are stateful (Windows
 * Filtering Platform: ALE Stateful Filtering): what belongs to a connection that was let in goes out whatever is said of outbound traffic.
 *
 * @param lines as `observations/windows-script.ts` has what goes out.
 */
export function outboundBlock(
  { windows = [] }: FirewallWords,
  lines: readonly string[],
  port: number,
  holder: PortHolder,
): string | undefined {
  const profiles = lines.flatMap((line) => {
    const [, name = '', on, action] = /^profile (\S+) (\S+) (\S+)$/.exec(line) ?? [];
    return on === 'True' && networksIn(windows).includes(name) ? [{ name, action }] : [];
  });
  const inUse = profiles.map(({ name }) => name);
  const [rule] = lines
    .filter((line) => line.startsWith('rule|'))
    .flatMap((line) => windowsRule(line, port, inUse, holder));
  return rule?.name ?? profiles.find(({ action }) => action === 'Block')?.name;
}

/** The profiles that are in use. */
const networksIn = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => /^network (\S+)$/.exec(line)?.[1]?.replace(/Authenticated$/, '') ?? []);

interface WindowsRule {
  readonly action: string;
  readonly isForAll: boolean;
  readonly name: string;
}

/**
 * A rule that blocks goes before any that allows; where none is about the program on the port, the profile of the network decides. A
 * rule for some addresses, for a program that may be another one, or for only one of several networks leaves it open.
 */
function byWindows(lines: readonly string[], port: number, most: number, holder: PortHolder): FirewallVerdict {
  const networks = networksIn(lines);
  const profiles = lines.flatMap((line) => {
    const [, name = '', on, inbound, rules] = /^profile (\S+) (\S+) (\S+) (\S+)$/.exec(line) ?? [];
    return on !== undefined && networks.includes(name) ? [{ name, isOn: on === 'True', inbound, rules }] : [];
  });
  const on = profiles.filter(({ isOn }) => isOn);
  const [profile] = on;
  if (profiles.length === 0 || profiles.length < new Set(networks).size) return UNCLEAR;
  if (!profile) return ACCEPTS;
  if (on.length < profiles.length || on.some(({ rules }) => rules === 'False')) return UNCLEAR;

  const written = lines.filter((line) => line.startsWith('rule|'));
  const rules = written.flatMap((line) => windowsRule(line, port, networks, holder));
  const block = rules.find(({ action, isForAll }) => action === 'Block' && isForAll);
  if (block) return drops('Windows Firewall', block.name);
  if (written.length >= most || rules.some(({ action }) => action === 'Block')) return UNCLEAR;
  if (on.every(({ inbound }) => inbound === 'Allow') || rules.some(({ isForAll }) => isForAll)) return ACCEPTS;
  return rules.length === 0 && on.every(({ inbound }) => inbound === 'Block')
    ? drops('Windows Firewall', `no rule lets it in (profile ${profile.name})`)
    : UNCLEAR;
}

/** A rule that is, or may be, about the port. */
function windowsRule(
  line: string,
  port: number,
  networks: readonly string[],
  holder: PortHolder,
): readonly WindowsRule[] {
  const [, action = '', profiles = '', ports = '', from, program = '', service = '', ...name] = line.split('|');
  const inUse = networks.filter((each) => profiles === 'Any' || profiles.split(', ').includes(each));
  if (inUse.length === 0 || (ports !== 'Any' && !among(ports, port))) return [];
  const bounds = [isBoundTo(program.replace(/\.exe$/i, ''), holder.program), isBoundTo(service, holder.service)];
  if (bounds.includes('another')) return [];
  const isForAll = from === 'Any' && inUse.length === networks.length && bounds.every((each) => each === 'this');
  return [{ action, isForAll, name: name.join('|') }];
}

type Bound = 'this' | 'another' | 'unknown';

function isBoundTo(name: string, holder: string | undefined): Bound {
  if (name === 'Any' || name === '') return 'this';
  if (holder === undefined) return 'unknown';
  return name.toLowerCase() === holder.toLowerCase() ? 'this' : 'another';
}
