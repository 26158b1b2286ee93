import type { Mutant } from '../mutant';
import { answer, minute, noHelp } from '../runs';
import { mutant, promise, test } from '../write';

export const clearance: readonly Mutant[] = [
  mutant(
    'the look whether changes are switched off, just before they are sent',
    'incident/clearance.ts',
    "if (off) return { kind: 'off', because: off };",
    '',
    promise('the kill switch holds', {
      ...noHelp,
      injections: [answer(1), { kind: 'switched-off', at: 7.5 * minute, forMs: 60 * minute }],
    }),
  ),
  mutant(
    'the last word before a change is sent',
    'incident/clearance.ts',
    "if (because) return { kind: 'refused', because };",
    '',
    test('test/incident/forged.test.ts', 'a script that undoes'),
  ),
  mutant(
    'the promises kept so far',
    'incident/clearance.ts',
    'const [broken] = auditIncident(incident, events);',
    'const [broken] = auditIncident(incident, []);',
    test('shared/incident/clearance.test.ts', 'nobody looked just before'),
  ),
  mutant(
    'the change that was approved',
    'incident/clearance.ts',
    '|| !same(plan[step.of][step.index], change)',
    '',
    test('shared/incident/clearance.test.ts', 'it is not the change that was approved'),
  ),
  mutant(
    'the approver of now',
    'incident/clearance.ts',
    'approvedBy.find((by) => !isAmong(policy.approvers, by))',
    'undefined',
    test('test/incident/forged.test.ts', 'the approver must still be one'),
  ),
  mutant(
    'the undoing that outlasts its approver',
    'incident/clearance.ts',
    "step.of === 'changes' ? approvedBy.find",
    'step.of ? approvedBy.find',
    promise('what was approved is undone, whoever has left since', {
      ...noHelp,
      injections: [answer(1), { kind: 'approver-left', who: 'kim', at: 7.5 * minute }],
    }),
  ),
  mutant(
    'the age of an approval',
    'incident/clearance.ts',
    "if (step.of === 'changes' && now > Date.parse(decision.at) + approvedWithinMs)",
    'if (now < 0)',
    test('shared/incident/clearance.test.ts', 'it was approved too long ago'),
  ),
  mutant(
    'the plan made again from the evidence',
    'incident/clearance.ts',
    "if (again.kind !== 'proposal' || again.proposal.hash !== planHash(plan)) return notMadeAgain;",
    "if (again.kind !== 'proposal') return undefined;",
    test('shared/incident/clearance.test.ts', 'the evidence makes another plan'),
  ),
  mutant(
    'those who must approve by the policy of now',
    'incident/clearance.ts',
    'return isEnough(again.proposal.asks, approvedBy) ? undefined : notEnough;',
    'return undefined;',
    test('shared/incident/clearance.test.ts', 'more people must approve it now'),
  ),
  mutant(
    'the inverse made again',
    'incident/clearance.ts',
    'return same(made, change) ? undefined : notMadeAgain;',
    'return undefined;',
    test('shared/incident/clearance.test.ts', 'it is not the inverse'),
  ),
  mutant(
    'scope and mode before something is undone',
    'incident/clearance.ts',
    "if (asked.value.kind !== 'pass') return asked.value.because;",
    '',
    test('shared/incident/clearance.test.ts', 'undoing it is not sent when it is out of scope now'),
  ),
  mutant(
    'the ledger that must have it as started',
    'incident/clearance.ts',
    "if (!booked) return { kind: 'refused', because: notBooked };",
    "if (!booked) return { kind: 'clear' };",
    test('shared/incident/clearance.test.ts', 'the ledger does not have it'),
  ),
  mutant(
    'the booking at the time of sending',
    'incident/clearance.ts',
    "stage: { kind: 'started', at: new Date(now).toISOString() }",
    'stage: booked.stage',
    test('shared/incident/clearance.test.ts', 'is booked as begun now'),
  ),
];
