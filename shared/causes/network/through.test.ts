import { loadBalancer } from '../../observations/load-balancer';
import {
  balancingRule,
  forbidden,
  healthyThrough,
  ids,
  natRule,
  reasonOver,
  reasonWith,
  throughTarget,
} from '../../model/testing';
import { nameLeadsElsewhere } from './name-leads-elsewhere';
import { causes } from '../index.generated';

type Differs = Readonly<Record<string, unknown>>;

function judge(id: string, differs: Differs, target = throughTarget) {
  const cause = causes.find((each) => each.id === `network/${id}`)!;
  const judged = reasonOver({ ...healthyThrough, ...differs }, (see) => cause.judge(see, target));
  return judged.kind === 'done' ? judged.value : judged;
}

const balancer = (more: object) => ({ loadBalancer: { ...healthyThrough.loadBalancer, ...more } });
const address = (more: object) => ({ publicIpAddress: { ...healthyThrough.publicIpAddress, ...more } });
const natted = (more: object) => balancer({ natRules: [{ ...natRule, ...more }] });
const balanced = (more: object = {}) => balancer({ natRules: [], rules: [{ ...balancingRule, ...more }] });
const [place] = healthyThrough.networkInterface.addresses;
const nic = (more: object) => ({ networkInterface: { id: ids.nic, addresses: [{ ...place, ...more }] } });
const unguarded = { subnet: { ...healthyThrough.subnet, networkSecurityGroup: undefined } };
const down = {
  loadBalancingRuleHealth: { members: [{ address: '10.0.0.4', state: { known: 'Down' }, reason: 'Down_Probe' }] },
};
const silent = { connectivity: { status: 'unreachable', hops: [], probesSent: 30, probesFailed: 30 } };

test.each<[id: string, when: string, differs: Differs, verdict: string]>([
  ['frontend-leads-nowhere', 'the address is attached to nothing', address({ attachedTo: undefined }), 'found'],
  ['frontend-leads-nowhere', 'the frontend is gone', balancer({ frontends: [] }), 'found'],
  ['frontend-leads-nowhere', 'it has no address', address({ address: undefined }), 'found'],
  ['nat-rule-differs', 'it leads to another port', natted({ backendPort: 23 }), 'found'],
  ['nat-rule-differs', 'it is for UDP', natted({ protocol: { known: 'Udp' } }), 'found'],
  [
    'nat-rule-differs',
    'its protocol is a word that nobody knows',
    natted({ protocol: { unrecognised: 'Sctp' } }),
    'uncertain',
  ],
  ['nat-rule-differs', 'it keeps the address of the frontend', natted({ keepsDestination: true }), 'uncertain'],
  ['nat-rule-differs', 'it shares out a range of ports', natted({ frontendPort: undefined, pool: 'p' }), 'uncertain'],
  ['nat-rule-differs', 'it leads to nobody', { ...natted({ to: undefined }), ...nic({ natRules: [] }) }, 'found'],
  ['nat-rule-differs', 'it leads to another interface', nic({ natRules: [] }), 'found'],
  [
    'nat-rule-differs',
    'it leads to another address of the VM',
    {
      networkInterface: {
        id: ids.nic,
        addresses: [
          { ...place, natRules: [] },
          { ...place, privateAddress: '10.0.0.5' },
        ],
      },
    },
    'uncertain',
  ],
  ['nat-rule-differs', 'there is none', balancer({ natRules: [] }), 'found'],
  ['nat-rule-differs', 'a balancing rule is for the port', balanced({ backendPort: 23 }), 'excluded'],
  ['balancing-rule-differs', 'it leads to another port', balanced({ backendPort: 23 }), 'found'],
  [
    'balancing-rule-differs',
    'the VM is in no pool of it',
    { ...balanced(), ...nic({ loadBalancerPools: [] }) },
    'found',
  ],
  [
    'balancing-rule-differs',
    'it is for every port',
    balanced({ protocol: { known: 'All' }, frontendPort: 0 }),
    'found',
  ],
  ['balancing-rule-differs', 'all is well', balanced(), 'excluded'],
  ['closed-by-default', 'there is no group', unguarded, 'found'],
  [
    'closed-by-default',
    'it is of the Basic SKU',
    { ...unguarded, ...address({ sku: { known: 'Basic' } }) },
    'excluded',
  ],
  [
    'closed-by-default',
    'the SKU is not known',
    { ...unguarded, ...address({ sku: { unrecognised: 'StandardV3' } }) },
    'uncertain',
  ],
  ['probe-fails', 'the VM is down and answers inside', { ...balanced(), ...down }, 'found'],
  ['probe-fails', 'the VM is down and silent inside', { ...balanced(), ...down, ...silent }, 'uncertain'],
  [
    'probe-fails',
    'the group may deny it',
    { ...balanced(), ...down, ipFlow: { access: 'Deny', rule: 'x' } },
    'uncertain',
  ],
  [
    'probe-fails',
    'Azure does not tell of the VM',
    { ...balanced(), loadBalancingRuleHealth: { members: [] } },
    'uncertain',
  ],
  [
    'probe-fails',
    'it may not be asked',
    { ...balanced(), loadBalancingRuleHealth: forbidden('Microsoft.Network/x/action') },
    'skipped',
  ],
])('%s, where %s', (id, _, differs, verdict) => {
  expect(judge(id, differs).kind).toBe(verdict);
});

test('a NAT rule is corrected only where the port that is expected has been seen to answer', () => {
  const wrong = natted({ backendPort: 23 });
  const fix = { fix: 'correct-nat-rule', loadBalancer: ids.balancer, rule: 'ssh', field: 'backendPort', to: 22 };
  expect(judge('nat-rule-differs', wrong)).toMatchObject({ blamed: natRule.id, fixes: [fix] });
  expect(judge('nat-rule-differs', { ...wrong, ...silent })).toMatchObject({ blamed: natRule.id, fixes: [] });
  expect(judge('nat-rule-differs', nic({ natRules: [] }))).toMatchObject({ kind: 'found', fixes: [] });
});

describe('a probe that asks another port', () => {
  const probe = { id: `${ids.balancer}/probes/ssh`, name: 'ssh', protocol: { known: 'Tcp' }, port: 8080 };
  const asking8080 = { ...balancer({ natRules: [], rules: [balancingRule], probes: [probe] }), ...down };
  const iptables = ['-A INPUT -p tcp -m tcp --dport 8080 -j DROP', '-P INPUT ACCEPT'];
  const inside = (firewall: object, address = '0.0.0.0') => ({
    guestPort: { listening: [{ address, port: 8080 }], idle: [], firewall },
  });
  const allow = { fix: 'allow-in-guest', vm: ids.vm, from: '168.63.129.16', to: '10.0.0.4', port: 8080 };

  test.each<[when: string, differs: Differs, blamed: string, fixes: readonly object[]]>([
    ['the VM’s own firewall drops it', inside({ iptables }), ids.vm, [allow]],
    ['its firewall lets it in', inside({ iptables: ['-P INPUT ACCEPT'] }), probe.id, []],
    ['its firewall does not tell', inside({}), probe.id, []],
    ['nothing listens for it', inside({ iptables }, '127.0.0.1'), probe.id, []],
    ['nobody may look inside', { guestPort: forbidden('Microsoft.Compute/x/action') }, probe.id, []],
  ])('where %s', (_, differs, blamed, fixes) => {
    expect(judge('probe-fails', { ...asking8080, ...differs })).toMatchObject({ kind: 'found', blamed, fixes });
  });
});

test('a cause about frontends is asked only of what is reached by one', () => {
  const { through: _, ...plain } = throughTarget;
  const about = causes.filter((cause) => cause.id.startsWith('network/') && cause.concerns?.(plain) === false);
  expect(about).toHaveLength(7);
  for (const cause of about) expect(cause.concerns!(throughTarget)).toBe(true);
});

test('a load balancer that cannot be read says so', () => {
  expect(
    judge('nat-rule-differs', { [loadBalancer.kind]: forbidden('Microsoft.Network/loadBalancers/read') }),
  ).toMatchObject({
    kind: 'skipped',
    missing: 'Microsoft.Network/loadBalancers/read',
  });
});

describe('the DNS name by which clients know it', () => {
  const tried = (address: string, more: object = {}) => ({
    status: 'reachable',
    hops: [{ type: 'Internet', address, issues: [] }],
    probesSent: 66,
    probesFailed: 0,
    ...more,
  });
  const sourceWith = (type: string) => ({
    hops: [
      { type: 'Source', address: '10.0.0.9', issues: [{ type, origin: 'Outbound', context: {} }] },
      { type: 'Destination', address: 'ssh.contoso.com', issues: [] },
    ],
  });
  const judgeName = (byName: object, byAddress: object = tried('203.0.113.80'), target = throughTarget) => {
    const judged = reasonWith(
      ({ kind, params }) =>
        kind === 'connectivity'
          ? JSON.stringify(params).includes('ssh.contoso.com')
            ? byName
            : byAddress
          : healthyThrough[kind as keyof typeof healthyThrough],
      (see) => nameLeadsElsewhere.judge(see, target),
    );
    return judged.kind === 'done' ? judged.value : judged;
  };

  test.each<[string, object, string]>([
    ['leads there', tried('203.0.113.80'), 'excluded'],
    ['leads to another address', tried('203.0.113.17'), 'found'],
    ['leads to another address, where nothing answers', tried('203.0.113.17', { status: 'unreachable' }), 'found'],
    ['is not in DNS', { ...tried(''), ...sourceWith('DnsResolution'), status: 'unreachable' }, 'found'],
    ['is not in DNS, which Azure spells in two ways', { ...tried(''), ...sourceWith('DNSResolution') }, 'found'],
    ['was not looked up', { ...tried(''), ...sourceWith('AgentStopped'), status: 'unknown' }, 'uncertain'],
    ['was not tried', tried('203.0.113.17', { status: 'unknown' }), 'uncertain'],
    ['leads to what the check calls by the name', tried('ssh.contoso.com'), 'uncertain'],
    ['leads nowhere that is told', tried('', { hops: [] }), 'uncertain'],
  ])('%s', (_, byName, kind) => {
    expect(judgeName(byName)).toMatchObject({ kind });
  });

  test('leads there where the check names the VM behind it by either', () => {
    expect(judgeName(tried('10.0.0.4'), tried('10.0.0.4'))).toMatchObject({ kind: 'excluded' });
  });

  test('is not looked up where no VM is named to try from', () => {
    const { vm: _, ...from } = throughTarget.from;
    expect(
      judgeName(tried('203.0.113.80'), undefined, { ...throughTarget, from } as typeof throughTarget),
    ).toMatchObject({
      kind: 'uncertain',
    });
  });
});
