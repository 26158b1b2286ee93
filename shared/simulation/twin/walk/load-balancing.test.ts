import { estateOf } from '../network/estate';
import {
  NIC,
  VNET,
  idOf,
  resource,
  rule,
  securityGroup,
  smallModel,
  virtualMachine,
  virtualNetwork,
} from './small-estate';
import { healthOfRule } from './load-balancing';
import { placesOfNic } from './topology';
import { walk, type Attempt } from './walk';
import type { Resource } from '../../scenarios/schema';
import type { GuestSetup } from './small-estate';

const LB = idOf('Microsoft.Network/loadBalancers', 'lb');
const FRONTEND = '20.0.0.90';
const FROM_OUTSIDE = { kind: 'outside', address: '203.0.113.7' } as const;

interface Setup {
  readonly sku?: 'Basic' | 'Standard';
  readonly nsg?: 'none' | 'open' | 'probe-denied';
  readonly guests?: Readonly<Record<string, GuestSetup>>;
  readonly probe?: object;
  readonly members?: readonly string[];
}

const open = { 'allow-all': rule({ priority: 200 }) };
const denied = {
  'no-probe': rule({ priority: 100, access: 'Deny', sourceAddressPrefix: 'AzureLoadBalancer' }),
  ...open,
};

/** Two web VMs at 10.0.1.4 and 10.0.1.5 behind a public load balancer: 443 into the pool on 80, 50001 to the first on 22. */
function estate({ sku = 'Standard', nsg = 'open', guests, probe, members = ['web1', 'web2'] }: Setup = {}) {
  const frontend = { frontendIPConfiguration: { id: `${LB}/frontendIPConfigurations/public` }, protocol: 'Tcp' };
  const behind = (resources: readonly Resource[], name: string): readonly Resource[] =>
    resources.map((one) => {
      const [first] = (one.properties.ipConfigurations ?? []) as readonly { properties: object }[];
      if (!first) return one;
      const properties = {
        ...first.properties,
        ...(members.includes(name) && { loadBalancerBackendAddressPools: [{ id: `${LB}/backendAddressPools/web` }] }),
        ...(name === 'web1' && { loadBalancerInboundNatRules: [{ id: `${LB}/inboundNatRules/ssh` }] }),
      };
      return { ...one, properties: { ...one.properties, ipConfigurations: [{ ...first, properties }] } };
    });
  const web = { subnet: 'web', ...(nsg !== 'none' && { nsg: 'web' }) };
  return estateOf(
    smallModel(
      [
        virtualNetwork('vnet', '10.0.0.0/16', { web: { prefix: '10.0.1.0/24' }, client: { prefix: '10.0.2.0/24' } }),
        securityGroup('web', nsg === 'probe-denied' ? denied : open),
        ...behind(virtualMachine('web1', { address: '10.0.1.4', ...web }), 'web1'),
        ...behind(virtualMachine('web2', { address: '10.0.1.5', ...web }), 'web2'),
        ...virtualMachine('client', { address: '10.0.2.4', subnet: 'client' }),
        { ...resource('Microsoft.Network/publicIPAddresses', 'lb-ip', { ipAddress: FRONTEND }), sku: { name: sku } },
        {
          ...resource('Microsoft.Network/loadBalancers', 'lb', {
            frontendIPConfigurations: [
              {
                name: 'public',
                properties: { publicIPAddress: { id: idOf('Microsoft.Network/publicIPAddresses', 'lb-ip') } },
              },
              {
                name: 'inside',
                properties: { privateIPAddress: '10.0.1.100', subnet: { id: `${VNET('vnet')}/subnets/web` } },
              },
            ],
            backendAddressPools: [{ name: 'web', properties: {} }],
            probes: [{ name: 'web', properties: { protocol: 'Tcp', port: 80, ...probe } }],
            loadBalancingRules: [
              {
                name: 'web',
                properties: {
                  ...frontend,
                  backendAddressPool: { id: `${LB}/backendAddressPools/web` },
                  probe: { id: `${LB}/probes/web` },
                  frontendPort: 443,
                  backendPort: 80,
                },
              },
              {
                name: 'all-inside',
                properties: {
                  frontendIPConfiguration: { id: `${LB}/frontendIPConfigurations/inside` },
                  backendAddressPool: { id: `${LB}/backendAddressPools/web` },
                  protocol: 'All',
                  frontendPort: 0,
                  backendPort: 0,
                },
              },
            ],
            inboundNatRules: [{ name: 'ssh', properties: { ...frontend, frontendPort: 50001, backendPort: 22 } }],
          }),
          sku: { name: sku },
        },
      ],
      guests,
    ),
  );
}

function go(setup: Setup = {}, attempt: Partial<Attempt> = {}) {
  const { hops, end } = walk(estate(setup), {
    from: FROM_OUTSIDE,
    to: FRONTEND,
    protocol: 'Tcp',
    port: 443,
    ...attempt,
  });
  const last = hops.at(-1);
  const arrivedAt = last?.role === 'destination' ? last.place.address : undefined;
  return { end: end.kind, why: end.kind === 'not-balanced' ? end.why : undefined, arrivedAt };
}

describe('a load balancer', () => {
  test('leads by a rule to a member of the pool, and by a NAT rule to one interface', () => {
    expect(go()).toMatchObject({ end: 'answered', arrivedAt: '10.0.1.4' });
    expect(go({}, { port: 50001 })).toMatchObject({ end: 'answered', arrivedAt: '10.0.1.4' });
    const onlyHttp = { web1: { listens: [80] } };
    expect(go({ guests: onlyHttp }, { port: 50001 })).toMatchObject({ end: 'no-listener' });
  });

  test('drops what no rule is for, and what its pool has nobody for', () => {
    expect(go({}, { port: 8443 })).toMatchObject({ end: 'not-balanced', why: 'no-rule' });
    expect(go({}, { protocol: 'Udp' })).toMatchObject({ end: 'not-balanced', why: 'no-rule' });
    expect(go({ members: [] })).toMatchObject({ end: 'not-balanced', why: 'nobody-in-the-pool' });
  });

  test('sends nothing to members whose probe fails', () => {
    expect(go({ guests: { web1: { listens: [22] } } })).toMatchObject({ end: 'answered', arrivedAt: '10.0.1.5' });
    expect(go({ probe: { port: 81 } })).toMatchObject({ end: 'not-balanced', why: 'nobody-is-up' });
    expect(go({ nsg: 'probe-denied' })).toMatchObject({ end: 'not-balanced', why: 'nobody-is-up' });
    // A NAT rule asks no probe.
    expect(go({ nsg: 'probe-denied' }, { port: 50001 })).toMatchObject({ end: 'answered' });
    expect(go({ probe: { port: 81, noHealthyBackendsBehavior: 'AllProbedUp' } })).toMatchObject({ end: 'answered' });
  });

  test('a probe over HTTP wants a 200', () => {
    const page = (status: number) => ({
      serves: { 80: { certificates: [], pages: [{ status, body: '', seconds: 0 }] } },
    });
    const probe = { protocol: 'Http', port: 80, requestPath: '/' };
    expect(go({ probe, guests: { web1: page(404), web2: page(200) } })).toMatchObject({ arrivedAt: '10.0.1.5' });
  });

  test('of the Standard SKU is closed where no security group lets anything in', () => {
    expect(go({ nsg: 'none' })).toMatchObject({ end: 'closed-by-default' });
    expect(go({ nsg: 'none', sku: 'Basic' })).toMatchObject({ end: 'answered' });
  });

  test('is reached from inside by its public and its private frontend', () => {
    const one = estate();
    const [from] = placesOfNic(one, one.get(NIC('client-nic'))!);
    expect(walk(one, { from: from!, to: FRONTEND, protocol: 'Tcp', port: 443 }).end.kind).toBe('answered');
    expect(walk(one, { from: from!, to: '10.0.1.100', protocol: 'Tcp', port: 22 }).end.kind).toBe('answered');
  });

  test('tells which members are up', () => {
    const one = estate({ guests: { web2: { listens: [22] } } });
    const told = healthOfRule(one, one.get(LB)!, `${LB}/loadBalancingRules/web`)!;
    expect(told.map(({ up, reason }) => [up, reason])).toEqual([
      [true, 'Up_Probe_Success'],
      [false, 'Down_Probe_TcpEndpointUnreachable'],
    ]);
  });
});
