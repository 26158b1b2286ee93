import type { Change } from '../model/change';
import { Policy } from '../model/policy';
import { healthy, ids, reasonOver, subscription, vmTarget } from '../model/testing';
import { text } from '../model/text';
import type { FirewallWords } from '../network/host-firewall';
import { Guest } from '../simulation/scenarios/schema';
import { hasBash, realShell, type RealShell } from '../simulation/real-shell';
import { LinuxMachine } from '../simulation/twin/guest/linux-machine';
import { runPowerShell } from '../simulation/twin/guest/power-shell/run';
import { runScript } from '../simulation/twin/guest/shell/run';
import { WindowsMachine } from '../simulation/twin/guest/windows-machine';
import { allowInGuest } from './allow-in-guest';

const policy = Policy.parse({ subscriptions: [subscription], approvers: [{ id: subscription, name: 'Kim' }] });
const presence = { kind: 'present', symptom: 'app-unreachable', because: text('x', 'x') } as const;
const FROM = '10.0.0.9';

const DROPS = '-A INPUT -p tcp -m tcp --dport 443 -j DROP';
const words: Readonly<Record<string, FirewallWords>> = {
  iptables: { iptables: ['-P INPUT ACCEPT', DROPS] },
  'ufw by a rule': {
    ufw: ['Status: active', 'Default: allow (incoming), allow (outgoing)', '443/tcp  DENY IN  Anywhere'],
    nft: [],
  },
  'ufw by default': { ufw: ['Status: active', 'Default: deny (incoming), allow (outgoing)'], nft: [] },
  firewalld: {
    firewalld: ['public (active)', '  target: default', '  services: ssh', '  ports: 80/tcp', '  rich rules:'],
    nft: [],
  },
  windows: { windows: ['network Public', 'profile Public True Block True'] },
};

function plan(firewall: FirewallWords, vm: object = {}, from = FROM, port = 443) {
  const guest = { listening: [{ address: '0.0.0.0', port, program: 'nginx' }], idle: [], firewall };
  const virtualMachine = { ...healthy.virtualMachine, ...vm };
  const planned = reasonOver({ ...healthy, virtualMachine, guestPort: guest }, (see) =>
    allowInGuest.plan(
      see,
      { fix: 'allow-in-guest', vm: ids.vm, from, to: '10.0.0.4', port },
      { incident: 'i1', target: { ...vmTarget, port }, policy, presence },
    ),
  );
  if (planned.kind !== 'done') throw new Error(planned.kind);
  return planned.value;
}

test('no port of management is let in from everybody', () => {
  const firewall = { iptables: ['-P INPUT DROP'] };
  expect(plan(firewall, {}, '0.0.0.0/0', 22).kind).toBe('cannot-plan');
  expect(plan(firewall, {}, '0.0.0.0/0', 443).kind).toBe('plan');
  expect(plan(firewall, {}, FROM, 22).kind).toBe('plan');
});

function scriptsOf(planned: ReturnType<typeof plan>) {
  if (planned.kind !== 'plan') throw new Error(planned.because.en);
  const script = (changes: readonly Change[]): readonly string[] =>
    changes.flatMap((change) => ('script' in change ? change.script : []));
  return { allow: script(planned.plan.changes), back: script(planned.plan.undo) };
}

test.each<[string, FirewallWords, object?]>([
  ['where it lets the port in by now', { iptables: ['-P INPUT ACCEPT'] }],
  ['where nftables drops it, of which the chain is not told', { nft: ['tcp dport 443 drop'] }],
  ['where another firewall drops it too', { ...words.iptables, ...words.firewalld, nft: ['tcp dport 443 drop'] }],
  [
    'where a rule of Windows blocks it, which goes before any that allows',
    { windows: [...(words.windows?.windows ?? []), 'rule|Block|Any|443|Any|Any|Any|no'] },
    { os: 'Windows' },
  ],
  [
    'where somebody else has a rule for the same address',
    { ufw: [...(words['ufw by a rule']?.ufw ?? []), `443/tcp  ALLOW IN  ${FROM}`], nft: [] },
  ],
  ['where the agent is not ready', words.iptables ?? {}, { agent: { known: 'silent' } }],
])('nothing is planned %s', (_, firewall, vm = {}) => {
  expect(plan(firewall, vm)).toMatchObject({ kind: 'cannot-plan' });
});

test.each([
  ['iptables', /is lost when the VM restarts/],
  ['ufw by a rule', /stays when the VM restarts/],
  ['firewalld', /stays when the VM restarts/],
])('%s: the plan tells what becomes of the rule when the VM restarts, and which flow it opens', (by, effect) => {
  expect(plan(words[by] ?? {})).toMatchObject({
    plan: {
      effect: { en: expect.stringMatching(effect) as string },
      opens: [{ source: FROM, destination: '10.0.0.4', destinationPorts: '443' }],
    },
  });
});

test('in a simulated Linux the one address is let in, and no other, until it is taken back', () => {
  const machine = new LinuxMachine(Guest.parse({ firewallDrops: [443] }), 'running');
  const run = (script: readonly string[]) => runScript(machine, script, 0, 'vm1').stdout;
  const { allow, back } = scriptsOf(plan(words.iptables ?? {}));
  expect(run(allow)).toBe('reconnect:done\n');
  expect([machine.firewallDrops(443, FROM), machine.firewallDrops(443, '10.0.0.8')]).toEqual([false, true]);
  expect(run(back)).toBe('reconnect:done\n');
  expect(machine.firewallDrops(443, FROM)).toBe(true);
});

test('in a simulated Windows the one address is let in, and no other, until it is taken back', () => {
  const machine = new WindowsMachine(
    Guest.parse({ windows: { services: { W3SVC: { process: 'System', listens: [443] } } } }),
    'running',
  );
  const run = (script: readonly string[]) => runPowerShell(machine, script, 'vm1');
  const { allow, back } = scriptsOf(plan(words.windows ?? {}, { os: 'Windows' }));
  const done = { stdout: 'reconnect:done\n', stderr: '' };
  expect(run(back)).toMatchObject(done);
  expect(run(allow)).toMatchObject(done);
  expect([machine.firewallDrops(443, FROM), machine.firewallDrops(443, '10.0.0.8')]).toEqual([false, true]);
  expect(run(allow).stdout).toBe('');
  expect(run(back)).toMatchObject(done);
  expect(machine.firewallDrops(443, FROM)).toBe(true);
});

(hasBash ? describe : describe.skip)('in a real shell', () => {
  let linux: RealShell;
  beforeEach(() => {
    linux = realShell('allow-in-guest');
    // Each remembers whether the rule is there.
    linux.command('iptables', 'case $1 in -C) test -e /run/rule;; -I) touch /run/rule;; -D) rm /run/rule;; esac');
    linux.command(
      'ufw',
      `case $1 in status) test -e /run/rule && echo '443/tcp ALLOW 10.0.0.9 # reconnect-i1';; delete) rm /run/rule;; *) touch /run/rule;; esac`,
    );
    linux.command(
      'firewall-cmd',
      'case "$*" in --query*) test -e /run/rule;; --add*) touch /run/rule;; --remove*) rm -f /run/rule;; esac',
    );
  });
  afterEach(() => linux.remove());
  const sh = (script: readonly string[]): string => linux.run(script).stdout;
  const changed = (): readonly string[] => linux.called().filter((call) => !/ -C | status|--query/.test(call));

  const spec = 'INPUT -p tcp -s 10.0.0.9 --dport 443 -m comment --comment reconnect-i1 -j ACCEPT';
  const ufw = 'allow proto tcp from 10.0.0.9 to any port 443';
  const rich = 'rich-rule=rule family="ipv4" source address="10.0.0.9" port port="443" protocol="tcp" accept';
  test.each([
    ['iptables', [`iptables -I ${spec}`], [`iptables -D ${spec}`]],
    ['ufw by a rule', [`ufw insert 1 ${ufw} comment reconnect-i1`], [`ufw delete ${ufw}`]],
    ['ufw by default', [`ufw ${ufw} comment reconnect-i1`], [`ufw delete ${ufw}`]],
    [
      'firewalld',
      [`firewall-cmd --add-${rich}`, `firewall-cmd --permanent --add-${rich}`],
      [`firewall-cmd --remove-${rich}`, `firewall-cmd --permanent --remove-${rich}`],
    ],
  ])('%s gets one rule, once, and loses exactly that', (by, added, removed) => {
    const { allow, back } = scriptsOf(plan(words[by] ?? {}));
    expect(sh(allow)).toBe('reconnect:done\n');
    expect(changed()).toEqual(added);
    expect(sh(allow)).toBe('');
    expect(changed()).not.toEqual(added);
    expect(sh(back)).toBe('reconnect:done\n');
    expect(changed()).toEqual(removed);
  });

  test('where it never began, nothing is taken away', () => {
    linux.write('/run/rule', '');
    expect(sh(scriptsOf(plan(words.iptables ?? {})).back)).toBe('reconnect:done\n');
    expect(changed()).toEqual([]);
  });
});
