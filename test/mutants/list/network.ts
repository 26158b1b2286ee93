import type { Mutant } from '../mutant';
import { mutant, test } from '../write';

export const network: readonly Mutant[] = [
  mutant(
    'what a rule that cannot be read leaves open',
    'network/nsg.ts',
    "const may = rules.filter((rule) => rule.access !== 'Allow');",
    "const may = rules.filter((rule) => rule.access === 'Deny');",
    test('shared/network/nsg.test.ts', 'a rule that could not be read leaves open'),
  ),
  mutant(
    'the doubt whether VirtualNetwork holds an address on premises',
    'network/service-tags.ts',
    'if (perhapsVirtualNetwork.length === 0) return [known];',
    'return [known];',
    test('shared/network/nsg.test.ts', 'a private address that VirtualNetwork may hold'),
  ),
];
