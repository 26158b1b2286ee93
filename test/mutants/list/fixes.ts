import type { Mutant } from '../mutant';
import { mutant, scenario } from '../write';

export const fixes: readonly Mutant[] = [
  mutant(
    'the protected settings of VMAccess',
    'fixes/reset-ssh.ts',
    /settings: \{\},\s+protectedSettings: \{ reset_ssh: true \},/,
    'settings: { reset_ssh: true }, protectedSettings: {},',
    scenario('vm-sshd-config-invalid'),
  ),
];
