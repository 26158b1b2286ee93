import * as fc from 'fast-check';
import { freePriority } from './free-priority';
import { evaluate } from './nsg';
import type { SecurityRule } from './rules';
import { allow, deny, flow } from './testing/examples';
import { CONTEXT, rulesArbitrary } from './testing/small-world';

const context = { virtualNetwork: ['10.0.0.0/16'] };
const infrastructure = flow('GatewayManager', '*', '65200-65535');

test.each<[string, readonly SecurityRule[], number]>([
  ['only the default rules deny', [], 4096],
  ['just before the rule that denies', [deny('d', 300, 'Internet', '*', '*')], 299],
  ['before the first of several', [deny('d', 300, '*', '*', '65200'), deny('e', 200, '*', '*', '65300')], 199],
  ['before a rule that may deny some of the tag', [deny('d', 300, '20.0.0.0/8', '*', '*')], 299],
  [
    'past taken ones',
    [deny('d', 300, '*', '*', '*'), allow('a', 299, '*', '*', '80'), allow('b', 298, '*', '*', '81')],
    297,
  ],
  [
    'rules of the other direction take nothing',
    [deny('d', 300, '*', '*', '*'), { ...allow('o', 299, '*', '*', '80'), direction: 'Outbound' }],
    299,
  ],
  [
    'rules that deny other flows do not matter',
    [deny('d', 100, 'VirtualNetwork', '*', '*'), deny('e', 110, '*', '*', '22')],
    4096,
  ],
])('%s', (_, rules, priority) => {
  expect(freePriority(rules, [infrastructure], context)).toEqual({ kind: 'free', priority });
});

test('none is free before a rule at 100, and the answer says which rule', () => {
  expect(freePriority([deny('first', 100, '*', '*', '*')], [infrastructure], context)).toMatchObject({
    kind: 'none',
    because: {
      en: expect.stringContaining('first (100)') as string,
      ko: expect.stringContaining('first(100)') as string,
    },
  });
});

test('an allow rule at the free priority allows the flow', () => {
  fc.assert(
    fc.property(rulesArbitrary(6), (rules) => {
      const free = freePriority(rules, [infrastructure], CONTEXT);
      if (free.kind === 'none') return;
      expect(rules.some((rule) => rule.priority === free.priority)).toBe(false);
      const added = allow('added', free.priority, 'GatewayManager', '*', '65200-65535');
      expect(evaluate([...rules, added], infrastructure, CONTEXT).access).toBe('Allow');
    }),
    { seed: 1 },
  );
});
