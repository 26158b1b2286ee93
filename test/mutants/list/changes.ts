import type { Mutant } from '../mutant';
import { mutant, scenario, test } from '../write';

export const changes: readonly Mutant[] = [
  mutant(
    'the look whether somebody else changed the probe',
    'changes/set-gateway-probe.ts',
    'if (isSame(value, from) || isSame(value, to))',
    'if (true)',
    test('shared/changes/changes.test.ts', 'is not set over what somebody else made of it'),
  ),
  mutant(
    'the look whether somebody else made a rule or a route of that name',
    'changes/own-part.ts',
    'if (!part.there(see, change))',
    'if (true)',
    test('shared/changes/changes.test.ts', 'a rule is not added over one that somebody made meanwhile'),
  ),
  mutant(
    'the look whether somebody else changed an added rule or route',
    'changes/own-part.ts',
    'if (!there || part.isAsMade(there, change))',
    'if (true)',
    scenario('gateway-limited-rule-changed-by-somebody'),
  ),
  mutant(
    'asking whether a change may be sent now',
    'changes/index.ts',
    "handlingOf(change).ready?.(see, change) ?? { kind: 'ready' }",
    "({ kind: 'ready' })",
    scenario('gateway-limited-rule-changed-by-somebody'),
  ),
  mutant(
    'the question whose operation it was',
    'changes/vm-operation.ts',
    'clientRequestId && sameId(clientRequestId, intent.requestId)',
    'true',
    test('shared/changes/changes.test.ts', 'one of somebody else'),
  ),
  mutant(
    'the time that the activity log takes',
    'changes/vm-operation.ts',
    "Date.parse(intent.lookedAt) < intended + LOGGED_WITHIN_MS ? 'unsettled' : 'absent'",
    "'absent'",
    test('shared/changes/changes.test.ts', 'one that the log does not tell of yet'),
  ),
  mutant(
    'the look for what a rule really says',
    'changes/put-security-rule.ts',
    'isAsWanted(rule, change.rule) &&',
    '',
    test('shared/changes/changes.test.ts', 'a rule of that name with another priority'),
  ),
  mutant(
    'the look whether somebody else changed the route',
    'changes/put-route.ts',
    'if (route && change.over.some((each) => isRoute(route, each)))',
    'if (true)',
    test('shared/changes/changes.test.ts', 'a route stays when somebody has changed it'),
  ),
  mutant(
    'the look for where a route really leads',
    'changes/route.ts',
    'route.nextHopIpAddress === nextHopIpAddress',
    'true',
    test('shared/changes/changes.test.ts', 'a route that leads elsewhere'),
  ),
  mutant(
    'the failure of an extension',
    'changes/put-vm-extension.ts',
    "return /^(failed|canceled)$/i.test(extension.provisioningState) ? 'unknown' : 'landed';",
    "return 'landed';",
    test('shared/changes/changes.test.ts', 'and it failed'),
  ),
];
