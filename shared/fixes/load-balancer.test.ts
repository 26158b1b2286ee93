import { allow, deny, healthyThrough, ids, natRule, reasonOver, subscription, throughTarget } from '../model/testing';
import type { Fix, FixRequestOf } from '../model/plan';
import { Policy } from '../model/policy';
import { text } from '../model/text';
import { loadBalancerFixes } from './correct-load-balancer';

const policy = Policy.parse({ subscriptions: [subscription], approvers: [{ id: subscription, name: 'Kim' }] });
const presence = { kind: 'present', symptom: 'ssh-unreachable', because: text('x', 'x') } as const;
const context = { incident: 'i1', target: throughTarget, policy, presence };
const correctNat = loadBalancerFixes.find(({ id }) => id === 'correct-nat-rule') as Fix<'correct-nat-rule'>;
const correctProbe = loadBalancerFixes.find(({ id }) => id === 'correct-lb-probe') as Fix<'correct-lb-probe'>;

const request: FixRequestOf<'correct-nat-rule'> = {
  fix: 'correct-nat-rule',
  loadBalancer: ids.balancer,
  rule: 'ssh',
  field: 'backendPort',
  to: 22,
};
const letting = (...sources: readonly string[]) => ({
  networkSecurityGroup: {
    ...healthyThrough.networkSecurityGroup,
    rules: [{ ...deny, ...allow, name: 'in', access: 'Allow', priority: 200, sources, destinationPorts: ['22'] }],
  },
});
const wrong = {
  ...healthyThrough,
  ...letting('198.51.100.0/24'),
  loadBalancer: { ...healthyThrough.loadBalancer, natRules: [{ ...natRule, backendPort: 23 }] },
};

function plan(differs: object = {}, port = 22) {
  const target = { ...throughTarget, port };
  const planned = reasonOver({ ...wrong, ...differs }, (see) => correctNat.plan(see, request, { ...context, target }));
  return planned.kind === 'done' ? planned.value : planned;
}

test('a NAT rule is led to the port that answers, and led back', () => {
  const change = { kind: 'set-load-balancer-part', loadBalancer: ids.balancer, list: 'inboundNatRules', name: 'ssh' };
  expect(plan()).toMatchObject({
    kind: 'plan',
    plan: {
      changes: [{ ...change, field: 'backendPort', from: 23, to: 22 }],
      undo: [{ ...change, field: 'backendPort', from: 22, to: 23 }],
      opens: [],
      losses: [{ en: expect.stringContaining('means port 23') as string }],
    },
  });
});

test('a probe is led to the port that answers', () => {
  const probe = { ...healthyThrough.loadBalancer.probes[0], port: 8080 };
  const answers = { ...wrong, loadBalancer: { ...healthyThrough.loadBalancer, probes: [probe] } };
  const planned = reasonOver(answers, (see) =>
    correctProbe.plan(see, { fix: 'correct-lb-probe', loadBalancer: ids.balancer, probe: 'ssh', to: 22 }, context),
  );
  expect(planned).toMatchObject({
    value: { plan: { changes: [{ list: 'probes', field: 'port', from: 8080, to: 22 }] } },
  });
});

test.each(['*', 'Internet', '0.0.0.0/0'])(
  'no port of management is put before everybody: a group that lets in %s',
  (all) => {
    expect(plan(letting(all))).toMatchObject({
      kind: 'cannot-plan',
      because: { en: expect.stringContaining('port of management') as string },
    });
    const web = letting(all).networkSecurityGroup.rules.map((rule) => ({ ...rule, destinationPorts: ['443'] }));
    expect(plan({ networkSecurityGroup: { ...healthyThrough.networkSecurityGroup, rules: web } }, 443).kind).toBe(
      'plan',
    );
  },
);

test('one group that is narrow is enough', () => {
  const both = { ...healthyThrough.networkInterface, networkSecurityGroup: ids.nicGroup };
  expect(plan({ ...letting('*'), networkInterface: both }).kind).toBe('cannot-plan');
  expect(plan({ ...letting('198.51.100.0/24'), networkInterface: both }).kind).toBe('plan');
});

test('nothing is planned while the load balancer is updated', () => {
  const updating = { ...wrong.loadBalancer, provisioningState: 'Updating' };
  expect(plan({ loadBalancer: updating })).toMatchObject({ kind: 'cannot-plan' });
});
