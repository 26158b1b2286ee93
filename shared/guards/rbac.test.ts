import { names } from './rbac';

const restart = 'Microsoft.Compute/virtualMachines/restart/action';
const role = (actions: readonly string[], notActions: readonly string[] = []) => ({ actions, notActions });

test.each([
  [restart, true],
  [restart.toUpperCase(), true],
  ['*', true],
  ['Microsoft.Compute/*', true],
  ['*/action', true],
  ['microsoft.compute/*/Action', true],
  ['Microsoft.Compute/virtualMachines/*/action', true],
  ['Microsoft.Compute/*/restart/*', true],
  ['Microsoft.Compute/virtualMachines/restart/action*', true],
  ['*/virtualMachines/restart/action', true],
  ['Microsoft.Compute/virtualMachines', false],
  ['Microsoft.Compute/virtualMachines/restart', false],
  ['virtualMachines/restart/action', false],
  ['*/read', false],
  ['Microsoft.Network/*', false],
  ['Microsoft.Compute/virtualMachines/restart/action/*', false],
  ['Microsoft.Compute/*/restart/*/action', false],
  ['Microsoft?Compute/virtualMachines/restart/action', false],
  ['Microsoft.Compute/virtualMachines/(restart|redeploy)/action', false],
  ['', false],
])('%s: %s', (pattern, matches) => expect(names([role([pattern])], restart)).toBe(matches));

test('a dot is a dot', () => expect(names([role(['Microsoft.Compute/x'])], 'MicrosoftxCompute/x')).toBe(false));

test('what a wildcard stands for is not used twice', () => {
  expect(names([role(['ab*ba'])], 'aba')).toBe(false);
  expect(names([role(['a*b*b'])], 'ab')).toBe(false);
});

test('no role gives nothing', () => expect(names([], restart)).toBe(false));

test('what a role leaves out is not given by it', () => {
  expect(names([role(['Microsoft.Compute/*'], ['*/RESTART/action'])], restart)).toBe(false);
});

test('but another role may give it', () => {
  expect(names([role(['Microsoft.Compute/*'], ['*/restart/action']), role([restart])], restart)).toBe(true);
});

test('what one role leaves out, another does not take away', () => {
  expect(names([role([restart]), role(['*'], ['*/restart/action'])], restart)).toBe(true);
});
