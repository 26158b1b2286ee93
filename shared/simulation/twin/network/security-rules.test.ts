import { NSG, rule, securityGroup, smallModel } from '../walk/small-estate';
import { call, outcome, refusal, reply } from './ask';
import { networkProvider } from '.';
import type { RuleProperties } from '../walk/security';

const RULE = (name: string): string => `${NSG('nsg')}/securityRules/${name}`;

const group = () => smallModel([securityGroup('nsg', { web: rule({ priority: 200 }) })]);
const put = (properties: Partial<RuleProperties>) =>
  [`PUT`, RULE('new'), undefined, { properties: { ...rule({ priority: 100 }), ...properties } }] as const;

test('a new rule is created: 201, Updating until the operation ends, then Succeeded', () => {
  const model = group();
  const first = reply(model, ...put({}));
  expect(first).toMatchObject({
    kind: 'later',
    status: 201,
    ms: 3_000,
    final: 'azure-async-operation',
    body: {
      id: RULE('new'),
      name: 'new',
      etag: expect.stringMatching(/^W\//),
      properties: { provisioningState: 'Updating' },
    },
  });
  expect(model.get(RULE('new'))?.properties).toMatchObject({ provisioningState: 'Updating' });
  if (first.kind !== 'later') throw new Error('not an operation');
  expect(first.complete()).toMatchObject({ status: 201, body: { properties: { provisioningState: 'Succeeded' } } });
  expect(model.get(RULE('new'))?.properties).toEqual({
    ...rule({ priority: 100 }),
    sourcePortRanges: [],
    destinationPortRanges: [],
    sourceAddressPrefixes: [],
    destinationAddressPrefixes: [],
    provisioningState: 'Succeeded',
  });
});

test('an existing rule is replaced: 200, and keeps its old effect until the operation ends', () => {
  const model = group();
  const first = reply(model, 'PUT', RULE('WEB'), undefined, { properties: rule({ priority: 300 }) });
  expect(first).toMatchObject({ status: 200, body: { id: RULE('web'), properties: { priority: 300 } } });
  expect(model.get(RULE('web'))?.properties['priority']).toBe(200);
  if (first.kind === 'later') first.complete();
  expect(model.get(RULE('web'))?.properties['priority']).toBe(300);
});

test('the group and the rule agree', () => {
  const model = group();
  outcome(model, ...put({}));
  const shown = networkProvider.show?.(model.get(NSG('nsg'))!, call('GET', NSG('nsg')), model);
  const rules = shown?.properties['securityRules'] as { name: string; properties: object }[];
  expect(rules.map(({ name }) => name)).toEqual(['web', 'new']);
  expect(rules.find(({ name }) => name === 'new')?.properties).toEqual(model.get(RULE('new'))?.properties);
});

test('the group shows the default rules', () => {
  const model = group();
  const shown = networkProvider.show?.(model.get(NSG('nsg'))!, call('GET', NSG('nsg')), model);
  const rules = shown?.properties['defaultSecurityRules'] as { name: string; properties: { priority: number } }[];
  expect(rules.map(({ name, properties }) => `${name} ${properties.priority}`)).toEqual([
    'AllowVnetInBound 65000',
    'AllowAzureLoadBalancerInBound 65001',
    'DenyAllInBound 65500',
    'AllowVnetOutBound 65000',
    'AllowInternetOutBound 65001',
    'DenyAllOutBound 65500',
  ]);
});

test('a deleted rule is gone when the operation ends; deleting it again changes nothing', () => {
  const model = group();
  const first = reply(model, 'DELETE', RULE('web'));
  expect(model.get(RULE('web'))).toBeDefined();
  if (first.kind === 'later') first.complete();
  expect(model.get(RULE('web'))).toBeUndefined();
  expect(reply(model, 'DELETE', RULE('web'))).toEqual({ kind: 'now', status: 204, effect: 'read' });
});

const { sourceAddressPrefix: _source, ...sourceless } = rule({ priority: 100 });

test.each<[string, unknown]>([
  ['SecurityRuleInvalidPriority', rule({ priority: 99 })],
  ['SecurityRuleInvalidPriority', rule({ priority: 4097 })],
  ['SecurityRuleConflict', rule({ priority: 200 })],
  ['SecurityRuleInvalidAddressPrefix', rule({ priority: 100, sourceAddressPrefix: '10.0.0.5/24' })],
  ['SecurityRuleInvalidAddressPrefix', rule({ priority: 100, destinationAddressPrefix: 'AzureBastionSubnet' })],
  ['SecurityRuleInvalidAddressPrefix', rule({ priority: 100, sourceAddressPrefixes: ['10.0.0.0/8', '300.0.0.0/8'] })],
  ['SecurityRuleInvalidPortRange', rule({ priority: 100, destinationPortRange: '80,443' })],
  ['SecurityRuleInvalidPortRange', rule({ priority: 100, destinationPortRange: '90-80' })],
  ['SecurityRuleInvalidPortRange', rule({ priority: 100, sourcePortRange: '65536' })],
  ['InvalidRequestFormat', sourceless],
  ['InvalidRequestFormat', { priority: 100 }],
  ['InvalidRequestFormat', { ...rule({ priority: 100 }), access: 'Maybe' }],
])('%s refuses %j', (code, properties) => {
  const model = group();
  expect(refusal(model, 'PUT', RULE('new'), undefined, { properties })).toBe(code);
  expect(model.get(RULE('new'))).toBeUndefined();
});

test.each<[string, Partial<RuleProperties>]>([
  ['the same priority in the other direction', { priority: 200, direction: 'Outbound' }],
  ['a tag with a region', { sourceAddressPrefix: 'AzureCloud.KoreaCentral' }],
  ['a single address', { sourceAddressPrefix: '203.0.113.7' }],
  ['both ends of the priorities', { priority: 4096 }],
])('accepts %s', (_, properties) => {
  expect(refusal(group(), ...put(properties))).toBe('answered 201');
});

test('a rule may keep its own priority', () => {
  const again = ['PUT', RULE('web'), undefined, { properties: rule({ priority: 200, access: 'Deny' }) }] as const;
  expect(refusal(group(), ...again)).toBe('answered 200');
});
