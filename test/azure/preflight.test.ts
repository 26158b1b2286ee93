import type { ObservationKind, Params } from '../../shared/model/observation';
import { denyAssignments } from '../../shared/observations/deny-assignments';
import { applicationGateways } from '../../shared/observations/application-gateways';
import { guestSsh } from '../../shared/observations/guest-ssh';
import { locks } from '../../shared/observations/locks';
import { observerPermissions } from '../../shared/observations/observer-permissions';
import { permissions } from '../../shared/observations/permissions';
import { policyRestrictions } from '../../shared/observations/policy-restrictions';
import { changeKinds } from '../../shared/changes';
import type { Resource } from '../../shared/simulation/scenarios/schema';
import { connect, disconnect, ways } from './connected';
import { GROUP, NSG, SUBSCRIPTION, VM } from './estate';
import { extension, removal, rule, script } from './sample-changes';

afterEach(disconnect);

const authorization = (scope: string, type: string, name: string, properties: Resource['properties']): Resource => ({
  id: `${scope}/providers/Microsoft.Authorization/${type}/${name}`,
  type: `Microsoft.Authorization/${type}`,
  name,
  properties,
});
const lock = (scope: string, name: string, level: string) => authorization(scope, 'locks', name, { level });

const everyone = { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' };
const deny = (scope: string, more: object = {}) =>
  authorization(scope, 'denyAssignments', 'managed', {
    denyAssignmentName: 'Managed',
    principals: [everyone],
    permissions: [{ actions: ['*/write', '*/delete'], notActions: ['Microsoft.Compute/*'] }],
    ...more,
  });

const subscription = `/subscriptions/${SUBSCRIPTION}`;
const alias = 'Microsoft.Network/networkSecurityGroups/securityRules';
const definition = authorization(subscription, 'policyDefinitions', 'no-allow', {
  displayName: 'Nothing from outside',
  parameters: { sources: { type: 'Array', defaultValue: ['*', 'Internet'] } },
  policyRule: {
    if: {
      allOf: [
        { field: 'type', equals: alias },
        { field: `${alias}/access`, equals: 'allow' },
        {
          anyOf: [
            { field: `${alias}/sourceAddressPrefix`, in: "[parameters('sources')]" },
            { not: { field: `${alias}/sourceAddressPrefix`, notLike: '203.0.113.*' } },
          ],
        },
      ],
    },
    then: { effect: 'deny' },
  },
});
const assign = (scope: string, more: object = {}) =>
  authorization(scope, 'policyAssignments', 'assigned', { policyDefinitionId: definition.id, ...more });
const checked = {
  resourceGroup: GROUP,
  apiVersion: '2025-05-01',
  scope: NSG,
  content: { type: alias, name: rule.name, properties: { ...rule.rule } },
};

describe.each(ways)('$name', ({ way }) => {
  test.each<{ kind: ObservationKind; params: Params }>([
    { kind: permissions, params: { scope: NSG } },
    { kind: observerPermissions, params: { scope: subscription } },
    { kind: locks, params: { scope: NSG } },
    { kind: denyAssignments, params: { scope: NSG } },
    { kind: policyRestrictions, params: checked },
    { kind: applicationGateways, params: { subscription: SUBSCRIPTION } },
  ])('the right for $kind.kind is named where it is missing', async ({ kind, params }) => {
    const [action = ''] = kind.permissions;
    const { ask } = await connect(way, { missingActions: [action] });
    expect(await ask(kind, params)).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'forbidden', action, code: 'AuthorizationFailed' },
    });
  });

  test('permissions are those of the identity that sends changes, without what is taken away', async () => {
    const missing = 'Microsoft.Compute/virtualMachines/redeploy/action';
    const { look } = await connect(way, { missingActions: [missing] });
    const { allows } = await look(permissions, { scope: VM });
    const declared = Object.values(changeKinds).flatMap((kind) => kind.permissions);
    expect(allows).toHaveLength(1);
    expect(allows[0]?.actions).toEqual(expect.arrayContaining(declared));
    expect(allows[0]?.actions).not.toContain('Microsoft.Network/applicationGateways/backendhealth/action');
    expect(allows[0]?.notActions).toEqual([missing]);
  });

  test('those of the identity that looks are its own, at a subscription too', async () => {
    const { look } = await connect(way);
    const { allows } = await look(observerPermissions, { scope: subscription });
    const actions = allows.flatMap((each) => each.actions);
    expect(actions).toContain('Microsoft.Network/applicationGateways/read');
    expect(actions).not.toContain('Microsoft.Network/networkSecurityGroups/securityRules/write');
  });

  test('locks at and above a scope are seen, those below and beside are not', async () => {
    const more = [
      lock(NSG, 'own', 'CanNotDelete'),
      lock(GROUP, 'group', 'ReadOnly'),
      lock(subscription, 'all', 'CanNotDelete'),
      lock(`${NSG}/securityRules/allow-ssh`, 'below', 'ReadOnly'),
      lock(VM, 'beside', 'ReadOnly'),
    ];
    const { look } = await connect(way, { more });
    const found = (await look(locks, { scope: NSG })).locks;
    expect(found.map(({ name, level, scope }) => [name, level, scope])).toEqual([
      ['own', 'CanNotDelete', NSG],
      ['group', 'ReadOnly', GROUP],
      ['all', 'CanNotDelete', subscription],
    ]);
  });

  test('what a lock above forbids is refused for good', async () => {
    const { azure } = await connect(way, { more: [lock(subscription, 'all', 'CanNotDelete')] });
    expect(await azure.submit(removal, 'r')).toMatchObject({ refusal: { kind: 'invalid', code: 'ScopeLocked' } });
    expect(await azure.submit(rule, 'r')).toMatchObject({ kind: 'pending' });
  });

  test('a deny assignment above is seen, and outweighs the roles', async () => {
    const { azure, look } = await connect(way, { more: [deny(GROUP)] });
    const { assignments } = await look(denyAssignments, { scope: NSG });
    expect(assignments).toMatchObject([{ name: 'Managed', scope: GROUP, everyone: true, inherited: true }]);
    expect(await azure.submit(rule, 'r')).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'invalid', code: 'DenyAssignmentAuthorizationFailed' },
    });
    expect(await azure.submit(extension, 'r')).toMatchObject({ kind: 'pending' });
  });

  test.each([
    ['not for what is below', { doNotApplyToChildScopes: true }],
    ['for somebody else', { principals: [{ id: 'somebody' }] }],
    ['for everyone but the remediator', { excludePrincipals: [{ id: 'remediator' }] }],
  ])('a deny assignment that is %s denies nothing', async (_, more) => {
    const { azure } = await connect(way, { more: [deny(GROUP, more)] });
    expect(await azure.submit(rule, 'r')).toMatchObject({ kind: 'pending' });
  });

  test('a policy that denies a rule is told before, and refuses it', async () => {
    const reason = 'Ask the network team.';
    const more = [definition, assign(GROUP, { nonComplianceMessages: [{ message: reason }] })];
    const { azure, look, requests } = await connect(way, { more });
    expect(await look(policyRestrictions, checked)).toEqual({
      denials: [{ policy: more[1]?.id, effect: 'deny', reason }],
    });
    const refused = await azure.submit(rule, 'r');
    expect(refused).toMatchObject({ refusal: { kind: 'invalid', code: 'RequestDisallowedByPolicy' } });
    expect(JSON.stringify(refused)).toContain(reason);
    expect(requests().at(-1)).toBe(`PUT ${rule.name} 403`);
  });

  test.each([
    ['is only watched', [definition, assign(GROUP, { enforcementMode: 'DoNotEnforce' })]],
    ['does not hold for the group', [definition, assign(GROUP, { notScopes: [NSG] })]],
    ['is assigned elsewhere', [definition, assign(VM)]],
    ['takes other values', [definition, assign(GROUP, { parameters: { sources: { value: ['10.0.0.0/8'] } } })]],
  ])('a policy that %s denies nothing', async (_, more) => {
    const inside = { ...rule, rule: { ...rule.rule, sourceAddressPrefix: 'Internet' } };
    const { azure, look } = await connect(way, { more });
    const content = { type: alias, name: rule.name, properties: { ...inside.rule } };
    expect(await look(policyRestrictions, { ...checked, content })).toEqual({ denials: [] });
    expect(await azure.submit(inside, 'r')).toMatchObject({ kind: 'pending' });
  });

  test('a lock forbids Run Command, which is asked as the identity that sends changes', async () => {
    const { azure, ask } = await connect(way, { more: [lock(VM, 'frozen', 'ReadOnly')] });
    expect(await ask(guestSsh, { vm: VM })).toMatchObject({ refusal: { code: 'ScopeLocked' } });
    expect(await azure.submit(script, 'r')).toMatchObject({ refusal: { code: 'ScopeLocked' } });
  });
});
