import { gatewayTarget, healthy, ids, reasonOver, vmTarget } from '../../model/testing';
import type { VmTarget } from '../../model/target';
import { settings } from '../appgw/testing';
import { port } from './port';

const silent = (type: string) => ({ type, origin: 'Inbound', context: {} });
const unanswered = {
  status: 'unreachable',
  hops: [
    { type: 'Source', address: '10.0.1.4', issues: [] },
    {
      type: 'VirtualNetwork',
      address: '10.0.0.4',
      resource: `${ids.nic}/ipConfigurations/ip`,
      issues: [silent('NoListenerOnDestination'), silent('GuestFirewall')],
    },
  ],
  probesSent: 30,
  probesFailed: 30,
};
const well = {
  listening: [{ address: '0.0.0.0', port: 8443, program: 'nginx' }],
  idle: [],
  firewall: { iptables: ['-P INPUT ACCEPT'] },
};

function judge(cause: string, guestPort: object, answers: object = {}, servers = ['10.0.0.4']) {
  const applicationGateway = { ...healthy.applicationGateway, settings: [settings], probes: [], pools: [] };
  const backendHealth = {
    servers: servers.map((address) => ({
      pool: 'pool',
      settings: settings.id,
      address,
      health: { known: 'unhealthy' },
      log: '',
      class: 'tcp-connect',
    })),
  };
  const networkInterface = { ...healthy.networkInterface, vm: ids.vm };
  const all = { ...healthy, applicationGateway, backendHealth, networkInterface, connectivity: unanswered, guestPort };
  const judged = reasonOver({ ...all, ...answers }, (see) =>
    port.find(({ id }) => id === `guest/${cause}`)!.judge(see, gatewayTarget),
  );
  return judged.kind === 'done' ? judged.value : judged;
}
/** Those about connections that arrive; what becomes of the answers has tests of its own. */
const arriving = port.filter(({ id }) => id !== 'guest/answers-dropped');
const kinds = (guestPort: object, answers?: object, servers?: string[]) =>
  arriving.map(({ id }) => judge(id.replace('guest/', ''), guestPort, answers, servers).kind);

test.each<[string, object, object, readonly string[]]>([
  ['all is well inside', {}, {}, ['excluded', 'excluded', 'excluded']],
  ['nothing listens', { listening: [] }, {}, ['found', 'excluded', 'excluded']],
  [
    'it listens for itself only',
    { listening: ['127.0.0.1', '::1'].map((address) => ({ address, port: 8443 })) },
    {},
    ['excluded', 'found', 'excluded'],
  ],
  [
    'it listens for itself and for others',
    { listening: ['127.0.0.1', '10.0.0.4'].map((address) => ({ address, port: 8443 })) },
    {},
    ['excluded', 'excluded', 'excluded'],
  ],
  [
    'it listens at another address of its own',
    { listening: [{ address: '10.0.9.4', port: 8443 }] },
    {},
    ['excluded', 'uncertain', 'excluded'],
  ],
  ['its firewall drops the port', { firewall: { iptables: ['-P INPUT DROP'] } }, {}, ['excluded', 'excluded', 'found']],
  ['its firewall is not clear', { firewall: {} }, {}, ['excluded', 'excluded', 'uncertain']],
  ['nobody could look what listens', { listening: undefined }, {}, ['uncertain', 'uncertain', 'excluded']],
  [
    'the VM does not run',
    {},
    { virtualMachine: { ...healthy.virtualMachine, power: { known: 'deallocated' } } },
    ['found', 'uncertain', 'uncertain'],
  ],
  [
    'its agent is not ready',
    {},
    { virtualMachine: { ...healthy.virtualMachine, agent: { known: 'silent' } } },
    ['skipped', 'skipped', 'skipped'],
  ],
  ['the address is no VM’s', {}, { networkInterface: healthy.networkInterface }, ['skipped', 'skipped', 'skipped']],
  ['the gateway connects now', {}, { connectivity: healthy.connectivity }, ['excluded', 'excluded', 'excluded']],
  [
    'the check names nothing',
    { listening: [] },
    { connectivity: { ...unanswered, hops: [] } },
    ['uncertain', 'uncertain', 'uncertain'],
  ],
])('where %s', (_, guest, answers, expected) => expect(kinds({ ...well, ...guest }, answers)).toEqual(expected));

test('two of three servers that are well exclude nothing', () => {
  expect(kinds(well, {}, ['10.0.0.4', '10.0.0.5', '10.0.0.6'])).toEqual(['uncertain', 'uncertain', 'uncertain']);
});

test.each<[string, object, object, string, RegExp]>([
  [
    'nothing-listening',
    { listening: [], idle: [{ name: 'nginx', state: 'failed' }] },
    {},
    'nginx (failed)',
    /sudo systemctl start nginx/,
  ],
  [
    'nothing-listening',
    { listening: [], idle: [{ name: 'W3SVC', state: 'inactive' }] },
    { virtualMachine: { ...healthy.virtualMachine, os: 'Windows' } },
    'W3SVC (inactive)',
    /Start-Service W3SVC/,
  ],
  ['nothing-listening', { listening: [] }, {}, 'Nothing listens on TCP 8443 in vm1', /sudo ss -ltnp/],
  [
    'guest-firewall-drops',
    { firewall: { ufw: ['Status: active', 'Default: deny (incoming), allow (outgoing)'] } },
    {},
    '(ufw) drops TCP 8443: Default: deny',
    /sudo ufw insert 1 allow proto tcp from 10\.0\.1\.0\/24 to any port 8443$/,
  ],
  [
    'guest-firewall-drops',
    { firewall: { nft: ['tcp dport 8443 drop'] } },
    {},
    'tcp dport 8443 drop',
    /let TCP 8443 in from 10\.0\.1\.0\/24 before that rule/,
  ],
])('%s says what to do', (cause, guest, answers, because, advice) => {
  expect(judge(cause, { ...well, ...guest }, answers)).toMatchObject({
    kind: 'found',
    blamed: ids.vm,
    fixes: [
      cause === 'nothing-listening'
        ? { fix: 'start-service', vm: ids.vm, port: 8443 }
        : { fix: 'allow-in-guest', vm: ids.vm, from: '10.0.1.0/24', to: '10.0.0.4', port: 8443 },
    ],
    because: { en: expect.stringContaining(because) as string },
    advice: { en: expect.stringMatching(advice) as string },
  });
});

test.each<[string, object, string]>([
  ['they are accepted', { firewall: { iptablesOut: ['-P OUTPUT ACCEPT'] } }, 'excluded'],
  ['it was not asked', {}, 'uncertain'],
])('answers out of the port: %s', (_, guest, kind) => {
  expect(judge('answers-dropped', { ...well, ...guest })).toMatchObject({ kind });
});

test.each<[string, object, string, string]>([
  [
    'iptables',
    { iptablesOut: ['-P OUTPUT DROP'] },
    '(iptables) drops what goes out from TCP 8443 in answer: -P OUTPUT DROP',
    'sudo iptables -I OUTPUT -p tcp --sport 8443 -m conntrack --ctstate ESTABLISHED -j ACCEPT',
  ],
  [
    'nftables',
    { nftOut: ['type filter hook output priority filter; policy accept;', 'tcp sport 8443 drop', '}'] },
    '(nftables) drops what goes out from TCP 8443 in answer: tcp sport 8443 drop',
    'ct state established',
  ],
])('people are told how %s lets the answers out', (_, firewall, because, advice) => {
  expect(judge('answers-dropped', { ...well, firewall })).toMatchObject({
    kind: 'found',
    blamed: ids.vm,
    fixes: [],
    because: { en: expect.stringContaining(because) as string },
    advice: { en: expect.stringContaining(advice) as string },
  });
});

describe('a VM that is a target', () => {
  const app = { ...vmTarget, port: 8443 };
  const look = (guest: object, answers: object = {}, target: VmTarget = app) =>
    arriving.map((cause) => {
      const judged = reasonOver({ ...healthy, guestPort: { ...well, ...guest }, ...answers }, (see) =>
        cause.judge(see, target),
      );
      return judged.kind === 'done' ? judged.value : judged;
    });
  const windows = { virtualMachine: { ...healthy.virtualMachine, os: 'Windows' } };
  const loopback = [{ address: '127.0.0.1', port: 8443 }];

  test.each<[string, object, readonly string[]]>([
    ['all is well inside', {}, ['excluded', 'excluded', 'excluded']],
    ['nothing listens', { listening: [] }, ['found', 'excluded', 'excluded']],
    ['it listens for itself only', { listening: loopback }, ['excluded', 'found', 'excluded']],
    ['its firewall drops the port', { firewall: { iptables: ['-P INPUT DROP'] } }, ['excluded', 'excluded', 'found']],
    ['nobody could look', { listening: undefined, firewall: {} }, ['uncertain', 'uncertain', 'uncertain']],
  ])('where %s is judged like a backend, on Linux and on Windows', (_, guest, expected) => {
    for (const os of [{}, windows]) expect(look(guest, os).map(({ kind }) => kind)).toEqual(expected);
  });

  test('says where it was looked, and whom to let in', () => {
    expect(look({})[0]).toMatchObject({
      because: { en: 'Inside vm1 (10.0.0.4:8443): something listens on the port.' },
    });
    const [, , found] = look({ firewall: { iptables: ['-A INPUT -p tcp -m tcp --dport 8443 -j DROP'] } });
    expect(found).toMatchObject({
      blamed: ids.vm,
      advice: { en: expect.stringContaining('sudo iptables -I INPUT -p tcp -s 10.0.0.9 --dport 8443') as string },
    });
    expect(found).not.toHaveProperty('accountsFor');
  });

  test('is asked one script at a time', () =>
    expect(look({}, { guestSsh: undefined }, vmTarget).map(({ kind }) => kind)).toEqual(['needs', 'needs', 'needs']));

  test('is asked about its firewall too where sshd listens nowhere: a start alone may not help', () => {
    const dropping = { listening: [], firewall: { iptables: ['-A INPUT -p tcp -m tcp --dport 22 -j DROP'] } };
    const silent = { guestSsh: { ...healthy.guestSsh, listening: [] } };
    expect(look(dropping, silent, vmTarget).map(({ kind }) => kind)).toEqual(['found', 'excluded', 'found']);
  });
});

test('another port on which others can connect is told with the command that has the gateway use it', () => {
  const at = (address: string) => {
    const judged = judge('nothing-listening', { ...well, listening: [], elsewhere: [{ address, port: 8080 }] });
    return judged.kind === 'found' ? `${judged.because.en} ${judged.advice?.en ?? ''}` : judged.kind;
  };
  expect(at('0.0.0.0')).toMatch(/Something listens on TCP 8080 there\..*http-settings update .* --port 8080/s);
  expect(at('127.0.0.1')).not.toContain('8080');
});
