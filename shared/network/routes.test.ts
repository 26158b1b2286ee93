import * as fc from 'fast-check';
import type { NextHopType, Route, RouteTables } from './routes';
import { formatRange } from './prefix';
import { areMostPublic, chooseRoute, managementRoute, publicWays } from './routes';

const route = (addressPrefix: string, nextHopType: NextHopType, nextHopIpAddress?: string): Route => ({
  name: `to ${addressPrefix}`,
  addressPrefix,
  nextHopType,
  ...(nextHopIpAddress !== undefined && { nextHopIpAddress }),
});

const tables = (parts: Partial<RouteTables>): RouteTables => ({
  virtualNetwork: ['10.0.0.0/16'],
  user: [],
  bgp: [],
  ...parts,
});
const firewall = route('0.0.0.0/0', 'VirtualAppliance', '10.0.9.4');

describe('system routes', () => {
  test.each([
    ['10.0.3.4', 'VnetLocal'],
    ['10.1.0.4', 'None'],
    ['172.20.0.1', 'None'],
    ['192.168.1.1', 'None'],
    ['100.64.0.1', 'None'],
    ['1.1.1.1', 'Internet'],
    ['2001:db8::1', 'Internet'],
  ] as const)('%s → %s', (destination, nextHopType) => {
    expect(chooseRoute(tables({}), destination)).toMatchObject({ kind: 'chosen', source: 'Default', nextHopType });
  });

  test('a virtual network that is a whole reserved prefix replaces its route', () => {
    const whole = tables({ virtualNetwork: ['10.0.0.0/8', 'fd00::/48'] });
    expect(chooseRoute(whole, '10.200.0.1')).toMatchObject({ nextHopType: 'VnetLocal' });
    expect(chooseRoute(whole, 'fd00::9')).toMatchObject({ nextHopType: 'VnetLocal' });
  });
});

describe('the choice', () => {
  const advertised = route('0.0.0.0/0', 'VirtualNetworkGateway', '10.0.255.30');

  test('a route table wins over BGP, BGP over the system', () => {
    expect(chooseRoute(tables({ bgp: [advertised] }), '1.1.1.1')).toMatchObject({
      source: 'VirtualNetworkGateway',
      nextHopType: 'VirtualNetworkGateway',
    });
    expect(chooseRoute(tables({ bgp: [advertised], user: [firewall] }), '1.1.1.1')).toMatchObject({
      source: 'User',
      nextHopType: 'VirtualAppliance',
      nextHopIpAddress: '10.0.9.4',
      route: firewall,
    });
  });

  test('a longer prefix wins over a route table', () => {
    const longer = route('1.1.0.0/16', 'VirtualNetworkGateway');
    expect(chooseRoute(tables({ bgp: [longer], user: [firewall] }), '1.1.1.1')).toMatchObject({ route: longer });
    expect(chooseRoute(tables({ user: [firewall] }), '10.0.0.4')).toMatchObject({ nextHopType: 'VnetLocal' });
  });

  test('a route to a service tag: only Azure knows whether it holds a public address', () => {
    const tagged = route('AzureMonitor', 'Internet');
    expect(chooseRoute(tables({ user: [firewall, tagged] }), '20.1.2.3')).toMatchObject({
      kind: 'undecided',
      otherwise: { route: firewall },
      tagged,
    });
    expect(chooseRoute(tables({ user: [firewall, tagged] }), '10.0.0.4')).toMatchObject({ kind: 'chosen' });
    expect(chooseRoute(tables({ user: [tagged] }), '20.1.2.3')).toMatchObject({
      kind: 'chosen',
      nextHopType: 'Internet',
    });
  });
});

test('every choice: no matching route is longer, and none of its length comes from a better source', () => {
  const bits = (address: string): string =>
    address
      .split('.')
      .map((octet) => Number(octet).toString(2).padStart(8, '0'))
      .join('');
  const matches = (prefix: string, address: string): boolean => {
    const [network = '', length = '32'] = prefix.split('/');
    return bits(network).slice(0, Number(length)) === bits(address).slice(0, Number(length));
  };
  const lengthOf = (prefix: string): number => Number(prefix.split('/')[1] ?? 32);
  const prefixes = ['0.0.0.0/0', '10.0.0.0/8', '10.0.0.0/16', '10.0.1.0/24', '10.0.1.4/32', '20.0.0.0/8', '20.0.0.0/9'];
  const routes = fc
    .uniqueArray(fc.constantFrom(...prefixes), { maxLength: 5 })
    .map((list) => list.map((prefix) => route(prefix, 'VirtualAppliance', '10.0.9.4')));
  const RANK = { User: 0, VirtualNetworkGateway: 1, Default: 2 };
  const system = ['10.0.0.0/16', '0.0.0.0/0', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

  fc.assert(
    fc.property(
      routes,
      routes,
      fc.constantFrom('10.0.1.4', '10.0.1.5', '10.0.9.9', '10.9.9.9', '20.1.1.1', '20.200.1.1', '8.8.8.8'),
      (user, bgp, address) => {
        const chosen = chooseRoute(tables({ user, bgp }), address);
        const all = [
          ...user.map(({ addressPrefix }) => ({ addressPrefix, rank: 0 })),
          ...bgp.map(({ addressPrefix }) => ({ addressPrefix, rank: 1 })),
          ...system.map((addressPrefix) => ({ addressPrefix, rank: 2 })),
        ].filter(({ addressPrefix }) => matches(addressPrefix, address));
        const best = all.toSorted(
          (a, b) => lengthOf(b.addressPrefix) - lengthOf(a.addressPrefix) || a.rank - b.rank,
        )[0]!;
        if (chosen.kind !== 'chosen') throw new Error('no route here has a tag');
        expect([chosen.route.addressPrefix, RANK[chosen.source]]).toEqual([best.addressPrefix, best.rank]);
      },
    ),
    { seed: 1 },
  );
});

describe('the public addresses, by a route table alone', () => {
  const hops = ['Internet', 'VirtualAppliance', 'VirtualNetworkGateway', 'None', 'VnetLocal'] as const;
  const parts = [
    '0.0.0.0/0',
    '0.0.0.0/1',
    '128.0.0.0/1',
    '20.0.0.0/6',
    '20.0.0.0/8',
    '20.1.0.0/16',
    '10.0.0.0/8',
    '::/0',
  ];
  const someRoutes = fc.uniqueArray(
    fc
      .record({ prefix: fc.constantFrom(...parts), hop: fc.constantFrom(...hops) })
      .map(({ prefix, hop }) => route(prefix, hop)),
    { selector: ({ addressPrefix }) => addressPrefix, maxLength: parts.length },
  );
  const inside = (ranges: ReturnType<typeof publicWays>['away'], address: string) =>
    ranges.some((range) => formatRange(range).some((text) => contains(text, address)));
  const number = (address: string): number => address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  function contains(text: string, address: string): boolean {
    const [first = '', last = first] = text.split('-');
    const [base = '', length = '32'] = first.split('/');
    const end = text.includes('/') ? number(base) + 2 ** (32 - Number(length)) - 1 : number(last);
    return number(base) <= number(address) && number(address) <= end;
  }

  test('go where the choice of a route sends each of them', () => {
    fc.assert(
      fc.property(
        someRoutes,
        fc.constantFrom('1.1.1.1', '20.1.2.3', '20.2.3.4', '22.0.0.1', '200.9.9.9'),
        (user, address) => {
          const chosen = chooseRoute(tables({ user }), address);
          if (chosen.kind !== 'chosen') throw new Error('no route here has a tag');
          const { away, unwritten, diverting } = publicWays(user);
          expect(inside(unwritten, address)).toBe(chosen.source === 'Default');
          expect(inside(away, address)).toBe(chosen.source === 'User' && chosen.nextHopType !== 'Internet');
          if (inside(away, address)) expect(diverting).toContain(chosen.route);
        },
      ),
      { seed: 1 },
    );
  });

  test('are most of them diverted by any cover of the whole space in pieces', () => {
    const cover = (depth: number) =>
      Array.from({ length: 2 ** depth }, (_, i) => `${(i * 256) / 2 ** depth}.0.0.0/${depth}`);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), (depth) => {
        expect(areMostPublic(publicWays(cover(depth).map((prefix) => route(prefix, 'None'))).away)).toBe(true);
      }),
      { seed: 1 },
    );
  });

  test.each([['10.0.0.0/8'], ['100.64.0.0/10'], ['192.168.0.0/16'], ['172.16.0.0/12'], ['::/0'], ['AzureMonitor']])(
    'are not what a route for %s is about',
    (prefix) => expect(publicWays([route(prefix, 'None')]).away).toEqual([]),
  );

  test('a half of them is not most of them', () => {
    expect(areMostPublic(publicWays([route('0.0.0.0/2', 'None'), route('64.0.0.0/3', 'None')]).away)).toBe(false);
  });

  test('the narrowest tag with Azure’s management in it counts', () => {
    const tags = ['AzureCloud', 'Storage', 'GatewayManager', 'GatewayManager.WestUS'].map((tag) => route(tag, 'None'));
    expect(managementRoute(tags, 'westus')?.addressPrefix).toBe('GatewayManager.WestUS');
    expect(managementRoute(tags, 'eastus')?.addressPrefix).toBe('GatewayManager');
    expect(managementRoute(tags.slice(0, 2), 'eastus')?.addressPrefix).toBe('AzureCloud');
  });
});
