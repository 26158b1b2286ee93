import { loadBalancer, type LoadBalancer } from '../../observations/load-balancer';
import { networkInterface } from '../../observations/network-interface';
import { networkSecurityGroup, type NetworkSecurityGroup } from '../../observations/network-security-group';
import { virtualNetwork, type VirtualNetwork } from '../../observations/virtual-network';
import { groupProperties, loadBalancerProperties, nicProperties } from './arm';
import { draft } from './draft';
import { networks } from './networks';

const group = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network';
const [near, far, unseen] = ['near', 'far', 'unseen'].map((name) => `${group}/virtualNetworks/${name}`) as [
  string,
  string,
  string,
];
const asg = `${group}/applicationSecurityGroups/web`;
const balancer = `${group}/loadBalancers/lb`;

test('a group is read again as it was read, with the rules that could not be read', () => {
  const body = (name: string, differs: object) => ({
    name,
    properties: {
      description: 'Ticket 1',
      direction: 'Inbound',
      access: 'Deny',
      protocol: 'Tcp',
      priority: 200,
      sourceApplicationSecurityGroups: [{ id: asg }],
      sourcePortRange: '*',
      destinationAddressPrefixes: ['10.0.0.4', '10.0.0.5'],
      destinationPortRange: '22',
      provisioningState: 'Succeeded',
      ...differs,
    },
  });
  const read = (securityRules: unknown): NetworkSecurityGroup =>
    networkSecurityGroup.answer.parse({
      id: `${group}/networkSecurityGroups/g`,
      name: 'g',
      location: 'westus',
      properties: { securityRules },
    });
  const { id, rules } = read([
    body('plain', {}),
    body('of-an-access-that-nobody-knows', { access: 'Audit' }),
    body('of-a-direction-that-nobody-knows', { direction: 'Sideways' }),
    body('of-ports-that-nobody-knows', { destinationPortRange: 'ssh' }),
    body('without-a-priority', { priority: null }),
  ]);
  const again = read(groupProperties(id, rules)['securityRules']).rules;
  expect(again.map((rule) => ({ ...rule, id: undefined }))).toEqual(rules.map((rule) => ({ ...rule, id: undefined })));
  expect(rules.filter(({ access }) => access === 'Unreadable')).toHaveLength(5);
});

test('a network interface keeps its application security groups, and what leads to it', () => {
  const nic = {
    id: `${group}/networkInterfaces/nic`,
    addresses: [
      {
        privateAddress: '10.0.0.4',
        subnet: `${near}/subnets/s`,
        publicIpAddress: undefined,
        groups: [asg],
        loadBalancerPools: [`${balancer}/backendAddressPools/web`],
        natRules: [`${balancer}/inboundNatRules/ssh`],
      },
    ],
    networkSecurityGroup: undefined,
    vm: undefined,
  };
  expect(networkInterface.answer.parse({ id: nic.id, properties: nicProperties(nic) })).toEqual(nic);
});

test('a load balancer keeps its rules and its probes', () => {
  const leading = {
    frontend: `${balancer}/frontendIPConfigurations/public`,
    protocol: { known: 'Tcp' },
    frontendPort: 443,
    backendPort: 8443,
    keepsDestination: false,
  } as const;
  const lb: LoadBalancer = {
    id: balancer,
    name: 'lb',
    location: 'koreacentral',
    sku: { known: 'Standard' },
    provisioningState: 'Succeeded',
    frontends: [{ id: leading.frontend, name: 'public', publicIpAddress: `${group}/publicIPAddresses/ip` }],
    pools: [{ id: `${balancer}/backendAddressPools/web`, name: 'web', ipConfigurations: [], addresses: [] }],
    rules: [
      {
        id: `${balancer}/loadBalancingRules/web`,
        name: 'web',
        ...leading,
        pools: [`${balancer}/backendAddressPools/web`],
        probe: `${balancer}/probes/web`,
      },
    ],
    natRules: [{ id: `${balancer}/inboundNatRules/ssh`, name: 'ssh', ...leading }],
    probes: [{ id: `${balancer}/probes/web`, name: 'web', protocol: { known: 'Http' }, port: 80, path: '/' }],
  };
  const properties: Readonly<Record<string, unknown>> = loadBalancerProperties(lb);
  // A GET tells the id of each part.
  const withIds = Object.fromEntries(
    Object.entries(properties).map(([name, parts]) => [
      name,
      Array.isArray(parts)
        ? (parts as readonly { name: string }[]).map((part) => ({ ...part, id: `${balancer}/${name}/${part.name}` }))
        : parts,
    ]),
  );
  const body = { id: lb.id, name: lb.name, location: lb.location, sku: { name: 'Standard' }, properties: withIds };
  expect(loadBalancer.answer.parse(body)).toEqual(lb);
});

describe('peered networks', () => {
  const asMade = { dnsServers: [], nics: [] };
  const seen: readonly VirtualNetwork[] = [
    {
      id: near,
      prefixes: ['10.0.0.0/16'],
      peers: [
        // What the peering was made with: the other network has grown since.
        { network: far, prefixes: ['10.1.0.0/16'] },
        { network: unseen, prefixes: ['10.2.0.0/16'] },
      ],
      ...asMade,
    },
    {
      id: far,
      prefixes: ['10.1.0.0/16', '10.9.0.0/16'],
      peers: [{ network: near, prefixes: ['10.0.0.0/16'] }],
      ...asMade,
    },
  ];
  const rebuilt = (use: (nets: ReturnType<typeof networks>) => void = () => undefined) => {
    const made = draft('westus');
    const nets = networks(made, { subnets: [], networks: seen });
    use(nets);
    nets.finish();
    return made.resources;
  };
  const read = (resources: ReturnType<typeof rebuilt>, id: string) =>
    virtualNetwork.answer.parse(resources.find((each) => each.id === id));

  test('are read again as they were read', () => {
    const resources = rebuilt();
    for (const each of seen) expect(read(resources, each.id)).toEqual(each);
  });

  test('one that was only seen as a peer is there, and peered back', () => {
    expect(read(rebuilt(), unseen)).toEqual({
      id: unseen,
      prefixes: ['10.2.0.0/16'],
      peers: [{ network: near, prefixes: ['10.0.0.0/16'] }],
      ...asMade,
    });
  });

  test('an address beyond a peering is placed in the peer that holds it', () => {
    let subnet = '';
    const resources = rebuilt((nets) => {
      subnet = nets.place(near, '10.2.0.7', 'peered');
    });
    expect(subnet).toMatch(new RegExp(`^${unseen}/subnets/`));
    expect(resources).toHaveLength(3);
  });
});
