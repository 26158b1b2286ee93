import type { Mutant } from '../mutant';
import { mutant, scenario, test } from '../write';

export const fixes: readonly Mutant[] = [
  mutant(
    'the protected settings of VMAccess',
    'fixes/reset-ssh.ts',
    /settings: \{\},\s+protectedSettings: \{ reset_ssh: true \},/,
    'settings: { reset_ssh: true }, protectedSettings: {},',
    scenario('vm-sshd-config-invalid'),
  ),
  mutant(
    'that a gateway’s identities are none of Reconnect’s to assign',
    'fixes/raise-probe-timeout.ts',
    'if (gateway.hasOwnIdentity)',
    'if (false)',
    test('shared/fixes/fixes.test.ts', 'the gateway has an identity of its own'),
  ),
];
