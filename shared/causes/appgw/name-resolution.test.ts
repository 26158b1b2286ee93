import { forbidden, gatewayTarget, healthy, ids, reasonWith } from '../../model/testing';
import { nameResolution } from './name-resolution';
import { namesNotFound } from './names-not-found';
import { settings } from './testing';

const WEB = 'web1.corp.contoso.com';
const ZONE = {
  id: `${ids.gateway.replace(/applicationGateways.*/, '')}privateDnsZones/corp.contoso.com`,
  name: 'corp.contoso.com',
};
const VNET = ids.subnet.replace(/\/subnets.*/, '');
const agent = { name: 'w', type: 'NetworkWatcherAgentLinux', version: '1.4' };
const tester = { ...healthy.virtualMachine, name: 'tester', extensions: [agent] };

const server = (address: string, health = 'unhealthy', probe = 'dns') => ({
  pool: `${ids.gateway}/backendAddressPools/web`,
  settings: settings.id,
  address,
  health: { known: health },
  log: '',
  class: probe,
});
const found = { status: 'reachable', hops: [{ type: 'Internet', address: '10.0.2.4', issues: [] }] };
const notFound = {
  status: 'unreachable',
  hops: [{ type: 'Source', issues: [{ type: 'DnsResolution', context: {} }] }],
};
const silent = { status: 'unreachable', hops: [] };
const untold = { status: 'unknown', hops: [] };

interface Setup {
  readonly names?: readonly string[];
  readonly health?: string;
  readonly gateway?: object;
  readonly dnsServers?: readonly string[];
  /** What comes of a try, by its destination: from the tester, or from the gateway. */
  readonly byVm?: Readonly<Record<string, object>>;
  readonly byGateway?: Readonly<Record<string, object>>;
  readonly answers?: Readonly<Record<string, unknown>>;
}

function judge(cause: string, setup: Setup) {
  const { names = [WEB], health, gateway = {}, dnsServers = [], byVm, byGateway = {}, answers = {} } = setup;
  const known: Readonly<Record<string, unknown>> = {
    ...healthy,
    backendHealth: { servers: names.map((name) => server(name, health)) },
    applicationGateway: {
      ...healthy.applicationGateway,
      settings: [settings],
      probes: [],
      pools: [{ id: `${ids.gateway}/backendAddressPools/web`, name: 'web', addresses: ['10.0.2.9'], hostNames: names }],
      seesCertificates: true,
      ...gateway,
    },
    virtualNetwork: { ...healthy.virtualNetwork, id: VNET, dnsServers, nics: [ids.nic] },
    networkInterface: { id: ids.nic, vm: byVm ? ids.vm : undefined },
    virtualMachine: tester,
    privateDnsZones: { zones: [] },
    ...answers,
  };
  const judged = reasonWith(
    ({ kind, params }) => {
      if (kind !== 'connectivity') return known[kind];
      const { address } = params.destination as { readonly address: string };
      return (params.source === ids.gateway ? byGateway : (byVm ?? {}))[address];
    },
    (see) => [...nameResolution, namesNotFound].find(({ id }) => id === `appgw/${cause}`)!.judge(see, gatewayTarget),
  );
  return judged.kind === 'done' ? judged.value : judged;
}

const kinds = (setup: Setup) =>
  Object.fromEntries(nameResolution.map(({ id }) => [id, judge(id.slice(6), setup).kind]));
const only = (cause: string, others = 'excluded') =>
  Object.fromEntries(nameResolution.map(({ id }) => [id, id === `appgw/${cause}` ? 'found' : others]));

describe('a name without an address is one cause’s:', () => {
  const own = ['10.0.3.53', '10.0.3.54'];
  test.each<[string, Setup]>([
    ['name-remembered', { byVm: { [WEB]: found } }],
    [
      'name-remembered',
      { byVm: { [WEB]: found }, dnsServers: own, byGateway: { [own[0]!]: silent, [own[1]!]: found } },
    ],
    [
      'dns-servers-silent',
      { byVm: { [WEB]: found }, dnsServers: own, byGateway: { [own[0]!]: silent, [own[1]!]: silent } },
    ],
    ['dns-servers-silent', { dnsServers: own, byGateway: { [own[0]!]: silent, [own[1]!]: silent } }],
    [
      'dns-servers-silent',
      { gateway: { generation: 'v1' }, dnsServers: [own[0]!], byVm: { [WEB]: notFound, [own[0]!]: silent } },
    ],
    ['name-unknown', { byVm: { [WEB]: notFound } }],
    ['name-unknown', { byVm: { [WEB]: notFound }, dnsServers: [own[0]!], byGateway: { [own[0]!]: found } }],
    ['name-unknown', { byVm: { [WEB]: notFound }, dnsServers: [own[0]!], byGateway: { [own[0]!]: untold } }],
  ])('%s', (cause, setup) => {
    expect(kinds(setup)).toEqual(only(cause));
  });

  test.each<[string, Setup]>([
    ['there is no VM to look it up from', {}],
    ['the VM could not try', { byVm: { [WEB]: untold } }],
    ['its network may not be read', { answers: { virtualNetwork: forbidden('vnet/read') }, byVm: { [WEB]: found } }],
    ['only one of the DNS servers is silent', { dnsServers: own, byGateway: { [own[0]!]: silent, [own[1]!]: found } }],
    ['Azure’s DNS is asked too', { dnsServers: [own[0]!, '168.63.129.16'] }],
  ])('the last one’s where %s', (_, setup) => {
    expect(kinds(setup)).toEqual(only('name-not-resolved', 'uncertain'));
  });

  test('the last one’s where the zones may not be read, and the missing right is named', () => {
    const action = 'Microsoft.Network/privateDnsZones/read';
    const setup = { answers: { privateDnsZones: forbidden(action) } };
    expect(judge('private-zone-not-linked', setup)).toMatchObject({ kind: 'skipped', missing: action });
    expect(judge('name-not-resolved', setup)).toMatchObject({ kind: 'found' });
  });

  test('where v1 cannot try and no VM can, the missing try is told', () => {
    expect(judge('dns-servers-silent', { gateway: { generation: 'v1' }, dnsServers: own })).toMatchObject({
      kind: 'uncertain',
      because: { en: expect.stringContaining('v1') },
    });
  });

  test('several names are each its own', () => {
    const both = { names: [WEB, 'shop.example'], byVm: { [WEB]: found, 'shop.example': notFound } };
    expect(judge('name-remembered', both)).toMatchObject({ kind: 'found', fixes: [{ fix: 'restart-gateway' }] });
    expect(judge('name-unknown', both)).toMatchObject({
      kind: 'found',
      because: { en: expect.not.stringContaining(WEB) },
    });
    expect(judge('private-zone-not-linked', both)).toMatchObject({ kind: 'excluded' });
  });

  test('of many names a few are looked into, and the others are the last one’s', () => {
    const names = [1, 2, 3, 4, 5].map((each) => `web${each}.example`);
    const many = { names, byVm: Object.fromEntries(names.slice(0, 4).map((name) => [name, found])) };
    expect(judge('name-remembered', many)).toMatchObject({ kind: 'found' });
    expect(judge('name-not-resolved', many)).toMatchObject({
      kind: 'found',
      because: { en: expect.stringMatching(/for web5\.example of/) },
    });
  });
});

describe('what people are told', () => {
  const advice = (cause: string, setup: Setup) => {
    const judged = judge(cause, setup);
    return judged.kind === 'found' ? judged.advice?.en : judged.kind;
  };

  test('the command that links a zone', () => {
    const answers = {
      privateDnsZones: { zones: [ZONE] },
      virtualNetworkLinks: { links: [] },
      privateDnsRecord: { kind: 'there' },
    };
    expect(advice('private-zone-not-linked', { answers })).toContain(
      `--zone-name corp.contoso.com --name to-vnet1 --virtual-network ${VNET} --registration-enabled false`,
    );
  });

  test('the command that adds the record that a linked zone lacks, and the one that mends the pool', () => {
    const answers = {
      privateDnsZones: { zones: [ZONE] },
      virtualNetworkLinks: { links: [{ network: VNET, resolutionPolicy: 'Default' }] },
      privateDnsRecord: { kind: 'absent' },
    };
    const told = advice('name-unknown', { answers });
    expect(told).toContain('--record-set-name web1 --ipv4-address ADDRESS');
    expect(told).toContain('--name web --servers RIGHT_NAME 10.0.2.9');
  });
});

test('several names are told one by one, and mended at once', () => {
  const [other, third] = ['web2.corp.contoso.com', 'web3.corp.contoso.com'];
  const judged = judge('name-unknown', {
    names: [WEB, other, third],
    byVm: { [WEB]: notFound, [other]: notFound, [third]: notFound },
    gateway: {
      pools: [
        {
          id: `${ids.gateway}/backendAddressPools/web`,
          name: 'web',
          addresses: [],
          hostNames: [WEB, 'well.contoso.com', other, third],
        },
      ],
    },
  });
  expect(judged).toMatchObject({
    because: { en: expect.stringContaining(`for ${WEB}, ${other}, ${third}.`) },
    advice: { en: expect.stringContaining('--servers RIGHT_NAME well.contoso.com RIGHT_NAME RIGHT_NAME') },
  });
});

describe('names-not-found', () => {
  const CRL = 'crl3.digicert.com';
  const unknown = (more: Setup) => judge('names-not-found', { health: 'unknown', ...more });

  test.each<[string, string, Setup]>([
    ['found', 'public names are not found', { byGateway: { [CRL]: notFound, [WEB]: found } }],
    ['found', 'a name of which all is unknown is not', { byGateway: { [CRL]: found, [WEB]: notFound } }],
    [
      'uncertain',
      'another server is unknown too',
      { names: [WEB, '10.0.2.4'], byGateway: { [CRL]: found, [WEB]: notFound } },
    ],
    ['uncertain', 'it could not be tried', { byGateway: { [CRL]: untold, [WEB]: found } }],
    ['uncertain', 'the gateway is of v1', { gateway: { generation: 'v1' } }],
    [
      'uncertain',
      'a private gateway finds its servers',
      { gateway: { managedBy: 'perhaps-inside' }, byGateway: { [WEB]: found } },
    ],
    ['excluded', 'all are found', { byGateway: { [CRL]: found, [WEB]: found } }],
    ['excluded', 'there are none', { names: ['10.0.2.4'], gateway: { seesCertificates: false } }],
  ])('%s where %s', (kind, _, setup) => {
    expect(unknown(setup)).toMatchObject({ kind });
  });

  test('says to stop and start the gateway where its network has no DNS servers of its own', () => {
    const setup = { byGateway: { [CRL]: notFound, [WEB]: found } };
    expect(unknown(setup)).toMatchObject({ advice: { en: expect.stringContaining('application-gateway stop') } });
    const own = { ...setup, dnsServers: ['10.0.3.53'], byGateway: { ...setup.byGateway, '10.0.3.53': silent } };
    expect(unknown(own)).toMatchObject({
      because: { en: expect.stringContaining('cannot be connected to: 10.0.3.53') },
      advice: { en: expect.stringContaining('(10.0.3.53) run') },
    });
  });
});
