import type { Mutant } from '../mutant';
import { mutant, test } from '../write';

export const symptoms: readonly Mutant[] = [
  mutant(
    'that a health which nobody knows is none',
    'symptoms/backend-health.ts',
    /for \(const server of servers\)\s+sure\([^;]+;/,
    '',
    test('shared/symptoms/symptoms.test.ts', 'with backends ["healthy","wobbly"]'),
  ),
  mutant(
    'that backends of which none is healthy are not well',
    'symptoms/backend-health.ts',
    "health === 'unhealthy' && healthy === 0",
    "health === 'unhealthy' && healthy < 0",
    test('shared/symptoms/symptoms.test.ts', 'with backends ["draining","partial"]'),
  ),
  mutant(
    'that SSH is looked for on Linux only',
    'symptoms/ssh-unreachable.ts',
    "onlyOn('Linux', connectionFails('ssh-unreachable'))",
    "connectionFails('ssh-unreachable')",
    test('shared/symptoms/symptoms.test.ts', 'with Windows is not looked at as if it had SSH'),
  ),
  mutant(
    'that a Linux VM is judged by its SSH',
    'symptoms/app-unreachable.ts',
    "onlyOn('Windows',",
    "onlyOn('Linux',",
    test('shared/symptoms/symptoms.test.ts', 'with Windows is not looked at as if it had SSH'),
  ),
  mutant(
    'the look at a Windows VM',
    'symptoms/app-unreachable.ts',
    "connectionFails('app-unreachable')(see, target)",
    'undefined',
    test('shared/symptoms/symptoms.test.ts', 'with Windows is not looked at as if it had SSH'),
  ),
];
