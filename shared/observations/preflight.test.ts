import { applicationGateways } from './application-gateways';
import { denyAssignments } from './deny-assignments';
import { locks } from './locks';
import { permissions } from './permissions';
import { policyRestrictions } from './policy-restrictions';

const group = '/subscriptions/1/resourceGroups/rg';
const authorization = `${group}/providers/Microsoft.Authorization`;
const network = `${group}/providers/Microsoft.Network`;

test('permissions, role by role', () => {
  const value = [
    { actions: ['*'], notActions: ['Microsoft.Authorization/*/write'], dataActions: [], notDataActions: [] },
    { actions: ['Microsoft.Compute/virtualMachines/restart/action'], notActions: null },
  ];
  expect(permissions.answer.parse({ value })).toEqual({
    allows: [
      { actions: ['*'], notActions: ['Microsoft.Authorization/*/write'] },
      { actions: ['Microsoft.Compute/virtualMachines/restart/action'], notActions: [] },
    ],
  });
});

test('only the identity that sends changes can be asked what it may do', () => {
  expect(permissions.as).toBe('remediator');
});

test('locks with the scope that they were set on', () => {
  const lock = (id: string, level: string, notes: string | null = null) => ({
    id,
    name: 'keep',
    type: 'Microsoft.Authorization/locks',
    properties: { level, notes },
  });
  const value = [
    lock(`${network}/networkSecurityGroups/nsg/providers/Microsoft.Authorization/locks/keep`, 'ReadOnly', 'Audit'),
    lock(`${authorization}/locks/keep`, 'CanNotDelete'),
    lock('/subscriptions/1/providers/microsoft.authorization/locks/keep', 'NotKnownYet'),
  ];
  expect(locks.answer.parse({ value }).locks.map(({ scope, level, notes }) => [scope, level, notes])).toEqual([
    [`${network}/networkSecurityGroups/nsg`, 'ReadOnly', 'Audit'],
    [group, 'CanNotDelete', undefined],
    ['/subscriptions/1', 'ReadOnly', undefined],
  ]);
});

test('a deny assignment for everyone but two, and one for a single principal', () => {
  const everyone = { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' };
  const value = [
    {
      id: `${authorization}/denyAssignments/d1`,
      name: 'd1',
      properties: {
        denyAssignmentName: 'Managed application',
        scope: group,
        permissions: [{ actions: ['*/write'], notActions: ['Microsoft.Compute/*'] }],
        principals: [everyone],
        excludePrincipals: [{ id: 'p1', type: 'ServicePrincipal' }, { id: 'p2' }],
        doNotApplyToChildScopes: false,
        isSystemProtected: true,
      },
    },
    {
      id: `${authorization}/denyAssignments/d2`,
      name: 'd2',
      properties: { permissions: [{ actions: ['*'] }], principals: [{ id: 'p3' }], doNotApplyToChildScopes: true },
    },
  ];
  expect(denyAssignments.answer.parse({ value })).toEqual({
    assignments: [
      {
        id: `${authorization}/denyAssignments/d1`,
        name: 'Managed application',
        scope: group,
        inherited: true,
        everyone: true,
        principals: [],
        excluded: ['p1', 'p2'],
        denies: [{ actions: ['*/write'], notActions: ['Microsoft.Compute/*'] }],
      },
      {
        id: `${authorization}/denyAssignments/d2`,
        name: 'd2',
        scope: group,
        inherited: false,
        everyone: false,
        principals: ['p3'],
        excluded: [],
        denies: [{ actions: ['*'], notActions: [] }],
      },
    ],
  });
});

test('of the policies that a resource does not comply with, those that deny', () => {
  const evaluation = (name: string, more: object) => ({
    policyInfo: { policyAssignmentId: `${authorization}/policyAssignments/${name}`, policyDefinitionId: 'd' },
    evaluationResult: 'NonCompliant',
    ...more,
  });
  const policyEvaluations = [
    evaluation('deny', {
      effectDetails: { policyEffect: 'Deny' },
      evaluationDetails: { evaluatedExpressions: [], reason: 'No rules from the internet.' },
    }),
    evaluation('audit', { effectDetails: { policyEffect: 'Audit' } }),
    evaluation('untold', {}),
    evaluation('broken', { effectDetails: { policyEffect: 'Deny' }, evaluationResult: 'Error' }),
    evaluation('compliant', { effectDetails: { policyEffect: 'Deny' }, evaluationResult: 'Compliant' }),
  ];
  const { denials } = policyRestrictions.answer.parse({
    fieldRestrictions: [],
    contentEvaluationResult: { policyEvaluations },
  });
  expect(denials).toEqual([
    { policy: `${authorization}/policyAssignments/deny`, effect: 'deny', reason: 'No rules from the internet.' },
    { policy: `${authorization}/policyAssignments/untold`, effect: 'deny', reason: undefined },
    { policy: `${authorization}/policyAssignments/broken`, effect: 'deny', reason: undefined },
  ]);
});

test('where no policy is assigned, nothing is denied', () => {
  expect(policyRestrictions.answer.parse({ fieldRestrictions: [], contentEvaluationResult: null })).toEqual({
    denials: [],
  });
});

test('gateways with the members of all their pools', () => {
  const ipConfiguration = `${network}/networkInterfaces/nic1/ipConfigurations/ip1`;
  const pool = (name: string, properties: object) => ({ name, properties });
  const value = [
    {
      id: `${network}/applicationGateways/gw1`,
      name: 'gw1',
      properties: {
        backendAddressPools: [
          pool('a', { backendIPConfigurations: [{ id: ipConfiguration }], backendAddresses: [] }),
          pool('b', { backendAddresses: [{ ipAddress: '10.0.0.4' }, { fqdn: 'shop.example.com' }] }),
          pool('c', { backendIPConfigurations: [{ id: ipConfiguration }], backendAddresses: [{}] }),
        ],
      },
    },
    { id: `${network}/applicationGateways/gw2`, name: 'gw2', properties: {} },
  ];
  expect(applicationGateways.answer.parse({ value })).toEqual({
    gateways: [
      {
        id: `${network}/applicationGateways/gw1`,
        name: 'gw1',
        ipConfigurations: [ipConfiguration],
        addresses: ['10.0.0.4', 'shop.example.com'],
      },
      { id: `${network}/applicationGateways/gw2`, name: 'gw2', ipConfigurations: [], addresses: [] },
    ],
  });
});
