import { oneOf, scopeNamed } from './scope';

const subscription = '9d3f2b7e-41c8-4a6d-b0f5-6e8c1d2a7b94';
const group = (name: string) => `/subscriptions/${subscription}/resourceGroups/${name}`;
const vm = (name: string, inGroup = 'rg-files') =>
  `${group(inGroup)}/providers/Microsoft.Compute/virtualMachines/${name}`;
const targets = [vm('vm-files'), vm('vm-jump'), vm('VM-FILES'), vm('web', 'web'), vm('db', 'rg-a'), vm('db', 'rg-b')];
const named = (what: string) => scopeNamed(what, targets, [subscription.toUpperCase()]);

test.each([
  ['a target by its name', 'vm-jump', vm('vm-jump')],
  ['a resource group by its name, once for all its targets', 'RG-Files', group('rg-files')],
  ['a whole id', `${vm('somewhere-else')}/`, vm('somewhere-else')],
  ['a subscription', `/subscriptions/${subscription}`, `/subscriptions/${subscription}`],
])('%s', (_, what, scope) => expect(named(what)).toEqual({ kind: 'scope', scope }));

test('a target whose id is known in two spellings is one', () => {
  const found = named('vm-files');
  expect(found.kind === 'scope' ? found.scope.toLowerCase() : found).toBe(vm('vm-files').toLowerCase());
});

test.each([
  'vm',
  'files',
  'virtualMachines',
  subscription,
  '/',
  '',
  `/subscriptions/${subscription}0`,
  '/subscriptions/',
])('%j is unknown', (what) => expect(named(what)).toEqual({ kind: 'unknown' }));

test('a name of several things is ambiguous, and all of them are named', () => {
  expect(named('db')).toEqual({ kind: 'ambiguous', scopes: [vm('db', 'rg-a'), vm('db', 'rg-b')] });
  expect(named('web')).toEqual({ kind: 'ambiguous', scopes: [vm('web', 'web'), group('web')] });
});

test('one of some scopes, by name or id, in whatever case', () => {
  const scopes = [group('rg-files'), vm('vm-files')];
  expect(oneOf('RG-FILES', scopes)).toEqual({ kind: 'scope', scope: group('rg-files') });
  expect(oneOf(vm('VM-files'), scopes)).toEqual({ kind: 'scope', scope: vm('vm-files') });
  expect(oneOf('vm-jump', scopes)).toEqual({ kind: 'unknown' });
});
