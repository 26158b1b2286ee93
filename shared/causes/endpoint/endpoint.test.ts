import { causes } from '../index.generated';
import type { Presence, Verdict } from '../../model/judgement';
import type { ObservationRequest } from '../../model/observation';
import { deny, endpointTarget, forbidden, healthyEndpoint, ids, reasonOver, reasonWith } from '../../model/testing';
import { Endpoint, type EndpointTarget } from '../../model/target';
import { endpointUnreachable } from '../../symptoms/endpoint-unreachable';
import { endpointUntried } from '../../symptoms/endpoint-untried';
import { targetKey } from '../../targets';
import { calledOf } from '../../topology/endpoints';

type Differs = Readonly<Record<string, unknown>>;

const source = healthyEndpoint.connectivity.hops[0]!;
const internet = healthyEndpoint.connectivity.hops[1]!;
const issue = (type: string, origin = 'Outbound', more: object = {}) => ({ type, origin, context: {}, ...more });
/** A try that fails, with what is named at the source and at the end. */
const failing = (own: readonly object[], end: readonly object[] = [], more: object = {}) => ({
  connectivity: {
    status: 'unreachable',
    hops: [
      { ...source, issues: own },
      { ...internet, issues: end },
    ],
    probesSent: 30,
    probesFailed: 30,
    ...more,
  },
});

const plain: EndpointTarget = {
  kind: 'endpoint',
  id: ids.vm,
  to: { protocol: 'Tcp', address: 'storders.blob.core.windows.net', port: 443 },
};

function judge(id: string, differs: Differs, target: EndpointTarget = plain) {
  const cause = causes.find((each) => each.id === `endpoint/${id}`)!;
  const judged = reasonOver({ ...healthyEndpoint, ...differs }, (see): Verdict => cause.judge(see, target));
  return judged.kind === 'done' ? judged.value : judged;
}

const look = (differs: Differs, target: EndpointTarget = plain) => {
  const looked = reasonOver({ ...healthyEndpoint, ...differs }, (see): Presence | undefined =>
    endpointUnreachable.presence(see, target),
  );
  return looked.kind === 'done' ? looked.value : looked;
};

const untried = { status: 'unknown', probesSent: 0, probesFailed: 0 };
const dropped = { nextHop: { type: 'None', routeTable: 'System Route' } };

describe('what a VM must reach', () => {
  test.each<[string, Differs, string]>([
    ['and does', {}, 'absent'],
    ['and does not', failing([issue('NetworkSecurityRule')]), 'present'],
    ['and for which Azure names no reason', failing([]), 'present'],
    ['and could not try', failing([issue('AgentStopped', 'Local')], [], untried), 'unclear'],
    [
      'and has no route to, as both looks say',
      { ...failing([issue('NoRouteLearned')], [], untried), ...dropped },
      'present',
    ],
    ['and has no route to, as one look says', failing([issue('NoRouteLearned')], [], untried), 'unclear'],
    [
      'while it is off',
      { virtualMachine: { ...healthyEndpoint.virtualMachine, power: { known: 'stopped' } } },
      'unclear',
    ],
    ['and may not try', { connectivity: forbidden('Microsoft.Network/x/action') }, 'skipped'],
    [
      'without the agent to try it',
      { virtualMachine: { ...healthyEndpoint.virtualMachine, extensions: [] } },
      'skipped',
    ],
  ])('%s', (_, differs, expected) => expect(look(differs)?.kind).toBe(expected));

  const without = (more: object = {}) => ({
    virtualMachine: { ...healthyEndpoint.virtualMachine, extensions: [], ...more },
    vmExtension: { kind: 'absent' },
  });
  test.each<[string, Differs, string, string]>([
    ['has the agent', {}, 'absent', 'excluded'],
    ['has none', without(), 'present', 'found'],
    ['is off', without({ power: { known: 'deallocated' } }), 'unclear', 'uncertain'],
    ['is silent', without({ agent: { known: 'silent' } }), 'unclear', 'uncertain'],
    [
      'does not report one that ARM has',
      { ...without(), vmExtension: { kind: 'installed', provisioningState: 'Creating' } },
      'unclear',
      'uncertain',
    ],
    [
      'may not be asked for it',
      { ...without(), vmExtension: forbidden('Microsoft.Compute/virtualMachines/extensions/read') },
      'skipped',
      'skipped',
    ],
  ])('cannot be known only where the VM certainly has no agent: it %s', (_, differs, presence, judgement) => {
    const looked = reasonOver({ ...healthyEndpoint, ...differs }, (see) => endpointUntried.presence(see, plain));
    expect(looked.kind === 'done' ? looked.value?.kind : looked.kind).toBe(presence);
    expect(judge('agent-missing', differs).kind).toBe(judgement);
  });

  test('is told with its command where the agent is missing', () => {
    const virtualMachine = { ...healthyEndpoint.virtualMachine, extensions: [], os: 'Windows' };
    expect(look({ virtualMachine })).toMatchObject({
      missing: 'AzureNetworkWatcherExtension',
      because: { en: expect.stringContaining('--name NetworkWatcherAgentWindows') as string },
    });
  });

  test('in time is well, later is not, and what was not measured is no finding', () => {
    const within = (latencyMs: number) => ({ ...plain, latencyMs });
    const { latency: _, ...unmeasured } = healthyEndpoint.connectivity;
    expect(look({}, within(3))?.kind).toBe('absent');
    expect(look({}, within(2))?.kind).toBe('present');
    expect(look({ connectivity: unmeasured }, within(2))?.kind).toBe('absent');
    expect(judge('slow', { connectivity: unmeasured }, within(2)).kind).toBe('uncertain');
  });
});

describe('a private subnet', () => {
  const subnet = { ...healthyEndpoint.subnet, wayOut: 'private' };
  const [address] = healthyEndpoint.networkInterface.addresses;
  const nic = (more: object) => ({
    networkInterface: { ...healthyEndpoint.networkInterface, addresses: [{ ...address, ...more }] },
  });

  test.each<[string, Differs, string]>([
    ['has no way to the Internet', {}, 'found'],
    ['has one by a NAT gateway', { subnet: { ...subnet, natGateway: 'nat1' } }, 'excluded'],
    ['has one by the VM’s public address', nic({ publicIpAddress: ids.publicIp }), 'excluded'],
    ['may have one by a load balancer', nic({ loadBalancerPools: ['pool'] }), 'uncertain'],
    [
      'may have one by a service endpoint',
      { subnet: { ...subnet, serviceEndpoints: ['Microsoft.Storage'] } },
      'uncertain',
    ],
    ['of which nothing was tried', failing([issue('AgentStopped', 'Local')], [], untried), 'uncertain'],
    ['is led through a firewall', { nextHop: { type: 'VirtualAppliance', routeTable: ids.table } }, 'excluded'],
  ])('%s', (_, differs, expected) =>
    expect(judge('no-way-out', { ...failing([]), subnet, ...differs }).kind).toBe(expected),
  );

  test('is not to blame where the VM gets there, only slowly', () =>
    expect(judge('no-way-out', { subnet }).kind).toBe('excluded'));
});

describe('a rule', () => {
  const named = issue('NetworkSecurityRule', 'Outbound', { context: { RuleName: 'UserRule_deny-all' } });
  const out = { ...deny, direction: 'Outbound' };
  const group = {
    subnet: { ...healthyEndpoint.subnet, networkSecurityGroup: ids.group },
    networkSecurityGroup: { ...healthyEndpoint.networkSecurityGroup, rules: [out] },
  };
  const denies = { ipFlow: { access: 'Deny', rule: 'securityRules/deny-all' } };

  test('that the check, IP flow verify and the rules name is to blame', () =>
    expect(judge('outbound-denied', { ...failing([named]), ...group, ...denies })).toMatchObject({
      kind: 'found',
      blamed: deny.id,
      fixes: [{ fix: 'allow-outbound', flows: [{ sources: ['10.0.0.4'], destinations: ['20.60.1.4'], ports: '443' }] }],
    }));

  test('at another interface than the one that is judged is not', () => {
    const { connectivity } = failing([named]);
    const [first, ...others] = connectivity.hops;
    const hops = [{ ...first, resource: `${ids.nic}-2/ipConfigurations/primary` }, ...others];
    expect(judge('outbound-denied', { connectivity: { ...connectivity, hops }, ...group, ...denies }).kind).toBe(
      'uncertain',
    );
  });

  test('that only one of them names is not', () => {
    expect(judge('outbound-denied', { ...failing([named]), ...group }).kind).toBe('uncertain');
    expect(judge('outbound-denied', { ...failing([named]), ...denies }).kind).toBe('uncertain');
    expect(judge('outbound-denied', failing([named])).kind).toBe('uncertain');
  });

  test('named at something that cannot be seen is not', () =>
    expect(judge('denied-on-the-way', failing([], [named])).kind).toBe('uncertain'));
});

describe('a route', () => {
  const byTable = { nextHop: { type: 'VirtualAppliance', address: '10.0.9.4', routeTable: ids.table } };
  const away = {
    routeTable: {
      ...healthyEndpoint.routeTable,
      routes: [
        {
          name: 'out',
          addressPrefix: '0.0.0.0/0',
          nextHopType: { known: 'VirtualAppliance' },
          nextHopIpAddress: '10.0.9.4',
        },
      ],
    },
  };

  test('that the check names and next hop follows is to blame, with the one that leads straight', () =>
    expect(judge('route-diverted', { ...failing([issue('UserDefinedRoute')]), ...byTable, ...away })).toMatchObject({
      kind: 'found',
      blamed: `${ids.table}/routes/out`,
      fixes: [],
      advice: { en: expect.stringContaining('--address-prefix 20.60.1.4/32 --next-hop-type Internet') as string },
    }));

  test('that next hop does not know is not', () => {
    expect(judge('route-diverted', failing([issue('UserDefinedRoute')])).kind).toBe('uncertain');
    expect(judge('no-route', failing([issue('NoRouteLearned')], [], untried)).kind).toBe('uncertain');
  });
});

describe('silence', () => {
  const silence = [issue('NoListenerOnDestination', 'Inbound'), issue('GuestFirewall', 'Inbound')];

  test('at the other end is told as all that it can be', () =>
    expect(judge('not-answering', failing([], silence))).toMatchObject({
      kind: 'found',
      because: { en: expect.stringMatching(/nothing listens.*firewall.*no way back/) as string },
    }));

  test('of the VM’s own firewall is not the other end’s', () => {
    const own = failing([issue('GuestFirewall', 'Local')]);
    expect(judge('not-answering', own).kind).toBe('excluded');
    expect(judge('source-firewall', own).kind).toBe('found');
    expect(judge('source-firewall', failing([], silence)).kind).toBe('excluded');
  });

  test.each(['DnsResolution', 'DNSResolution'])('and %s is not silence', (type) => {
    expect(judge('not-answering', failing([issue(type)])).kind).toBe('excluded');
    expect(
      judge('name-unknown', failing([issue(type)], [], { hops: [{ ...source, issues: [issue(type)] }] })).kind,
    ).toBe('found');
  });

  test('that only warns decides nothing', () => {
    const warning = failing([issue('CPU', 'Local', { severity: 'Warning' })]);
    const page: EndpointTarget = { ...plain, to: { ...endpointTarget.to } };
    expect(judge('source-cpu', warning).kind).toBe('uncertain');
    expect(judge('answered-otherwise', warning, page).kind).toBe('uncertain');
  });
});

describe('a storage account', () => {
  const account = {
    id: ids.vm.replace(/Microsoft.Compute.*/, 'Microsoft.Storage/storageAccounts/storders'),
    name: 'storders',
    publicAccess: { known: 'Enabled' },
    otherwise: { known: 'Deny' },
    subnets: [],
    addresses: [],
    privateEndpoints: [],
  };
  /** The page is refused, and a plain connection works. */
  const refusedBy = (more: object) => {
    const differs = { ...healthyEndpoint, storageAccountRules: { accounts: [{ ...account, ...more }] } };
    const answerTo = ({ kind, params }: ObservationRequest) =>
      kind === 'connectivity' && params['http'] ? failing([]).connectivity : differs[kind as keyof typeof differs];
    return (id: string) => {
      const cause = causes.find((each) => each.id === `endpoint/${id}`)!;
      const judged = reasonWith(answerTo, (see): Verdict => cause.judge(see, endpointTarget));
      return judged.kind === 'done' ? judged.value.kind : judged.kind;
    };
  };

  test.each<[string, object, string, string]>([
    ['that lets nobody in', {}, 'subnet-not-allowed', 'found'],
    ['that lets everybody in', { otherwise: { known: 'Allow' } }, 'subnet-not-allowed', 'excluded'],
    ['whose word nobody knows', { otherwise: { unrecognised: 'Maybe' } }, 'subnet-not-allowed', 'uncertain'],
    ['that lets in addresses', { addresses: ['203.0.113.7'] }, 'subnet-not-allowed', 'uncertain'],
    [
      'that names a subnet which does not come as itself',
      { subnets: [ids.subnet] },
      'service-endpoint-missing',
      'found',
    ],
    ['that is closed', { publicAccess: { known: 'Disabled' } }, 'storage-closed', 'found'],
    ['in a perimeter', { publicAccess: { known: 'SecuredByPerimeter' } }, 'storage-closed', 'uncertain'],
    ['of another name', { name: 'stother' }, 'subnet-not-allowed', 'uncertain'],
    ['that refuses it', {}, 'answered-otherwise', 'excluded'],
    ['that lets everybody in and answers otherwise', { otherwise: { known: 'Allow' } }, 'answered-otherwise', 'found'],
  ])('%s: %j, %s is %s', (_, more, id, kind) => expect(refusedBy(more)(id)).toBe(kind));
});

describe('an endpoint', () => {
  const to = { protocol: 'Https', address: 'API.carrier.example', port: 443 } as const;

  test('is called and kept by what must be reached', () => {
    expect(calledOf({ ...to, path: '/status' })).toBe('https://api.carrier.example:443/status');
    const keys = [to, { ...to, path: '/status' }, { ...to, port: 8443 }, { ...to, protocol: 'Tcp' } as const].map(
      (each) => targetKey({ kind: 'endpoint', id: ids.vm, to: each }),
    );
    expect(new Set(keys).size).toBe(4);
    expect(
      targetKey({ kind: 'endpoint', id: ids.vm.toUpperCase(), to: { ...to, address: 'api.carrier.example' } }),
    ).toBe(keys[0]);
  });

  test.each<[string, object]>([
    ['with a query, which may hold a secret', { ...to, path: '/status?sig=x' }],
    ['with a path but without HTTP', { protocol: 'Tcp', address: '10.0.0.4', port: 22, path: '/' }],
    ['that is a URL where a host is wanted', { ...to, address: 'https://api.carrier.example' }],
    ['that is a resource but no VM', { protocol: 'Tcp', address: ids.subnet, port: 22 }],
    ['that is a VM where a page is asked for', { ...to, address: ids.vm }],
  ])('is refused %s', (_, given) => expect(Endpoint.safeParse(given).success).toBe(false));
});
