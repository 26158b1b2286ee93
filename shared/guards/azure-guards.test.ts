import fc from 'fast-check';
import { changedBy, changeKinds, resourceOf } from '../changes';
import { resourceGroupOf } from '../model/arm-id';
import type { Change, ChangeKind, ChangeOf, SecurityRuleProperties } from '../model/change';
import type { Guard } from '../model/guard';
import type { Plan } from '../model/plan';
import type { See } from '../model/observation';
import { asCalled, recognise } from '../model/known';
import { allow, deny, extension, forbidden, healthy, ids, subscription } from '../model/testing';
import { denyAssignments } from './deny-assignments';
import { locks } from './locks';
import { ownRules } from './own-rules';
import { permissions } from './permissions';
import { policies } from './policies';
import { poolHealth } from './pool-health';
import { poolsOf } from '../topology/pools';
import { check, inShort, type Asked } from './testing';

const group = `/subscriptions/${subscription}/resourceGroups/rg`;
const rule: SecurityRuleProperties = allow;
const named = <K extends 'put-security-rule' | 'delete-security-rule'>(kind: K, name = 'reconnect-allow-1') => ({
  kind,
  networkSecurityGroup: ids.group,
  name,
  rule,
});
const addRule: Partial<Plan> = {
  resource: ids.group,
  changes: [named('put-security-rule')],
  undo: [named('delete-security-rule')],
};
const addRuleForGood: Partial<Plan> = { ...addRule, undo: [] };
const toInternet = {
  routeTable: ids.table,
  name: 'reconnect-to-internet',
  route: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' },
} as const;
const watcherAgent = { vm: ids.vm, name: 'AzureNetworkWatcherExtension', extension };
const ofKind: { readonly [K in ChangeKind]: ChangeOf<K> } = {
  'put-security-rule': named('put-security-rule'),
  'delete-security-rule': named('delete-security-rule'),
  'add-route': { kind: 'add-route', ...toInternet },
  'delete-route': { kind: 'delete-route', ...toInternet },
  'put-route': {
    kind: 'put-route',
    ...toInternet,
    name: 'default',
    over: [{ addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.9.4' }],
  },
  'put-vm-extension': {
    kind: 'put-vm-extension',
    vm: ids.vm,
    name: 'enablevmaccess',
    extension,
  },
  'add-vm-extension': { kind: 'add-vm-extension', ...watcherAgent },
  'delete-vm-extension': { kind: 'delete-vm-extension', ...watcherAgent },
  'run-command': { kind: 'run-command', vm: ids.vm, script: ['x'], leaves: '/x' },
  'run-power-shell': { kind: 'run-power-shell', vm: ids.vm, script: ['x'], notes: 'i-1-port' },
  'restart-vm': { kind: 'restart-vm', vm: ids.vm },
  'redeploy-vm': { kind: 'redeploy-vm', vm: ids.vm },
  'stop-gateway': { kind: 'stop-gateway', gateway: ids.gateway },
  'start-gateway': { kind: 'start-gateway', gateway: ids.gateway },
  'set-gateway-probe': {
    kind: 'set-gateway-probe',
    gateway: ids.gateway,
    probe: 'health',
    field: 'timeout',
    from: 30,
    to: 60,
  },
  'set-load-balancer-part': {
    kind: 'set-load-balancer-part',
    loadBalancer: ids.gateway.replace('applicationGateways/gw1', 'loadBalancers/lb1'),
    list: 'probes',
    name: 'ssh',
    field: 'port',
    from: 23,
    to: 22,
  },
};
const resetSsh: Partial<Plan> = {
  changes: [ofKind['run-command'], ofKind['put-vm-extension']],
  undo: [ofKind['run-command']],
};

const restartAction = 'Microsoft.Compute/virtualMachines/restart/action';
const pollAction = 'Microsoft.Compute/locations/operations/read';
const role = (actions: readonly string[], notActions: readonly string[] = []) => ({ actions, notActions });
const may = (...allows: readonly object[]): Asked => ({ answers: { permissions: { allows } } });

const lock = (level: 'CanNotDelete' | 'ReadOnly', scope = group): Asked => ({
  answers: { locks: { locks: [{ id: `${scope}/locks/keep`, name: 'keep', level, scope }] } },
});

const denial = (action: string, more: object = {}): Asked => {
  const assignment = {
    id: 'd1',
    name: 'Stack',
    scope: group,
    inherited: true,
    everyone: true,
    principals: [],
    excluded: [],
    denies: [role([action])],
  };
  return { answers: { denyAssignments: { assignments: [{ ...assignment, ...more }] } } };
};

const restrictions = (...denials: readonly object[]): Asked => ({ answers: { policyRestrictions: { denials } } });
const noInternet = {
  policy: `${group}/providers/Microsoft.Authorization/policyAssignments/no-internet`,
  effect: 'deny',
};

const states = asCalled('healthy', 'unhealthy', 'unknown', 'draining');
type Server = readonly [address: string, health: string, settings?: string, pool?: string];
/** A VM at 10.0.0.4 that is in a pool of gw1, and what gw1 says about its servers. */
const behind = (...servers: readonly Server[]): Asked => ({
  answers: {
    applicationGateways: {
      gateways: [{ id: ids.gateway, name: 'gw1', addresses: ['10.0.0.4'], ipConfigurations: [] }],
    },
    backendHealth: {
      servers: servers.map(([address, health, settings = 'http', pool = 'web']) => ({
        pool,
        settings,
        address,
        health: recognise(states, health),
        log: '',
      })),
    },
  },
});
const stopped = (...servers: readonly Server[]): Asked => ({
  ...behind(...servers),
  plan: { changes: [ofKind['stop-gateway'], ofKind['start-gateway']] },
});
const rules = (...found: readonly object[]) => ({
  answers: { networkSecurityGroup: { ...healthy.networkSecurityGroup, rules: found } },
});

const table: readonly [Guard, 'pass' | 'block', string, Asked][] = [
  [permissions, 'pass', 'one role gives everything', may(role(['*']))],
  [
    permissions,
    'pass',
    'two roles add up',
    may(role([restartAction.toUpperCase()]), role(['Microsoft.Compute/*/read'])),
  ],
  [permissions, 'pass', 'only something else is missing', may(role(['*'], ['Microsoft.Network/*']))],
  [permissions, 'block', 'there is no role', may()],
  [permissions, 'block', 'a role leaves out what the change takes', may(role(['*'], [restartAction]))],
  [permissions, 'block', 'its operation could not be followed', may(role(['*'], [pollAction]))],
  [
    permissions,
    'block',
    'only undoing it could not be done',
    { ...may(role(['*'], ['Microsoft.Network/networkSecurityGroups/securityRules/delete'])), plan: addRule },
  ],

  [locks, 'pass', 'nothing is locked', { answers: { locks: { locks: [] } } }],
  [locks, 'pass', 'nothing is deleted', lock('CanNotDelete')],
  [locks, 'pass', 'a rule is added for good', { ...lock('CanNotDelete'), plan: addRuleForGood }],
  [locks, 'pass', 'another group is locked whose name begins alike', lock('ReadOnly', group.slice(0, -1))],
  [locks, 'block', 'the group may only be read', lock('ReadOnly', group.toUpperCase())],
  [locks, 'block', 'the VM may only be read', lock('ReadOnly', ids.vm)],
  [locks, 'block', 'undoing it would delete', { ...lock('CanNotDelete'), plan: addRule }],

  [denyAssignments, 'pass', 'there is none', { answers: { denyAssignments: { assignments: [] } } }],
  [denyAssignments, 'pass', 'another action is denied', denial('Microsoft.Compute/virtualMachines/delete')],
  [
    denyAssignments,
    'pass',
    'what the plan needs is left out of it',
    denial('*', { denies: [role(['*'], [restartAction, pollAction])] }),
  ],
  [denyAssignments, 'pass', 'it holds for the group alone', denial('*/action', { inherited: false })],
  [denyAssignments, 'block', 'the action is denied to everyone', denial('*/ACTION')],
  [denyAssignments, 'block', 'it was made for the VM alone', denial('*', { inherited: false, scope: ids.vm })],
  [denyAssignments, 'block', 'somebody is excepted', denial('*', { excluded: ['p1'] })],
  [denyAssignments, 'block', 'it names somebody', denial('*', { everyone: false, principals: ['p1'] })],
  [denyAssignments, 'block', 'undoing is denied', { ...denial('*/securityRules/delete'), plan: addRule }],

  [policies, 'pass', 'nothing is created', restrictions(noInternet)],
  [policies, 'pass', 'no policy denies the rule', { ...restrictions(), plan: addRule }],
  [policies, 'block', 'a policy denies the rule', { ...restrictions(noInternet), plan: addRule }],
  [policies, 'block', 'a policy denies the extension', { ...restrictions(noInternet), plan: resetSsh }],

  [poolHealth, 'pass', 'the VM serves behind no gateway', {}],
  [poolHealth, 'pass', 'another server is healthy', behind(['10.0.0.4', 'healthy'], ['10.0.0.5', 'healthy'])],
  [poolHealth, 'pass', 'the VM serves nobody', behind(['10.0.0.4', 'unhealthy'], ['10.0.0.5', 'unhealthy'])],
  [
    poolHealth,
    'pass',
    'the policy wants no other',
    { ...behind(['10.0.0.4', 'healthy']), policy: { limits: { healthyInPool: 0 } } },
  ],
  [poolHealth, 'pass', 'only sshd is restarted', { ...behind(['10.0.0.4', 'healthy']), plan: resetSsh }],
  [poolHealth, 'block', 'it is the last healthy one', behind(['10.0.0.4', 'healthy'], ['10.0.0.5', 'unhealthy'])],
  [poolHealth, 'block', 'it is the only one, and draining', behind(['10.0.0.4', 'draining'])],
  [
    poolHealth,
    'block',
    'the others are not known to be healthy',
    behind(['10.0.0.4', 'healthy'], ['10.0.0.5', 'unknown'], ['10.0.0.6', 'draining']),
  ],
  [
    poolHealth,
    'block',
    'it is the last one under one of its settings',
    behind(['10.0.0.4', 'healthy'], ['10.0.0.5', 'healthy'], ['10.0.0.4', 'healthy', 'https']),
  ],
  [
    poolHealth,
    'block',
    'the other one is in another pool',
    behind(['10.0.0.4', 'healthy'], ['10.0.0.5', 'healthy', 'http', 'api']),
  ],
  [
    poolHealth,
    'block',
    'the policy wants two others',
    {
      ...behind(['10.0.0.4', 'healthy'], ['10.0.0.5', 'healthy'], ['10.0.0.5', 'healthy']),
      policy: { limits: { healthyInPool: 2 } },
    },
  ],
  [
    poolHealth,
    'block',
    'its health is a word that nobody knows',
    behind(['10.0.0.4', 'wobbly'], ['10.0.0.5', 'healthy']),
  ],
  [poolHealth, 'pass', 'a gateway is stopped whose servers all fail', stopped(['10.0.0.4', 'unhealthy'])],
  [
    poolHealth,
    'block',
    'a gateway is stopped that serves by another server',
    stopped(['10.0.0.4', 'unhealthy'], ['10.0.0.5', 'healthy']),
  ],
  [poolHealth, 'block', 'a gateway is stopped whose servers may be healthy', stopped(['10.0.0.4', 'unknown'])],
  [poolHealth, 'block', 'the other’s health is', behind(['10.0.0.4', 'healthy'], ['10.0.0.5', 'wobbly'])],
  [poolHealth, 'block', 'its health is not known', behind(['10.0.0.4', 'unknown'], ['10.0.0.5', 'healthy'])],
  [poolHealth, 'block', 'the gateway does not list it', behind(['10.0.0.5', 'healthy'])],
  [
    poolHealth,
    'block',
    'it would be redeployed',
    { ...behind(['10.0.0.4', 'healthy']), plan: { changes: [{ kind: 'redeploy-vm', vm: ids.vm }] } },
  ],

  [ownRules, 'pass', 'the plan touches no rule', {}],
  [ownRules, 'pass', 'the plan adds a rule', { ...rules(deny), plan: addRule }],
  [
    ownRules,
    'block',
    'a rule of that name is there',
    { ...rules({ ...deny, name: 'RECONNECT-allow-1' }), plan: addRule },
  ],
  [
    ownRules,
    'block',
    'its rule would not bear its name',
    { ...rules(), plan: { ...addRule, changes: [named('put-security-rule', 'allow-1')], undo: [] } },
  ],
  [
    ownRules,
    'block',
    'undoing it would delete another rule',
    { ...rules(), plan: { ...addRule, undo: [named('delete-security-rule', 'reconnect-allow-2')] } },
  ],
  [
    ownRules,
    'block',
    'it would delete a rule that it does not add',
    { ...rules(), plan: { ...addRule, changes: [named('delete-security-rule')], undo: [] } },
  ],
];

const rows = table.map(([guard, expected, when, asking]) => ({ guard, expected, when, asking }));

test.each(rows)('$guard.id: $expected when $when', ({ guard, expected, asking }) =>
  expect(inShort(guard, asking)).toBe(expected),
);

test('a lock stops what it forbids at and below it: to delete, or to do anything', () => {
  const deletes = ({ kind }: Change) => changeKinds[kind].permissions.some((action) => /\/delete$/i.test(action));
  const kinds = Object.keys(changeKinds) as ChangeKind[];
  expect(kinds.filter((kind) => deletes(ofKind[kind]))).not.toEqual([]);
  const scopes: readonly (readonly [holds: boolean, scopeOf: (change: Change) => string])[] = [
    [true, () => `/subscriptions/${subscription}`],
    [true, (change) => resourceGroupOf(resourceOf(change))],
    [true, (change) => resourceOf(change).toUpperCase()],
    [true, changedBy],
    [false, (change) => `${changedBy(change)}-2`],
    [false, (change) => `${changedBy(change)}/below`],
    [false, (change) => `${resourceGroupOf(resourceOf(change))}-2`],
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      fc.constantFrom('CanNotDelete' as const, 'ReadOnly' as const),
      fc.constantFrom(...scopes),
      fc.constantFrom('changes' as const, 'undo' as const),
      (kind, level, [holds, scopeOf], when) => {
        const change = ofKind[kind];
        const plan = { resource: resourceOf(change), changes: [], undo: [], [when]: [change] };
        const stops = holds && (level === 'ReadOnly' || deletes(change));
        expect(inShort(locks, { ...lock(level, scopeOf(change)), plan })).toBe(stops ? 'block' : 'pass');
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

const mustSee: readonly [Guard, string, Asked][] = [
  [permissions, 'permissions', {}],
  [locks, 'locks', {}],
  [denyAssignments, 'denyAssignments', {}],
  [policies, 'policyRestrictions', { plan: addRule }],
  [poolHealth, 'applicationGateways', {}],
  [poolHealth, 'backendHealth', behind(['10.0.0.4', 'unhealthy'])],
  [ownRules, 'networkSecurityGroup', { plan: addRule }],
];
const refused = mustSee.map(([guard, kind, asking]) => ({ guard, kind, asking }));

test.each(refused)('$guard.id does not pass without $kind', ({ guard, kind, asking }) => {
  const answers = { ...asking.answers, [kind]: forbidden('Microsoft.Any/read') };
  expect(inShort(guard, { ...asking, answers })).toBe('skipped');
});

describe('what is asked', () => {
  const asks = (guard: Guard, asking: Asked) => check(guard, asking);

  test('rights at the resource that is changed, and where else they are needed, side by side', () => {
    expect(asks(permissions, {})).toEqual({
      kind: 'needs',
      observations: [ids.vm, group].map((scope) => ({ kind: 'permissions', params: { scope } })),
    });
  });

  test('policies are asked about the rule as it would be sent', () => {
    expect(asks(policies, { plan: addRule })).toMatchObject({
      kind: 'needs',
      observations: [
        {
          kind: 'policyRestrictions',
          params: {
            resourceGroup: group,
            scope: ids.group,
            content: { name: 'reconnect-allow-1', properties: rule },
          },
        },
      ],
    });
  });
});

// The right to follow an operation is needed at the group: its URL names no VM.
test.each<[string, Guard, Asked, readonly string[]]>([
  ['missing rights', permissions, may(), [restartAction, ids.vm, pollAction, group, 'Reconnect remediator']],
  ['a ReadOnly lock', locks, lock('ReadOnly'), ['ReadOnly', 'keep', group]],
  ['a CanNotDelete lock', locks, { ...lock('CanNotDelete'), plan: addRule }, ['CanNotDelete', 'keep', group]],
  ['a deny assignment', denyAssignments, denial('*'), ['"Stack"', group, restartAction]],
  [
    'a policy',
    policies,
    { ...restrictions({ ...noInternet, reason: 'Nothing from outside.' }), plan: addRule },
    ['reconnect-allow-1', 'nsg1', noInternet.policy, '"Nothing from outside."'],
  ],
  ['a short pool', poolHealth, behind(['10.0.0.4', 'healthy']), ['vm1', 'gw1', 'web', '0', '1']],
  ['an unknown pool', poolHealth, behind(['10.0.0.4', 'unknown']), ['vm1', 'gw1']],
  [
    'a rule of somebody else',
    ownRules,
    { ...rules({ ...deny, name: 'reconnect-allow-1' }), plan: addRule },
    ['nsg1', 'reconnect-allow-1'],
  ],
])('%s: people read what and where', (_, guard, asking, parts) => {
  const said = check(guard, asking);
  const because = said.kind === 'block' ? said.because : undefined;
  for (const language of ['en', 'ko'] as const) for (const part of parts) expect(because?.[language]).toContain(part);
});

test('a VM’s gateways are looked for in every watched subscription, and once in its own', () => {
  const elsewhere = '99999999-9999-4999-8999-999999999999';
  const asked: string[] = [];
  const gateway = ids.gateway.replace(subscription, elsewhere);
  const see = ((kind: { readonly kind: string }, params: { readonly subscription: string }) => {
    if (kind.kind !== 'applicationGateways') return { ...healthy[kind.kind as keyof typeof healthy] };
    asked.push(params.subscription);
    const theirs = { id: gateway, name: 'gw9', ipConfigurations: [], addresses: ['10.0.0.4'] };
    return { gateways: params.subscription === elsewhere ? [theirs] : [] };
  }) as unknown as See;
  const watched = { subscriptions: [subscription.toUpperCase(), elsewhere] };
  expect(poolsOf(see, ids.vm, watched)).toEqual([{ gateway, addresses: ['10.0.0.4'] }]);
  expect(asked).toEqual([subscription, elsewhere]);
});
