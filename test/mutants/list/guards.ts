import type { Mutant } from '../mutant';
import { again, oneAnHour } from '../runs';
import { mutant, promise, scenario, test } from '../write';

export const guards: readonly Mutant[] = [
  mutant(
    'that a gateway which serves somebody is not stopped',
    'guards/pool-health.ts',
    'if (serving.length === 0)',
    'if (true)',
    scenario('gateway-name-remembered-while-serving'),
  ),
  mutant(
    'guards: events-under-way',
    'guards/events-under-way.ts',
    "if (health.state !== 'Unavailable')",
    'if (true)',
    test('shared/guards/guards.test.ts', 'events-under-way blocks when'),
  ),
  mutant(
    'guards: own-rules',
    'guards/own-rules.ts',
    "if (!foreign?.what) return { kind: 'pass' };",
    "if (true) return { kind: 'pass' };",
    test('shared/guards/azure-guards.test.ts', 'own-rules: block when a rule of that name is there'),
  ),
  mutant(
    'that the VM to try from may go out',
    'targets/vm.ts',
    "out.access === 'Deny'",
    'false',
    test('shared/guards/guards.test.ts', 'verifiable blocks when who could try may not go out'),
  ),
  mutant(
    'that the watcher agent is provisioned',
    'targets/tester.ts',
    "installed.provisioningState.toLowerCase() !== 'succeeded'",
    'false',
    test('shared/guards/guards.test.ts', 'verifiable blocks when the watcher agent is not provisioned'),
  ),
  mutant(
    'that the agent of the VM to try from is ready',
    'targets/tester.ts',
    "!isSurely(tester.agent, 'ready')",
    'false',
    test('shared/guards/guards.test.ts', 'verifiable blocks when the VM agent of who could try is dead'),
  ),
  mutant(
    'that gateways are looked for in every watched subscription',
    'topology/pools.ts',
    '[armId(vm).subscription, ...subscriptions]',
    '[armId(vm).subscription]',
    test('shared/guards/azure-guards.test.ts', 'gateways are looked for in every watched subscription'),
  ),
  mutant(
    'a limit to what is under way at once',
    'guards/blast-radius.ts',
    'if (underWay >= atOnce)',
    'if (false)',
    scenario('vm-three-under-way'),
  ),
  mutant(
    'a limit to what begins within an hour',
    'guards/blast-radius.ts',
    "if (!fullest) return { kind: 'pass' };",
    "if (true) return { kind: 'pass' };",
    promise('caps hold', oneAnHour),
  ),
  mutant(
    'the cooldown’s length',
    'guards/cooldown.ts',
    'stagedAt(last) + limits.cooldownMinutes * minuteMs',
    'stagedAt(last)',
    promise('cooldowns hold', again),
  ),
  mutant(
    'that a CanNotDelete lock forbids to delete',
    'guards/locks.ts',
    ' || deletes',
    '',
    test('shared/guards/azure-guards.test.ts', 'a lock stops what it forbids'),
  ),
  mutant(
    'that a CanNotDelete lock forbids nothing else',
    'guards/locks.ts',
    "(level === 'ReadOnly' || deletes)",
    'level.length > 0',
    test('shared/guards/azure-guards.test.ts', 'a lock stops what it forbids'),
  ),
  mutant(
    'that a lock must let the fix be undone',
    'guards/locks.ts',
    '[...plan.changes, ...plan.undo]',
    'plan.changes',
    test('shared/guards/azure-guards.test.ts', 'a lock stops what it forbids'),
  ),
];
