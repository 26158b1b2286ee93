import type { Mutant } from '../mutant';
import { mutant, test } from '../write';

export const config: readonly Mutant[] = [
  mutant(
    'the refusal of clouds that are not Azure’s',
    'config/settings.ts',
    ', ...foreignIn(read.data)',
    '',
    test('shared/config/settings.test.ts', 'is refused'),
  ),
  mutant(
    'the endpoints that follow from the name of a storage account',
    'config/storage-settings.ts',
    'https://${account}.${service}.${storageDomain}',
    'https://${account}.${service}.core.windows.net',
    test('shared/config/settings.test.ts', 'its name is enough'),
  ),
];
