import type { FirewallWords } from './host-firewall';
import { answersOut } from './host-firewall-out';

const judge = (words: FirewallWords) => answersOut(words, 443, 10);
const rules = (policy: string, ...lines: readonly string[]) => ({
  iptablesOut: [`-P OUTPUT ${policy}`, ...lines.map((line) => `-A OUTPUT ${line}`)],
});
const chain = (policy: string, ...lines: readonly string[]) => ({
  nftOut: [
    `\t\ttype filter hook output priority filter; policy ${policy};`,
    ...lines.map((line) => `\t\t${line}`),
    '\t}',
  ],
});
const listed = ['-o lo -j ACCEPT', '-d 168.63.129.16/32 -j ACCEPT', '-p tcp -m multiport --dports 53,443 -j ACCEPT'];
const answers = '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';

test.each<[string, FirewallWords]>([
  ['everything goes out', rules('ACCEPT')],
  ['answers are accepted before everything is dropped', rules('DROP', ...listed, answers)],
  ['by the older match too', rules('DROP', '-m state --state ESTABLISHED -j ACCEPT')],
  ['answers of the port are', rules('DROP', '-p tcp -m tcp --sport 443 -m comment --comment "the web" -j ACCEPT')],
  ['answers of another port are dropped', rules('ACCEPT', '-p tcp -m tcp --sport 8443 -j DROP')],
  ['what begins anew is dropped', rules('ACCEPT', '-m conntrack --ctstate NEW -j DROP')],
  ['ufw accepts answers', rules('DROP', '-j ufw-before-logging-output', '-j ufw-before-output')],
  [
    'nftables accepts answers',
    chain('drop', 'oifname "lo" accept', 'ct state { established, related } accept', 'tcp dport 443 accept'),
  ],
  ['with counters', chain('drop', 'ct state related,established counter packets 7 bytes 420 accept')],
  ['nftables drops other things', chain('accept', 'udp dport 53 drop', 'tcp sport { 22, 25 } drop')],
  ['nftables has no chain for what goes out', { nftOut: [] }],
  [
    'a chain is about addresses',
    { nftOut: ['type nat hook output priority dstnat; policy accept;', 'dnat to :8', '}'] },
  ],
  ['Windows remembers who asked', { windows: ['network Public', 'profile Public True Block True'] }],
])('answers go out: %s', (_, words) => {
  expect(judge(words)).toEqual({ kind: 'accepts' });
});

test.each<[string, FirewallWords, string]>([
  ['the policy', rules('DROP', ...listed), '-P OUTPUT DROP'],
  [
    'a rule for the port',
    rules('ACCEPT', '-p tcp -m tcp --sport 443 -j DROP'),
    '-A OUTPUT -p tcp -m tcp --sport 443 -j DROP',
  ],
  ['a rule before the one that accepts', rules('DROP', '-p tcp -j REJECT', answers), '-A OUTPUT -p tcp -j REJECT'],
  [
    'the policy of nftables, although iptables accepts',
    { ...rules('ACCEPT'), ...chain('drop', 'udp dport 53 accept', 'tcp dport { 80, 443 } accept') },
    'type filter hook output priority filter; policy drop;',
  ],
  [
    'a rule of nftables',
    chain('accept', 'meta l4proto tcp tcp sport 443 counter packets 1 bytes 60 drop'),
    'meta l4proto tcp tcp sport 443 counter packets 1 bytes 60 drop',
  ],
  [
    'one of two chains of nftables',
    { nftOut: [...chain('accept').nftOut, ...chain('drop').nftOut] },
    'type filter hook output priority filter; policy drop;',
  ],
])('answers are dropped by %s', (_, words, rule) => {
  expect(judge(words)).toMatchObject({ kind: 'drops', rule });
});

test.each<[string, FirewallWords]>([
  ['nothing was told', {}],
  ['another chain decides', rules('DROP', '-j OUTPUT_direct')],
  ['some addresses are accepted', rules('DROP', '-d 10.0.0.0/8 -j ACCEPT')],
  ['all but one user is dropped', rules('ACCEPT', '-m owner ! --uid-owner 33 -j DROP')],
  ['clients may have the port', rules('DROP', '-p tcp -m tcp --dport 1024:65535 -j ACCEPT')],
  ['there may be more rules', rules('DROP', ...Array.from({ length: 9 }, () => '-o lo -j ACCEPT'))],
  ['a chain of nftables was cut short', { nftOut: chain('drop', 'oifname "lo" accept').nftOut.slice(0, -1) }],
  ['a map decides', chain('drop', 'ct state vmap { established : accept, invalid : drop }')],
  ['some addresses are accepted by nftables', chain('drop', 'ip daddr 10.0.0.0/8 accept')],
  ['only what is not established is dropped', chain('accept', 'ct state != established drop')],
])('whether answers go out is not certain: %s', (_, words) => {
  expect(judge(words)).toEqual({ kind: 'unclear' });
});
