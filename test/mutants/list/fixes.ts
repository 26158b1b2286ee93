import type { Mutant } from '../mutant';
import { mutant, scenario, test } from '../write';

export const fixes: readonly Mutant[] = [
  mutant(
    'the start of a gateway of which nobody knows whether it is stopped',
    'incident/phases/changing.ts',
    "result.kind === 'unknown' ? endsWithItsInverse(plan) :",
    "result.kind === 'unknown' ? false :",
    scenario('gateway-stop-cannot-be-followed'),
  ),
  mutant(
    'the start of a gateway that was stopped and did not start',
    'fixes/restart-gateway.ts',
    'undo: [start],',
    'undo: [],',
    scenario('gateway-start-fails-once'),
  ),
  mutant(
    'that a gateway which was started again is not started once more',
    'model/plan.ts',
    'plan.undo.length > 0 && !endsWithItsInverse(plan)',
    'plan.undo.length > 0',
    scenario('gateway-name-restart-does-not-help'),
  ),
  mutant(
    'the protected settings of VMAccess',
    'fixes/reset-ssh.ts',
    /settings: \{\},\s+protectedSettings: \{ reset_ssh: true \},/,
    'settings: { reset_ssh: true }, protectedSettings: {},',
    scenario('vm-sshd-config-invalid'),
  ),
  mutant(
    'that a gateway’s identities are none of Reconnect’s to assign',
    'fixes/change-probe.ts',
    'if (gateway.hasOwnIdentity)',
    'if (false)',
    test('shared/fixes/fixes.test.ts', 'the gateway has an identity of its own'),
  ),
  mutant(
    'the direction of a rule',
    'fixes/allow-rule.ts',
    "(fix === 'allow-inbound' ? 'Inbound' : 'Outbound')",
    "(fix === 'allow-inbound' ? 'Inbound' : 'Inbound')",
    scenario('gateway-backend-denied-outbound'),
  ),
  mutant(
    'the look for who else goes by a route table',
    'fixes/route-to-internet.ts',
    'if (others.length === 0) return undefined;',
    'if (others.length >= 0) return undefined;',
    scenario('gateway-default-route-of-a-shared-table'),
  ),
  mutant(
    'the look whether a default route is there already',
    'fixes/route-to-internet.ts',
    "addressPrefix === '0.0.0.0/0' || ",
    '',
    test('shared/fixes/fixes.test.ts', 'its default route leads to the Internet'),
  ),
  mutant(
    'that not knowing who goes by a route table is no proof',
    'fixes/route-to-internet.ts',
    'if (others.length === subnets.length)',
    'if (others.length < 0)',
    test('shared/fixes/fixes.test.ts', 'nobody knows who goes by the table'),
  ),
  mutant(
    'that the default route alone may not be enough',
    'fixes/route-to-internet.ts',
    'if (other)',
    'if (false)',
    test('shared/fixes/fixes.test.ts', 'more public addresses lead elsewhere'),
  ),
];
