import type { Mutant } from '../mutant';
import { mutant, scenario, unregistered } from '../write';

export const fixes: readonly Mutant[] = [
  unregistered('fixes', 'allowInbound', scenario('gateway-v2-ports-denied')),
  unregistered('fixes', 'resetSsh', scenario('vm-sshd-config-invalid')),
  unregistered('fixes', 'restartVm', scenario('vm-hung-guest')),
  unregistered('fixes', 'redeployVm', scenario('vm-bad-node')),
  mutant(
    'the protected settings of VMAccess',
    'fixes/reset-ssh.ts',
    /settings: \{\},\s+protectedSettings: \{ reset_ssh: true \},/,
    'settings: { reset_ssh: true }, protectedSettings: {},',
    scenario('vm-sshd-config-invalid'),
  ),
];
