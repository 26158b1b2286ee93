import { complies, type Condition } from './policy-rule';

const type = 'Microsoft.Network/networkSecurityGroups/securityRules';
const rule = {
  type,
  name: 'allow-web',
  location: 'koreacentral',
  tags: { owner: 'Net' },
  properties: {
    access: 'Allow',
    priority: 300,
    sourceAddressPrefix: 'Internet',
    destinationPortRanges: ['80', '443'],
    list: [{ name: 'a' }, { name: 'b' }],
  },
};

const field = (name: string, test: Record<string, unknown>): Condition => ({ field: name, ...test });
const alias = (name: string, test: Record<string, unknown>) => field(`${type}/${name}`, test);

test.each<[string, Condition, boolean]>([
  ['the type, in any case', field('type', { equals: type.toUpperCase() }), true],
  ['another type', field('type', { equals: 'Microsoft.Compute/virtualMachines' }), false],
  ['a tag', field('tags.owner', { equals: 'net' }), true],
  ['a tag in brackets', field("tags['owner']", { in: ['app', 'net'] }), true],
  ['a tag that is not there', field('tags.none', { exists: 'false' }), true],
  ['an alias', alias('access', { equals: 'allow' }), true],
  ['an alias in any case', field(`${type.toLowerCase()}/ACCESS`, { equals: 'Allow' }), true],
  ['a number', alias('priority', { equals: 300 }), true],
  ['another value', alias('access', { notEquals: 'Allow' }), false],
  ['one of none', alias('sourceAddressPrefix', { notIn: ['*', '10.0.0.0/8'] }), true],
  ['a pattern', alias('sourceAddressPrefix', { like: 'Inter*' }), true],
  ['a pattern that does not fit', alias('sourceAddressPrefix', { notLike: 'Inter*' }), false],
  ['what is not there is like nothing', alias('none', { like: '*' }), false],
  ['every member of a list', alias('destinationPortRanges[*]', { in: ['80', '443'] }), true],
  ['not every member of a list', alias('destinationPortRanges[*]', { equals: '80' }), false],
  ['inside a list', alias('list[*].name', { in: ['a', 'b'] }), true],
  ['an alias of the group', field('Microsoft.Network/networkSecurityGroups/access', { exists: true }), false],
  ['an alias of something below', alias('below/access', { exists: true }), false],
  ['all', { allOf: [alias('access', { equals: 'Allow' }), field('name', { like: 'allow-*' })] }, true],
  ['all but one', { allOf: [alias('access', { equals: 'Allow' }), field('name', { like: 'deny-*' })] }, false],
  ['any', { anyOf: [alias('access', { equals: 'Deny' }), field('location', { exists: true })] }, true],
  ['not', { not: alias('access', { equals: 'Allow' }) }, false],
])('%s', (_, condition, expected) => expect(complies(condition, rule)).toBe(expected));

test.each([
  ['an operator', alias('access', { contains: 'All' })],
  ['a condition without a field', { count: { field: 'x' }, greater: 1 } as unknown as Condition],
])('%s that the twin does not know is not passed over', (_, condition) => {
  expect(() => complies(condition, rule)).toThrow('The twin does not know this policy');
});
