import { estateOf } from '../network/estate';
import {
  NIC,
  VM,
  applicationGateway,
  routeTable,
  rule,
  securityGroup,
  smallModel,
  virtualMachine,
  virtualNetwork,
} from './small-estate';
import { placesOfNic } from './topology';
import { walk } from './walk';
import type { Resource } from '../../scenarios/schema';
import type { GuestSetup } from './small-estate';
import type { Attempt, End, Walk } from './walk';

const CLIENT = '203.0.113.7';
const WEB_PUBLIC = '20.0.0.80';

interface Setup {
  readonly extra?: readonly Resource[];
  readonly guests?: Readonly<Record<string, GuestSetup>>;
  /** Names of the security group and route table on the subnets. */
  readonly web?: { readonly nsg?: string; readonly table?: string };
  readonly client?: { readonly nsg?: string; readonly table?: string };
  readonly webNsg?: string;
}

/** A client VM at 10.0.2.4 and a web VM at 10.0.1.4 that is on the Internet too, an appliance at 10.0.3.4, a peered VM at 10.9.0.4. */
function go(setup: Setup, attempt: Partial<Attempt> & { fromInternet?: true; from?: never; by?: string } = {}): Walk {
  const model = smallModel(
    [
      virtualNetwork(
        'vnet',
        '10.0.0.0/16',
        {
          gateway: { prefix: '10.0.0.0/24' },
          web: { prefix: '10.0.1.0/24', ...setup.web },
          client: { prefix: '10.0.2.0/24', ...setup.client },
          nva: { prefix: '10.0.3.0/24' },
        },
        ['hub'],
      ),
      virtualNetwork('hub', '10.9.0.0/16', { shared: { prefix: '10.9.0.0/24' } }, ['vnet']),
      ...virtualMachine('web', {
        address: '10.0.1.4',
        subnet: 'web',
        publicAddress: WEB_PUBLIC,
        ...(setup.webNsg !== undefined && { nsg: setup.webNsg }),
      }),
      ...virtualMachine('client', { address: '10.0.2.4', subnet: 'client' }),
      ...virtualMachine('nva', { address: '10.0.3.4', subnet: 'nva', forwards: true }),
      ...virtualMachine('peer', { address: '10.9.0.4', subnet: 'shared', vnet: 'hub' }),
      applicationGateway([]),
      ...(setup.extra ?? []),
    ],
    setup.guests,
  );
  const estate = estateOf(model);
  const { fromInternet, by = 'client-nic', ...rest } = attempt;
  const [nic] = placesOfNic(estate, estate.get(NIC(by))!);
  const from = fromInternet ? ({ kind: 'outside', address: CLIENT } as const) : nic!;
  const to = fromInternet ? WEB_PUBLIC : '10.0.1.4';
  return walk(estate, { from, to, protocol: 'Tcp', port: 80, ...rest });
}

/** The end in a few words. */
function told(end: End): string {
  switch (end.kind) {
    case 'denied':
      return `${end.ruling.direction} ${end.ruling.rule.name} of ${end.ruling.group.name}`;
    case 'lost':
      return `${end.leg} ${end.why} ${end.route?.name ?? 'system'}`;
    case 'answered':
    case 'nobody':
    case 'no-way-out':
    case 'not-balanced':
    case 'closed-by-default':
    case 'vm-not-running':
    case 'guest-firewall':
    case 'no-listener':
      return end.kind;
  }
}

const roles = ({ hops }: Walk) =>
  hops.map((hop) => `${hop.role} ${'place' in hop ? hop.place.address : hop.gateway.name}`);

describe('without any rule or route of one’s own', () => {
  test('a VM reaches another one', () => {
    const walked = go({});
    expect(told(walked.end)).toBe('answered');
    expect(roles(walked)).toEqual(['source 10.0.2.4', 'destination 10.0.1.4']);
  });

  test('a VM reaches one in a peered network, and the other way round', () => {
    expect(told(go({}, { to: '10.9.0.4' }).end)).toBe('answered');
    expect(told(go({}, { by: 'peer-nic' }).end)).toBe('answered');
  });

  test('a VM reaches the Internet', () => {
    const walked = go({}, { to: '203.0.113.99', port: 443 });
    expect(told(walked.end)).toBe('answered');
    expect(roles(walked)).toEqual(['source 10.0.2.4', 'destination 203.0.113.99']);
  });

  test('the Internet reaches a public address', () => {
    expect(roles(go({}, { fromInternet: true }))).toEqual([`source ${CLIENT}`, 'destination 10.0.1.4']);
    expect(told(go({}, { fromInternet: true }).end)).toBe('answered');
  });

  test('nobody reaches an address that nobody has', () => {
    expect(told(go({}, { to: '10.0.1.99' }).end)).toBe('nobody');
    expect(told(go({}, { fromInternet: true, to: '10.0.1.4' }).end)).toBe('nobody');
  });

  test('Azure drops what goes to a private range outside the network', () => {
    expect(told(go({}, { to: '10.200.0.1' }).end)).toBe('there dropped system');
  });

  test('a network whose peer has not joined is out of reach', () => {
    const half = virtualNetwork('hub', '10.9.0.0/16', { shared: { prefix: '10.9.0.0/24' } });
    expect(told(go({ extra: [half] }, { to: '10.9.0.4' }).end)).toBe('back dropped system');
  });
});

describe('security groups', () => {
  const deny = (name: string, priority: number) =>
    securityGroup(name, { [`deny-${name}`]: rule({ priority, access: 'Deny' }) });

  test('the subnet’s comes first on the way in, the interface’s second', () => {
    const both = { extra: [deny('on-subnet', 100), deny('on-nic', 100)], web: { nsg: 'on-subnet' }, webNsg: 'on-nic' };
    expect(told(go(both).end)).toBe('Inbound deny-on-subnet of on-subnet');
    const nicOnly = { ...both, web: {} };
    expect(told(go(nicOnly).end)).toBe('Inbound deny-on-nic of on-nic');
  });

  test('both must let a packet in', () => {
    const open = securityGroup('open', { open: rule({ priority: 100 }) });
    const setup = { extra: [open, securityGroup('closed')], web: { nsg: 'open' }, webNsg: 'closed' };
    expect(told(go(setup, { fromInternet: true }).end)).toBe('Inbound DenyAllInBound of closed');
    expect(told(go({ ...setup, webNsg: 'open' }, { fromInternet: true }).end)).toBe('answered');
  });

  test('a denial on the way out names the source as the last hop', () => {
    const group = securityGroup('out', { no: rule({ priority: 100, direction: 'Outbound', access: 'Deny' }) });
    const walked = go({ extra: [group], client: { nsg: 'out' } });
    expect(told(walked.end)).toBe('Outbound no of out');
    expect(roles(walked)).toEqual(['source 10.0.2.4']);
  });

  test('an answer needs no rule: groups are stateful', () => {
    const silent = securityGroup('silent', { no: rule({ priority: 100, direction: 'Outbound', access: 'Deny' }) });
    expect(told(go({ extra: [silent], web: { nsg: 'silent' } }).end)).toBe('answered');
  });

  test('see the private address behind a public one', () => {
    const group = securityGroup('web', {
      web: rule({ priority: 100, destinationAddressPrefix: '10.0.1.4', destinationPortRange: '80' }),
    });
    expect(told(go({ extra: [group], web: { nsg: 'web' } }, { fromInternet: true }).end)).toBe('answered');
  });

  test('see a VM that comes over the Internet as a stranger', () => {
    const setup = { extra: [securityGroup('vnet-only')], web: { nsg: 'vnet-only' } };
    expect(told(go(setup).end)).toBe('answered');
    expect(told(go(setup, { to: WEB_PUBLIC }).end)).toBe('Inbound DenyAllInBound of vnet-only');
  });
});

describe('the guest', () => {
  test.each<[string, GuestSetup, string]>([
    ['stopped', { running: false }, 'vm-not-running'],
    ['behind its own firewall', { drops: [80] }, 'guest-firewall'],
    ['not listening', { listens: [22] }, 'no-listener'],
  ])('%s', (_, web, end) => {
    expect(told(go({ guests: { web } }).end)).toBe(end);
  });
});

describe('user-defined routes', () => {
  const table = (name: string, addressPrefix: string, nextHopType: string, nextHopIpAddress?: string) =>
    routeTable(name, {
      [name]: { addressPrefix, nextHopType, ...(nextHopIpAddress !== undefined && { nextHopIpAddress }) },
    });

  test('a black hole on the way there', () => {
    const setup = { extra: [table('hole', '10.0.1.0/24', 'None')], client: { table: 'hole' } };
    expect(told(go(setup).end)).toBe('there dropped hole');
  });

  test('a black hole on the way back', () => {
    const setup = { extra: [table('hole', '10.0.2.0/24', 'None')], web: { table: 'hole' } };
    const walked = go(setup);
    expect(told(walked.end)).toBe('back dropped hole');
    expect(roles(walked)).toEqual(['source 10.0.2.4', 'destination 10.0.1.4']);
  });

  test('a black hole on the way back to the Internet leaves the own network alone', () => {
    const setup = { extra: [table('hole', '0.0.0.0/0', 'None')], web: { table: 'hole' } };
    expect(told(go(setup, { fromInternet: true }).end)).toBe('back dropped hole');
    expect(told(go(setup).end)).toBe('answered');
  });

  test('the longest prefix wins, and a user-defined route wins over a system route for the same prefix', () => {
    const extra = [
      routeTable('two', {
        wide: { addressPrefix: '10.0.0.0/16', nextHopType: 'None' },
        narrow: { addressPrefix: '10.0.1.0/24', nextHopType: 'VnetLocal' },
      }),
    ];
    expect(told(go({ extra, client: { table: 'two' } }).end)).toBe('answered');
    expect(told(go({ extra, client: { table: 'two' } }, { to: '10.0.3.4' }).end)).toBe('there dropped wide');
  });

  test('an appliance passes the packet on', () => {
    const setup = { extra: [table('nva', '10.0.1.0/24', 'VirtualAppliance', '10.0.3.4')], client: { table: 'nva' } };
    expect(roles(go(setup))).toEqual(['source 10.0.2.4', 'appliance 10.0.3.4', 'destination 10.0.1.4']);
    expect(told(go(setup).end)).toBe('answered');
  });

  test('an appliance that is down passes nothing on, in either direction', () => {
    const guests = { nva: { running: false } };
    const there = table('nva', '10.0.1.0/24', 'VirtualAppliance', '10.0.3.4');
    expect(told(go({ guests, extra: [there], client: { table: 'nva' } }).end)).toBe('there appliance-down nva');
    const back = table('nva', '10.0.2.0/24', 'VirtualAppliance', '10.0.3.4');
    expect(told(go({ guests, extra: [back], web: { table: 'nva' } }).end)).toBe('back appliance-down nva');
  });

  test('a VM that does not forward is no appliance', () => {
    const wrong = table('nva', '10.0.2.0/24', 'VirtualAppliance', '10.0.1.4');
    expect(told(go({ extra: [wrong], web: { table: 'nva' } }).end)).toBe('back appliance-down nva');
  });

  test('an appliance that does not exist loses the answer', () => {
    const gone = table('gone', '0.0.0.0/0', 'VirtualAppliance', '10.0.3.99');
    const walked = go({ extra: [gone], web: { table: 'gone' } }, { fromInternet: true });
    expect(told(walked.end)).toBe('back no-such-appliance gone');
  });

  test('an appliance whose own subnet sends everything back to it makes a loop', () => {
    const loop = table('loop', '10.0.1.0/24', 'VirtualAppliance', '10.0.3.4');
    const vnet = virtualNetwork('vnet', '10.0.0.0/16', {
      web: { prefix: '10.0.1.0/24' },
      client: { prefix: '10.0.2.0/24', table: 'loop' },
      nva: { prefix: '10.0.3.0/24', table: 'loop' },
    });
    expect(told(go({ extra: [loop, vnet] }).end)).toBe('there loop loop');
  });

  test('the Internet does not carry private addresses', () => {
    const setup = { extra: [table('out', '10.0.1.0/24', 'Internet')], client: { table: 'out' } };
    expect(told(go(setup).end)).toBe('there private-address-on-the-internet out');
  });

  test('a virtual network gateway that is not there leads nowhere', () => {
    const setup = { extra: [table('vpn', '0.0.0.0/0', 'VirtualNetworkGateway')], client: { table: 'vpn' } };
    expect(told(go(setup, { to: '203.0.113.99' }).end)).toBe('there no-virtual-network-gateway vpn');
  });
});

test('names the VM that does not answer', () => {
  expect(go({ guests: { web: { running: false } } }).end).toEqual({ kind: 'vm-not-running', vm: VM('web') });
});
