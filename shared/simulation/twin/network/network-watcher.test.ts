import {
  NIC,
  NSG,
  TABLE,
  VM,
  WATCHER,
  resource,
  routeTable,
  rule,
  securityGroup,
  smallModel,
  virtualMachine,
  virtualNetwork,
} from '../walk/small-estate';
import { body, refusal, reply } from './ask';
import { Served, type Resource } from '../../scenarios/schema';
import type { RuleProperties } from '../walk/security';
import type { GuestSetup } from '../walk/small-estate';

interface Setup {
  readonly webRules?: Readonly<Record<string, RuleProperties>>;
  readonly clientRules?: Readonly<Record<string, RuleProperties>>;
  readonly clientRoute?: { addressPrefix: string; nextHopType: string; nextHopIpAddress?: string };
  readonly webRoute?: { addressPrefix: string; nextHopType: string };
  readonly guests?: Readonly<Record<string, GuestSetup>>;
  readonly agent?: readonly Resource[];
}

const agent = (name: string, publisher: string, type: string): Resource => ({
  id: `${VM('client')}/extensions/${name}`,
  name,
  type: 'Microsoft.Compute/virtualMachines/extensions',
  properties: { publisher, type },
});

const AGENT = agent('packetCapture', 'Microsoft.Azure.NetworkWatcher', 'NetworkWatcherAgentLinux');

/** A client at 10.0.2.4, a web server at 10.0.1.4 with a public address, and an appliance at 10.0.3.4. */
function estate(setup: Setup) {
  const { webRules, clientRules, clientRoute, webRoute, guests, agent: extensions = [AGENT] } = setup;
  return smallModel(
    [
      virtualNetwork('vnet', '10.0.0.0/16', {
        web: { prefix: '10.0.1.0/24', ...(webRules && { nsg: 'web' }), ...(webRoute && { table: 'web' }) },
        client: {
          prefix: '10.0.2.0/24',
          ...(clientRules && { nsg: 'client' }),
          ...(clientRoute && { table: 'client' }),
        },
        nva: { prefix: '10.0.3.0/24' },
      }),
      securityGroup('web', webRules),
      securityGroup('client', clientRules),
      routeTable('client', clientRoute ? { custom: clientRoute } : {}),
      routeTable('web', webRoute ? { custom: webRoute } : {}),
      ...virtualMachine('web', { address: '10.0.1.4', subnet: 'web', publicAddress: '20.0.0.80' }),
      ...virtualMachine('client', { address: '10.0.2.4', subnet: 'client' }),
      ...virtualMachine('nva', { address: '10.0.3.4', subnet: 'nva', forwards: true }),
      resource('Microsoft.Network/networkWatchers', 'watcher', {}),
      ...extensions,
    ],
    guests,
  );
}

describe('ipFlowVerify', () => {
  const question = {
    targetResourceId: VM('web'),
    targetNicResourceId: NIC('web-nic'),
    direction: 'Inbound',
    protocol: 'TCP',
    localPort: '22',
    remotePort: '*',
    localIPAddress: '10.0.1.4',
    remoteIPAddress: '203.0.113.7',
  };
  const verify = (setup: Setup, changes: Partial<typeof question> = {}) =>
    body(estate(setup), 'POST', WATCHER, 'ipFlowVerify', { ...question, ...changes });
  const refused = (setup: Setup, changes: Partial<Record<keyof typeof question, unknown>>) =>
    refusal(estate(setup), 'POST', WATCHER, 'ipFlowVerify', { ...question, ...changes });

  test('names the default rule that denies', () => {
    expect(verify({ webRules: {} })).toEqual({
      access: 'Deny',
      ruleName: 'defaultSecurityRules/DenyAllInBound',
      ruleId: '',
    });
  });

  test('names the own rule that allows', () => {
    const webRules = { 'allow-ssh': rule({ priority: 100, destinationPortRange: '22' }) };
    expect(verify({ webRules })).toMatchObject({ access: 'Allow', ruleName: 'securityRules/allow-ssh' });
    expect(verify({ webRules }, { localPort: '23' })).toMatchObject({ access: 'Deny' });
    expect(verify({ webRules }, { protocol: 'UDP' })).toMatchObject({ access: 'Deny' });
  });

  test('turns the packet round for the other direction', () => {
    const webRules = {
      out: rule({ priority: 100, direction: 'Outbound', access: 'Deny', destinationPortRange: '443' }),
    };
    const outbound = { direction: 'Outbound', localPort: '50000', remotePort: '443' };
    expect(verify({ webRules }, outbound)).toMatchObject({ access: 'Deny', ruleName: 'securityRules/out' });
    expect(verify({ webRules }, { ...outbound, remotePort: '80' })).toMatchObject({
      ruleName: 'defaultSecurityRules/AllowInternetOutBound',
    });
  });

  test('reads its words in any case, as az writes them', () => {
    const webRules = { 'allow-ssh': rule({ priority: 100, destinationPortRange: '22' }) };
    expect(verify({ webRules }, { direction: 'inbound', protocol: 'Tcp' })).toMatchObject({ access: 'Allow' });
  });

  test.each([
    ['22', 'Allow'],
    ['20-22', 'Deny'],
    ['22-22', 'Allow'],
    ['*', 'Deny'],
  ])('local port %s: one port that is denied decides', (localPort, access) => {
    const webRules = { 'allow-ssh': rule({ priority: 100, destinationPortRange: '22' }) };
    expect(verify({ webRules }, { localPort })).toMatchObject({ access });
  });

  test('of a range of remote ports one that is denied decides', () => {
    const webRules = {
      deny: rule({ priority: 100, access: 'Deny', sourcePortRange: '2000-3000' }),
      allow: rule({ priority: 200, destinationPortRange: '22' }),
    };
    expect(verify({ webRules }, { remotePort: '1000-1999' })).toMatchObject({ ruleName: 'securityRules/allow' });
    expect(verify({ webRules }, { remotePort: '1000-2000' })).toMatchObject({ ruleName: 'securityRules/deny' });
  });

  test('names the rule of the last group that was asked, or of the first that denies', () => {
    const ssh = rule({ priority: 100, destinationPortRange: '22' });
    const model = estate({ webRules: { subnet: ssh } });
    const nic = model.get(NIC('web-nic'))!;
    model.put({ ...nic, properties: { ...nic.properties, networkSecurityGroup: { id: NSG('on-nic') } } });
    const ask = () => body(model, 'POST', WATCHER, 'ipFlowVerify', question);
    model.put(securityGroup('on-nic', { nic: ssh }));
    expect(ask()).toMatchObject({ access: 'Allow', ruleName: 'securityRules/nic' });
    model.put(securityGroup('web', { no: rule({ priority: 100, access: 'Deny' }) }));
    expect(ask()).toMatchObject({ access: 'Deny', ruleName: 'securityRules/no' });
  });

  test('looks at no route, no guest and no listener, and a hung guest does not matter', () => {
    expect(verify({ guests: { web: { running: false } } })).toMatchObject({ access: 'Allow' });
    const setup: Setup = {
      webRoute: { addressPrefix: '0.0.0.0/0', nextHopType: 'None' },
      guests: { web: { listens: [] } },
    };
    expect(verify(setup)).toMatchObject({ access: 'Allow' });
  });

  test.each<[string, string, Setup, Partial<Record<keyof typeof question, unknown>>]>([
    ['a VM that is not powered on', 'VirtualMachineNotRunning', { guests: { web: { powered: false } } }, {}],
    ['a VM that is not there', 'ResourceNotFound', {}, { targetResourceId: VM('nobody') }],
    ['a port that is a number', 'InvalidRequestFormat', {}, { localPort: 22 }],
    ['an interface of another VM', 'InvalidLocalIPAddress', {}, { targetNicResourceId: NIC('client-nic') }],
    ['an address of another VM', 'InvalidLocalIPAddress', {}, { localIPAddress: '10.0.2.4' }],
  ])('refuses %s', (_, code, setup, changes) => {
    expect(refused(setup, changes)).toBe(code);
  });

  test('is read where Location points and changes nothing', () => {
    expect(reply(estate({}), 'POST', WATCHER, 'ipFlowVerify', question)).toMatchObject({
      effect: 'read',
      final: 'location',
    });
  });
});

describe('nextHop', () => {
  const hop = (setup: Setup, destinationIPAddress: string) =>
    body(estate(setup), 'POST', WATCHER, 'nextHop', {
      targetResourceId: VM('client'),
      sourceIPAddress: '10.0.2.4',
      destinationIPAddress,
    });

  test.each([
    ['10.0.1.4', 'VnetLocal'],
    ['203.0.113.7', 'Internet'],
    ['10.200.0.1', 'None'],
  ])('system route to %s: %s', (address, nextHopType) => {
    expect(hop({}, address)).toEqual({ nextHopType, routeTableId: 'System Route' });
  });

  test('names the table of a user-defined route, and the appliance', () => {
    const clientRoute = { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' };
    expect(hop({ clientRoute }, '203.0.113.7')).toEqual({
      nextHopType: 'VirtualAppliance',
      nextHopIpAddress: '10.0.3.4',
      routeTableId: TABLE('client'),
    });
    expect(hop({ clientRoute }, '10.0.1.4')).toMatchObject({ routeTableId: 'System Route' });
  });
});

interface Connectivity {
  connectionStatus: string;
  avgLatencyInMs?: number;
  probesSent: number;
  probesFailed: number;
  hops: {
    type: string;
    id: string;
    address: string;
    resourceId: string;
    nextHopIds: string[];
    issues: { origin: string; type: string; context: { key: string; value: string }[] }[];
  }[];
}

describe('connectivityCheck', () => {
  const question = { source: { resourceId: VM('client') }, destination: { resourceId: VM('web'), port: 80 } };
  const check = (setup: Setup, destination: object = question.destination) =>
    body<Connectivity>(estate(setup), 'POST', WATCHER, 'connectivityCheck', { ...question, destination });
  const told = ({ connectionStatus, hops }: Connectivity) => [
    connectionStatus,
    ...hops.map((hop) =>
      [hop.type, hop.address, ...hop.issues.map((issue) => `${issue.origin} ${issue.type}`)].join(' '),
    ),
  ];

  test('a connection that works', () => {
    const answer = check({});
    expect(told(answer)).toEqual(['Reachable', 'Source 10.0.2.4', 'VirtualNetwork 10.0.1.4']);
    expect(answer.hops[0]?.resourceId).toBe(`${NIC('client-nic')}/ipConfigurations/primary`);
    expect(answer.hops[0]?.nextHopIds).toEqual([answer.hops[1]?.id]);
    expect(answer.hops[1]?.nextHopIds).toEqual([]);
    expect(answer).toMatchObject({ avgLatencyInMs: 1, probesFailed: 0 });
  });

  test('an address outside the estate', () => {
    const answer = check({}, { address: 'www.example.com', port: 443 });
    expect(answer).toMatchObject({
      connectionStatus: 'Reachable',
      hops: [{}, { type: 'Internet', resourceId: 'Internet' }],
    });
  });

  test('a rule that denies on the way in is blamed at the destination', () => {
    const answer = check({ webRules: { 'no-web': rule({ priority: 100, access: 'Deny' }) } });
    expect(told(answer)).toEqual([
      'Unreachable',
      'Source 10.0.2.4',
      'VirtualNetwork 10.0.1.4 Inbound NetworkSecurityRule',
    ]);
    expect(answer.hops[1]?.issues[0]?.context).toEqual([{ key: 'RuleName', value: 'UserRule_no-web' }]);
    expect(answer).not.toHaveProperty('avgLatencyInMs');
    expect(answer.probesFailed).toBe(answer.probesSent);
  });

  test('a rule that denies on the way out is blamed at the source', () => {
    const no = rule({ priority: 100, direction: 'Outbound', access: 'Deny' });
    expect(told(check({ clientRules: { no } }))).toEqual([
      'Unreachable',
      'Source 10.0.2.4 Outbound NetworkSecurityRule',
      'VirtualNetwork 10.0.1.4',
    ]);
  });

  test('a default rule is named as such', () => {
    const only = { rest: rule({ priority: 4096, access: 'Allow', sourceAddressPrefix: '203.0.113.7' }) };
    const answer = check({ webRules: only }, { address: '20.0.0.80', port: 80 });
    expect(answer.hops.at(-1)?.issues[0]?.context[0]?.value).toBe('DefaultRule_DenyAllInBound');
  });

  test('a user-defined route to nowhere', () => {
    const clientRoute = { addressPrefix: '10.0.1.0/24', nextHopType: 'None' };
    const answer = check({ clientRoute });
    expect(told(answer)).toEqual(['Unreachable', 'Source 10.0.2.4 Outbound UserDefinedRoute', 'Destination 10.0.1.4']);
    expect(answer.hops[0]?.issues[0]?.context).toEqual([{ key: 'RouteType', value: 'User' }]);
    expect(answer.hops[1]?.resourceId).toBe('Unknown');
  });

  test('no route at all: nothing is tried', () => {
    const answer = check({}, { address: '10.200.0.1', port: 80 });
    expect(told(answer)).toEqual(['Unknown', 'Source 10.0.2.4 Outbound NoRouteLearned', 'Destination 10.200.0.1']);
    expect(answer.probesSent).toBe(0);
  });

  test('an appliance on the way is a hop', () => {
    const clientRoute = { addressPrefix: '10.0.1.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' };
    expect(told(check({ clientRoute }))).toEqual([
      'Reachable',
      'Source 10.0.2.4',
      'VirtualAppliance 10.0.3.4',
      'VirtualNetwork 10.0.1.4',
    ]);
  });

  test.each<[string, Setup]>([
    ['no listener', { guests: { web: { listens: [22] } } }],
    ['the guest firewall', { guests: { web: { drops: [80] } } }],
    ['a VM that does not run', { guests: { web: { running: false } } }],
    ['an answer that gets lost', { webRoute: { addressPrefix: '10.0.2.0/24', nextHopType: 'None' } }],
  ])('nothing answered, so two causes are named: %s', (_, setup) => {
    expect(told(check(setup))).toEqual([
      'Unreachable',
      'Source 10.0.2.4',
      'VirtualNetwork 10.0.1.4 Inbound NoListenerOnDestination Inbound GuestFirewall',
    ]);
  });

  test('an address that nobody has: no cause is named', () => {
    expect(told(check({}, { address: '10.0.1.99', port: 80 }))).toEqual([
      'Unreachable',
      'Source 10.0.2.4',
      'Destination 10.0.1.99',
    ]);
  });

  describe('of a page', () => {
    const web = { web: { serves: { 8080: Served.parse({ pages: [{ path: '/status', status: 503 }] }) } } };
    const ask = (address: string, more: object = {}, guests: Setup['guests'] = web) =>
      body<Connectivity>(estate({ guests }), 'POST', WATCHER, 'connectivityCheck', {
        ...question,
        destination: { address, port: 8080 },
        protocol: 'Http',
        ...more,
      }).connectionStatus;
    const counting = (...validStatusCodes: readonly number[]) => ({
      protocolConfiguration: { HTTPConfiguration: { validStatusCodes } },
    });

    test('goes by the path in the URL, and by the statuses that count', () => {
      expect(ask('http://10.0.1.4:8080/status')).toBe('Unreachable');
      expect(ask('http://10.0.1.4:8080/status', counting(200, 503))).toBe('Reachable');
      expect(ask('http://10.0.1.4:8080/other', counting(404))).toBe('Reachable');
    });

    test('needs TLS where it is asked for so', () =>
      expect(ask('10.0.1.4', { protocol: 'Https', ...counting(200, 404, 503) })).toBe('Unreachable'));
  });

  test('a VM of which something is named', () => {
    const own = (severity: 'Error' | 'Warning') =>
      told(check({ guests: { client: { watcher: { issue: 'CPU', severity } } } })).slice(0, 2);
    expect(own('Error')).toEqual(['Unreachable', 'Source 10.0.2.4 Local CPU']);
    expect(own('Warning')).toEqual(['Reachable', 'Source 10.0.2.4 Local CPU']);
  });

  test('by ICMP it is not simulated, and says so', () =>
    expect(refusal(estate({}), 'POST', WATCHER, 'connectivityCheck', { ...question, protocol: 'Icmp' })).toBe(
      'NotSimulated',
    ));

  test('a name that does not resolve', () => {
    expect(told(check({}, { address: 'typo.invalid', port: 80 }))[1]).toBe('Source 10.0.2.4 Outbound DnsResolution');
  });

  test('an agent that does not report', () => {
    const answer = check({ guests: { client: { agentReady: false } } });
    expect(told(answer).slice(0, 2)).toEqual(['Unknown', 'Source 10.0.2.4 Local AgentStopped']);
  });

  test.each<[string, string, Setup]>([
    ['a source without the agent extension', 'NetworkWatcherAgentNotInstalled', { agent: [] }],
    [
      'an extension of another publisher',
      'NetworkWatcherAgentNotInstalled',
      { agent: [agent('AzureNetworkWatcherExtension', 'Contoso', 'NetworkWatcherAgentLinux')] },
    ],
    ['a source that does not run', 'VirtualMachineNotRunning', { guests: { client: { powered: false } } }],
  ])('refuses %s', (_, code, setup) => {
    expect(refusal(estate(setup), 'POST', WATCHER, 'connectivityCheck', question)).toBe(code);
  });

  test('accepts the Windows agent in any case', () => {
    const windows = agent('x', 'MICROSOFT.AZURE.NETWORKWATCHER', 'networkwatcheragentwindows');
    expect(check({ agent: [windows] }).connectionStatus).toBe('Reachable');
  });
});

test('a VM in another region has another watcher', () => {
  const model = estate({});
  model.put({ ...model.get(VM('client'))!, location: 'koreasouth' });
  const question = { source: { resourceId: VM('client') }, destination: { address: '203.0.113.7', port: 80 } };
  expect(refusal(model, 'POST', WATCHER, 'connectivityCheck', question)).toBe('NetworkWatcherRegionMismatch');
  model.put({ ...model.get(VM('client'))!, location: 'Korea Central' });
  expect(refusal(model, 'POST', WATCHER, 'connectivityCheck', question)).toBe('answered 200');
});

describe('the effective rules and routes of an interface', () => {
  test('routes: the overridden system route is shown as invalid', () => {
    const clientRoute = { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' };
    const { value } = body<{ value: object[] }>(
      estate({ clientRoute }),
      'POST',
      NIC('client-nic'),
      'effectiveRouteTable',
    );
    expect(value).toContainEqual({
      source: 'Default',
      state: 'Invalid',
      addressPrefix: ['0.0.0.0/0'],
      nextHopType: 'Internet',
      nextHopIpAddress: [],
    });
    expect(value).toContainEqual({
      name: 'custom',
      source: 'User',
      state: 'Active',
      addressPrefix: ['0.0.0.0/0'],
      nextHopType: 'VirtualAppliance',
      nextHopIpAddress: ['10.0.3.4'],
    });
  });

  test('groups: one entry each, with ports as ranges and tags spelled out', () => {
    const webRules = {
      ssh: rule({ priority: 100, sourceAddressPrefix: 'VirtualNetwork', destinationPortRange: '22' }),
    };
    const { value } = body<{ value: { association: object; effectiveSecurityRules: object[] }[] }>(
      estate({ webRules }),
      'POST',
      NIC('web-nic'),
      'effectiveNetworkSecurityGroups',
    );
    expect(value).toHaveLength(1);
    expect(value[0]?.association).toHaveProperty('subnet.id');
    expect(value[0]?.effectiveSecurityRules[0]).toMatchObject({
      name: 'securityRules/ssh',
      protocol: 'Tcp',
      sourcePortRange: '0-65535',
      destinationPortRange: '22-22',
      sourceAddressPrefix: 'VirtualNetwork',
      expandedSourceAddressPrefix: ['10.0.0.0/16', '168.63.129.16/32'],
      destinationAddressPrefix: '0.0.0.0/0',
    });
    expect(value[0]?.effectiveSecurityRules).toHaveLength(7);
  });

  test('no group is no error', () => {
    expect(body(estate({}), 'POST', NIC('web-nic'), 'effectiveNetworkSecurityGroups')).toEqual({ value: [] });
  });

  test.each([
    ['effectiveNetworkSecurityGroups', 'NicMustBeAttachedToRunningVmToGetEffectiveSecurityGroups'],
    ['effectiveRouteTable', 'NicMustBeAttachedToRunningVmToGetEffectiveRoutes'],
  ])('%s needs a VM that runs', (action, code) => {
    expect(refusal(estate({ guests: { web: { powered: false } } }), 'POST', NIC('web-nic'), action)).toBe(code);
  });
});
