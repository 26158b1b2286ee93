import { hostFirewall, type FirewallWords } from './host-firewall';

const judge = (words: FirewallWords) => hostFirewall(words, 443, 25, { program: 'nginx' });
const open = ['-P INPUT ACCEPT'];
const iptables = (...rules: readonly string[]) => ({ iptables: [...open, ...rules.map((rule) => `-A INPUT ${rule}`)] });
const ufw = (...rows: readonly string[]) => ({
  ufw: [
    'Status: active',
    'Default: deny (incoming), allow (outgoing), disabled (routed)',
    'To                         Action      From',
    '--                         ------      ----',
    ...rows,
  ],
  iptables: ['-P INPUT DROP', '-A INPUT -j ufw-before-logging-input', '-A INPUT -j ufw-before-input'],
});
const zone = (services: string, ports: string, ...rich: readonly string[]) => ({
  iptables: open,
  firewalld: [
    'public (active)',
    '  target: default',
    '  interfaces: eth0',
    `  services: ${services}`,
    `  ports: ${ports}`,
    '  rich rules: ',
    ...rich,
  ],
});
const windowsOn = (profile: string, ...lines: readonly string[]) => ({
  windows: ['network Public', 'profile Domain True Block True', `profile Public ${profile}`, ...lines],
});
const windows = (...lines: readonly string[]) => windowsOn('True Block True', ...lines);
const forAll = (action: string, name: string) => `rule|${action}|Any|443|Any|Any|Any|${name}`;

test.each<[string, FirewallWords]>([
  ['every packet passes', { iptables: open }],
  ['other ports are dropped', iptables('-p tcp -m tcp --dport 8443 -j DROP', '-p udp -j DROP', '-i lo -j DROP')],
  ['broken connections are dropped', iptables('-m conntrack --ctstate INVALID -j DROP')],
  [
    'the port is accepted before everything is dropped',
    iptables('-p tcp -m multiport --dports 80,443 -m comment --comment "the web" -j ACCEPT', '-j DROP'),
  ],
  ['what is dropped is only logged', iptables('-p tcp --dport 443 -j LOG --log-prefix "web "')],
  [
    'nftables drops other ports only',
    { nft: ['tcp dport 8443 drop', 'type filter hook forward priority 0; policy drop;'] },
  ],
  ['nftables drops what belongs to no connection', { nft: ['ct state invalid counter packets 0 bytes 0 drop'] }],
  ['ufw allows the port with a comment', ufw('443/tcp    ALLOW IN    Anywhere                   # the web')],
  ['ufw allows the port', ufw('22/tcp    ALLOW IN    Anywhere', '80,443/tcp    ALLOW IN    Anywhere')],
  ['ufw is off', { ufw: ['Status: inactive'], iptables: open }],
  ['firewalld allows the service', zone('ssh https', '')],
  ['firewalld allows a range', zone('ssh', '400-500/tcp')],
  ['Windows has a rule that allows the port', windows(forAll('Allow', 'World Wide Web Services'))],
  ['Windows allows a range', windows('rule|Allow|Private, Public|400-500|Any|Any|Any|Range')],
  ['Windows allows the program', windows('rule|Allow|Any|Any|Any|nginx.exe|Any|Web server')],
  ['Windows blocks another program', windows('rule|Block|Any|Any|Any|old.exe|Any|Old', forAll('Allow', 'Web'))],
  ['Windows blocks it in another network', windows('rule|Block|Domain|443|Any|Any|Any|Old', forAll('Allow', 'Web'))],
  ['Windows blocks another range', windows('rule|Block|Any|8000-9000|Any|Any|Any|Old', forAll('Allow', 'Web'))],
  ['Windows lets in what no rule is about', windowsOn('True Allow True')],
  ['the firewall of Windows is off', windowsOn('False Block True', forAll('Block', 'Old rule'))],
])('the port is let through where %s', (_, words) => expect(judge(words)).toEqual({ kind: 'accepts' }));

test.each<[string, FirewallWords, by: string, rule: string]>([
  [
    'a rule drops it',
    iptables('-p tcp -m tcp --dport 443 -j DROP'),
    'iptables',
    '-A INPUT -p tcp -m tcp --dport 443 -j DROP',
  ],
  [
    'a rule rejects a range',
    iptables('-p tcp --dport 400:500 -j REJECT --reject-with tcp-reset'),
    'iptables',
    '400:500',
  ],
  [
    'the policy drops all',
    { iptables: ['-P INPUT DROP', '-A INPUT -p tcp --dport 22 -j ACCEPT'] },
    'iptables',
    '-P INPUT DROP',
  ],
  [
    'nftables drops it',
    { iptables: open, nft: ['\t\ttcp dport { 80, 443 } counter packets 3 bytes 180 drop'] },
    'nftables',
    'tcp dport { 80',
  ],
  ['nftables drops it with a comment', { nft: ['tcp dport 443 drop comment "web x"'] }, 'nftables', 'web x'],
  [
    'nftables rejects it as iptables said',
    { nft: ['meta l4proto tcp tcp dport { 80, 443 }  counter packets 0 bytes 0 reject'] },
    'nftables',
    'reject',
  ],
  ['ufw denies it', ufw('443/tcp    DENY IN    Anywhere'), 'ufw', '443/tcp    DENY IN'],
  [
    'ufw lets in other ports only',
    ufw('22/tcp    ALLOW IN    Anywhere', '443/tcp (v6)    ALLOW IN    Anywhere (v6)'),
    'ufw',
    'deny (incoming)',
  ],
  [
    'firewalld lists other services only',
    zone('ssh dhcpv6-client', '8080/tcp'),
    'firewalld',
    'services: ssh dhcpv6-client',
  ],
  [
    'Windows blocks it, whatever else allows it',
    windows(forAll('Block', 'Hardening | all'), forAll('Allow', 'Web')),
    'Windows Firewall',
    'Hardening | all',
  ],
  ['Windows has no rule for it', windows(), 'Windows Firewall', 'no rule lets it in (profile Public)'],
  [
    'Windows lets in other programs only',
    windows('rule|Allow|Any|Any|Any|old.exe|Any|Old'),
    'Windows Firewall',
    'no rule lets it in',
  ],
  [
    'Windows lets it in in another network only',
    windows('rule|Allow|Domain|443|Any|Any|Any|Web'),
    'Windows Firewall',
    'no rule lets it in',
  ],
])('the port is dropped where %s', (_, words, by, rule) =>
  expect(judge(words)).toMatchObject({ kind: 'drops', by, rule: expect.stringContaining(rule) as string }),
);

test.each<[string, FirewallWords]>([
  ['nobody could look', {}],
  ['a chain of its own decides', iptables('-j DOCKER', '-p tcp --dport 443 -j DROP')],
  ['only one address is let in', iptables('-s 10.0.0.9/32 -p tcp --dport 443 -j ACCEPT', '-j DROP')],
  ['a rule is about everything but the port', iptables('-p tcp ! --dport 443 -j DROP')],
  ['a rule does nothing by itself', iptables('-p tcp --dport 443')],
  ['there may be more rules', { iptables: [...open, ...Array.from({ length: 24 }, () => '-A INPUT -p udp -j DROP')] }],
  ['nftables calls the port by a name', { iptables: open, nft: ['tcp dport https drop'] }],
  ['nftables drops something', { iptables: open, nft: ['ip saddr 10.0.0.0/8 drop'] }],
  ['ufw speaks of a profile', ufw('Nginx Full    ALLOW IN    Anywhere')],
  ['ufw lets in one address', ufw('443/tcp    ALLOW IN    10.0.0.9')],
  ['firewalld has a service that is not known', zone('ssh my-app', '')],
  ['firewalld has rich rules', zone('ssh', '', '\trule family="ipv4" port port="443" protocol="tcp" accept')],
  ['Windows blocks some addresses', windows('rule|Block|Any|443|10.0.0.9|Any|Any|One', forAll('Allow', 'Web'))],
  ['Windows lets in some addresses', windows('rule|Allow|Any|443|10.0.0.9|Any|Any|One')],
  ['Windows lets in a service', windows('rule|Allow|Any|443|Any|Any|W3SVC|Web')],
  ['Windows lets in nothing at all', windowsOn('True Block False', forAll('Allow', 'Web'))],
  ['Windows does not tell what it does by itself', windowsOn('True NotConfigured True')],
  ['nobody knows in which network Windows is', { windows: ['profile Public True Block True'] }],
  ['Windows does not tell of its network', { windows: ['network Private', 'profile Public True Block True'] }],
  [
    'Windows is in two networks, and blocks it in one',
    {
      windows: [
        'network Private',
        'network Public',
        ...['Private', 'Public'].map((name) => `profile ${name} True Block True`),
        'rule|Block|Public|443|Any|Any|Any|Old',
      ],
    },
  ],
  [
    'Windows may have more rules',
    windows(...Array.from({ length: 25 }, () => 'rule|Allow|Any|Any|Any|old.exe|Any|Old')),
  ],
])('nobody can tell where %s', (_, words) => expect(judge(words)).toEqual({ kind: 'unclear' }));

test('who listens is not always known', () => {
  const rule = windows('rule|Allow|Any|443|Any|nginx.exe|Any|Web server');
  expect(hostFirewall(rule, 443, 25)).toEqual({ kind: 'unclear' });
});
