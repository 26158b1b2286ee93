import {
  ACCEPTS,
  among,
  byIptables,
  drops,
  UNCLEAR,
  type Chain,
  type FirewallVerdict,
  type FirewallWords,
  type Said,
} from './host-firewall';

/** Ports below this are no client's: those are given out from here on. */
const FIRST_OF_CLIENTS = 1024;

const isNoClient = (ports: string): boolean =>
  ports.split(/[,:-]/).every((part) => Number(part.trim()) < FIRST_OF_CLIENTS);

const OUTPUT: Chain = {
  name: 'OUTPUT',
  port: 'sport',
  state: 'ESTABLISHED',
  device: 'o',
  knows: (rule) => {
    const to = / --dports? (\S+)/.exec(rule)?.[1];
    // Azure itself is no client.
    if (/ -d (?:168\.63\.129\.16|169\.254\.169\.254)(?:\/32)? /.test(rule)) return 'passes';
    return to !== undefined && isNoClient(to) ? 'passes' : ofUfw(rule);
  },
};

/** ufw’s own chains: what belongs to a connection is accepted by the second (/etc/ufw/before.rules). */
const ofUfw = (rule: string): Said | undefined => {
  const [, chain] = /(?:-j|jump) (\S+)$/.exec(rule) ?? [];
  return chain === 'ufw-before-logging-output' ? 'passes' : chain === 'ufw-before-output' ? 'accepts' : undefined;
};

/**
 * What becomes of the answers that a machine sends out of a port over connections that were let in: what one of its firewalls drops is
 * dropped. Windows' is stateful, and lets them out whatever is said of outbound traffic (Windows Filtering Platform: ALE Stateful Filtering).
 * `most` lines of iptables were asked for.
 */
export function answersOut(words: FirewallWords, port: number, most: number): FirewallVerdict {
  if (words.windows) return ACCEPTS;
  const all = [
    words.iptablesOut && byIptables(words.iptablesOut, port, most, OUTPUT),
    words.nftOut && byNft(words.nftOut, port),
  ].filter((each) => each !== undefined);
  const drop = all.find(({ kind }) => kind === 'drops');
  if (drop) return drop;
  return all.length > 0 && all.every(({ kind }) => kind === 'accepts') ? ACCEPTS : UNCLEAR;
}

/** Every chain has its say; in each the first rule that matches decides, then its policy. */
function byNft(lines: readonly string[], port: number): FirewallVerdict {
  const starts = lines.flatMap((line, at) => (line.includes('hook output') ? [at] : []));
  const verdicts = starts
    .map((at, index) => lines.slice(at, starts[index + 1]))
    .filter(([hook = '']) => hook.includes('type filter '))
    .map(([hook = '', ...rules]) => byChain(hook, rules, port));
  return verdicts.find(({ kind }) => kind === 'drops') ?? verdicts.find(({ kind }) => kind === 'unclear') ?? ACCEPTS;
}

function byChain(hook: string, rules: readonly string[], port: number): FirewallVerdict {
  for (const line of rules) {
    const said = nftRule(line, port);
    if (said === 'unclear') return UNCLEAR;
    if (said === 'accepts') return ACCEPTS;
    if (said === 'drops') return drops('nftables', line);
  }
  // One without its end was cut short.
  if (rules.at(-1)?.trim() !== '}') return UNCLEAR;
  return hook.includes('policy drop') ? drops('nftables', hook) : ACCEPTS;
}

function nftRule(line: string, port: number): Said {
  const rule = line
    .trim()
    .replace(/ comment "[^"]*"$/, '')
    .replace(/ ?counter packets \d+ bytes \d+/, '')
    .replace(/^(?:ip protocol|meta l4proto) tcp (?=tcp )/, '');
  if (rule === '' || rule === '}') return 'passes';
  if (/^(?:udp|icmp|icmpv6|ip6|oif(?:name)? "lo"|(?:ip protocol|meta l4proto) (?:udp|icmp|ipv6-icmp)) /.test(rule))
    return 'passes';
  const [, side, one, several] = /^tcp ([sd]port) (?:([\d-]+)|\{([^}]*)\})/.exec(rule) ?? [];
  const ports = one ?? several;
  if (ports !== undefined && (side === 'sport' ? !among(ports, port) : isNoClient(ports))) return 'passes';
  const states = /\bct state (?!vmap)(?:\{ [^}]* \}|[a-z,]+)/.exec(rule);
  if (states && !/\bestablished\b/.test(states[0])) return 'passes';
  const rest = rule
    .replace(/^tcp sport (?:[\d-]+|\{[^}]*\})/, '')
    .replace(/\bct state (?:\{ [^}]* \}|[a-z,]+)/, '')
    .trim();
  if (rest === 'accept') return 'accepts';
  if (/^(?:drop|reject\b[^"]*)$/.test(rest)) return 'drops';
  return ofUfw(rest) ?? 'unclear';
}
