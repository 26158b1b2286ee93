import type { Mutant } from '../mutant';
import { mutant, test } from '../write';

export const observations: readonly Mutant[] = [
  mutant(
    'that a check really probed',
    'observations/connectivity.ts',
    'probesSent > 0 ?',
    'probesSent >= 0 ?',
    test('shared/observations/diagnostics.test.ts', 'without a probe, Unreachable is no answer'),
  ),
];
