import { AGW, idIn, machine, named, openShop, resource, type Setup } from './shop';
import type { Resource } from '../../scenarios/schema';

const WELL = 'Healthy: Success. Received 200 status code';
const NOT_FOUND = /^Unhealthy: Application Gateway could not create a probe/;
const UNKNOWN = /^Unknown: The backend health status could not be retrieved/;
const ELSEWHERE = /^Unhealthy: Application Gateway could not connect/;

const ZONE = idIn('privateDnsZones', 'corp.contoso.com');
const child = (id: string, type: string, properties: Record<string, unknown>): Resource => ({
  id,
  type: `Microsoft.Network/${type}`,
  name: id.slice(id.lastIndexOf('/') + 1),
  location: 'global',
  properties,
});
const zone = (records: Readonly<Record<string, string>>, link: object | 'none' = {}, name = 'corp.contoso.com') => [
  resource('privateDnsZones', name, {}),
  ...Object.entries(records).map(([label, ipv4Address]) =>
    child(`${idIn('privateDnsZones', name)}/A/${label}`, 'privateDnsZones/A', { aRecords: [{ ipv4Address }] }),
  ),
  ...(link !== 'none'
    ? [
        child(`${idIn('privateDnsZones', name)}/virtualNetworkLinks/vnet`, 'privateDnsZones/virtualNetworkLinks', {
          virtualNetwork: { id: idIn('virtualNetworks', 'vnet') },
          virtualNetworkLinkState: 'Completed',
          registrationEnabled: false,
          ...link,
        }),
      ]
    : []),
];
const member = (fqdn: string): Setup => ({ members: [{ fqdn }] });
const dnsServers = (...servers: string[]): Setup => ({ vnet: { dhcpOptions: { dnsServers: servers } } });
const shop = member('shop.corp.contoso.com');
const linked = { more: zone({ shop: '10.0.1.4' }) };

test.each<[string, Setup, string | RegExp]>([
  [
    'a public name',
    { ...member('shop.contoso.com'), estate: { dns: { names: { 'Shop.contoso.com': ['10.0.1.4'] } } } },
    WELL,
  ],
  ['one that nobody describes', member('www.fabrikam.com'), WELL],
  ['a typo', { ...member('shop.contsoo.com'), estate: { dns: { names: { 'shop.contsoo.com': [] } } } }, NOT_FOUND],
  ['a name without a dot', member('shop'), NOT_FOUND],
  ['a linked private zone', { ...shop, ...linked }, WELL],
  ['a name that the zone does not have', { ...member('shpo.corp.contoso.com'), ...linked }, NOT_FOUND],
  ['a zone that is not linked', { ...shop, more: zone({ shop: '10.0.1.4' }, 'none') }, NOT_FOUND],
  [
    'a zone that is being linked',
    { ...shop, more: zone({ shop: '10.0.1.4' }, { virtualNetworkLinkState: 'InProgress' }) },
    NOT_FOUND,
  ],
  ['a wrong record', { ...shop, more: zone({ shop: '10.0.1.99' }) }, ELSEWHERE],
  ['a wildcard', { ...shop, more: zone({ '*': '10.0.1.4' }) }, WELL],
  [
    'an alias',
    {
      ...member('www.corp.contoso.com'),
      more: [
        ...zone({ shop: '10.0.1.4' }),
        child(`${ZONE}/CNAME/www`, 'privateDnsZones/CNAME', { cnameRecord: { cname: 'shop.corp.contoso.com.' } }),
      ],
    },
    WELL,
  ],
  [
    'a VM that is registered',
    { ...member('web.corp.contoso.com'), more: zone({}, { registrationEnabled: true }) },
    WELL,
  ],
  [
    'a private endpoint',
    { ...member('shop.azurewebsites.net'), more: zone({ shop: '10.0.1.4' }, {}, 'privatelink.azurewebsites.net') },
    WELL,
  ],
  [
    'one that the linked zone does not have',
    { ...member('shop.azurewebsites.net'), more: zone({}, {}, 'privatelink.azurewebsites.net') },
    NOT_FOUND,
  ],
  [
    'one that public DNS has then',
    {
      ...member('shop.azurewebsites.net'),
      more: zone({}, { resolutionPolicy: 'NxDomainRedirect' }, 'privatelink.azurewebsites.net'),
    },
    WELL,
  ],
])('Azure’s DNS: %s', (_, setup, expected) => {
  expect(openShop(setup).told()).toMatch(expected);
});

describe('DNS servers of a network', () => {
  const server = (change: object = {}) => ({ dns: { servers: { '10.0.2.4': change } } });
  const knows = { names: { 'shop.corp.contoso.com': ['10.0.1.4'] } };

  test.each<[string, Setup, string | RegExp]>([
    ['knows', { estate: server(knows) }, WELL],
    ['does not answer', { estate: server({ ...knows, answers: false }) }, NOT_FOUND],
    ['does not know, and asks nobody', { estate: server({ forwards: 'nowhere' }) }, NOT_FOUND],
    ['asks Azure', { ...linked, estate: server({ forwards: 'azure' }) }, NOT_FOUND],
    [
      'asks Azure from a network',
      {
        more: [...linked.more, ...machine('dns', '10.0.2.4', 'infra')],
        estate: { guests: { dns: { services: { named: { state: 'active', listens: [53] } } } } },
      },
      WELL,
    ],
    ['is a VM that does not listen', { more: [...linked.more, ...machine('dns', '10.0.2.4', 'infra')] }, NOT_FOUND],
    [
      'is behind a group that denies it',
      {
        estate: server(knows),
        gatewaySubnet: { networkSecurityGroup: { id: idIn('networkSecurityGroups', 'nsg') } },
        more: [deny53()],
      },
      NOT_FOUND,
    ],
    ['asks public DNS, which has no private zones', { ...linked, estate: server({ forwards: 'public' }) }, NOT_FOUND],
  ])('%s', (_, setup, expected) => {
    expect(openShop({ ...shop, ...dnsServers('10.0.2.4'), ...setup }).told()).toMatch(expected);
  });

  test('the first that answers decides', () => {
    const two = (first: object, second: object) =>
      openShop({
        ...shop,
        ...dnsServers('10.0.2.4', '10.0.2.5'),
        estate: { dns: { servers: { '10.0.2.4': first, '10.0.2.5': second } } },
      }).told();
    expect(two({ answers: false }, knows)).toBe(WELL);
    expect(two({ forwards: 'nowhere' }, knows)).toMatch(NOT_FOUND);
  });

  test('a gateway that uses certificates must find public names, and get out to where revoked ones are listed', () => {
    const https: Setup = {
      serves: { '443': { certificates: [{ names: ['shop.contoso.com'] }] } },
      settings: { port: 443, protocol: 'Https', hostName: 'shop.contoso.com' },
      ...dnsServers('10.0.2.4'),
    };
    expect(openShop({ ...https, estate: server({ forwards: 'public' }) }).told()).toBe(WELL);
    expect(openShop({ ...https, estate: server({ forwards: 'nowhere' }) }).told()).toMatch(UNKNOWN);
    const plain = { ...https, settings: {}, serves: { '80': {} } };
    expect(openShop({ ...plain, estate: server({ forwards: 'nowhere' }) }).told()).toBe(WELL);
  });

  function deny53(): Resource {
    const rule = {
      direction: 'Outbound',
      access: 'Deny',
      protocol: 'Udp',
      priority: 100,
      sourceAddressPrefix: '*',
      sourcePortRange: '*',
      destinationAddressPrefix: '*',
      destinationPortRange: '53',
    };
    const manager = {
      ...rule,
      direction: 'Inbound',
      access: 'Allow',
      protocol: 'Tcp',
      destinationPortRange: '65200-65535',
    };
    return resource('networkSecurityGroups', 'nsg', { securityRules: named({ rule, manager }) });
  }
});

describe('what a gateway keeps in mind', () => {
  const silent = { answers: false };
  const remembers = (known: string) => ({ gateways: { agw: { names: { 'shop.corp.contoso.com': known } } } });

  test('the address that it found last, while no DNS server answers', () => {
    const estate = { dns: { servers: { '10.0.2.4': silent } } };
    const setup = { ...shop, ...dnsServers('10.0.2.4') };
    expect(openShop({ ...setup, estate: { ...estate, ...remembers('10.0.1.4') } }).told()).toBe(WELL);
    expect(openShop({ ...setup, estate: { ...estate, ...remembers('forgotten') } }).told()).toMatch(UNKNOWN);
    const knowing = { dns: { servers: { '10.0.2.4': { forwards: 'nowhere' as const } } } };
    expect(openShop({ ...setup, estate: { ...knowing, ...remembers('10.0.1.4') } }).told()).toMatch(NOT_FOUND);
  });

  test('that there was no such name', () => {
    expect(openShop({ ...shop, ...linked, estate: remembers('not-found') }).told()).toMatch(NOT_FOUND);
  });

  test('the DNS servers that its network had when it was started', () => {
    const world = openShop({
      ...shop,
      ...linked,
      ...dnsServers('168.63.129.16'),
      estate: { gateways: { agw: { dnsServers: ['10.0.2.4'] } }, dns: { servers: { '10.0.2.4': silent } } },
    });
    expect(world.told()).toMatch(NOT_FOUND);
  });

  test('what it found before its DNS server went down', () => {
    const nic = idIn('networkInterfaces', 'dns-nic');
    const world = openShop({
      ...shop,
      ...dnsServers('10.0.2.4'),
      more: [...linked.more, ...machine('dns', '10.0.2.4', 'infra')],
      estate: { guests: { dns: { services: { named: { state: 'active', listens: [53] } } } } },
      happenings: [
        { at: 60, kind: 'guest', vm: 'dns', set: { services: { named: { state: 'failed', listens: [53] } } } },
      ],
    });
    expect(world.get(nic).id).toBe(nic);
    world.pass(300);
    expect(world.told()).toBe(WELL);
    // An update clears it; stopping and starting it makes it ask anew.
    const { etag: _etag, ...gateway } = world.get(AGW);
    expect(world.settled(world.send('PUT', AGW, gateway)).status).toBe(200);
    expect(world.told()).toMatch(UNKNOWN);
    world.settled(world.send('POST', `${AGW}/stop`));
    world.settled(world.send('POST', `${AGW}/start`));
    expect(world.told()).toMatch(NOT_FOUND);
  });
});
