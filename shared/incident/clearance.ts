import { isAmong, type Approver } from '../approvals/approval';
import { auditIncident, mayEver } from './promises';
import { inverseOf } from '../changes';
import type { Policy } from '../model/policy';
import { mode } from '../guards/mode';
import { scope } from '../guards/scope';
import { canonicalJson } from '../model/canonical';
import type { Change } from '../model/change';
import type { Asks, Proposed } from '../model/guard';
import type { Intervention, Ledger } from '../model/ledger';
import { attempt, seeing } from '../model/see';
import { text, type Text } from '../model/text';
import { assess, planHash, presenceOf } from './assess';
import type { IncidentEvent, Step } from './events';
import { contextOf } from './judging';
import { approvedWithinMs } from './timing';
import { stateOf } from './state';
import { fixFor } from './wishes';
import type { Attempted, State } from './phase';

/** A change that is about to be sent, and everything that may speak against it. */
export interface Sending {
  readonly incident: string;
  /** The last one is the intent to send this change. */
  readonly events: readonly IncidentEvent[];
  readonly step: Step;
  readonly change: Change;
  /** As the settings say now. */
  readonly policy: Policy;
  /** As it is now. */
  readonly ledger: Ledger;
  /** ms since the epoch. */
  readonly now: number;
}

export type Clearance =
  /** `booking`: what is to be booked as begun at this moment, with the first change of a plan. */
  | { readonly kind: 'clear'; readonly booking?: Intervention }
  /** All changes are switched off. */
  | { readonly kind: 'off'; readonly because: Text }
  | { readonly kind: 'refused'; readonly because: Text };

/**
 * The last word before a change is sent, whatever is stored and whoever wrote it: the kill switch, the approval and its
 * approver, and the policy are asked again; the change is made once more by the code, out of the evidence; and the incident
 * must have kept its promises so far. What undoes a change was approved with it, and needs no approver any more. Pure.
 */
export function clearanceOf(sending: Sending): Clearance {
  const off = switchedOff(sending);
  if (off) return { kind: 'off', because: off };
  const { incident, events, step, ledger, now } = sending;
  const attempted = stateOf(incident, events).attempts.at(-1);
  const because = objection(sending, attempted);
  if (because) return { kind: 'refused', because };
  if (step.of === 'undo' || step.index > 0) return { kind: 'clear' };
  // The ledger's own word that this plan has been started and is not over.
  const booked = ledger.interventions.find(
    ({ incident: of, planHash: hash, stage }) =>
      of === incident && hash === attempted?.approval.planHash && stage.kind === 'started',
  );
  if (!booked) return { kind: 'refused', because: notBooked };
  return { kind: 'clear', booking: { ...booked, stage: { kind: 'started', at: new Date(now).toISOString() } } };
}

function switchedOff({ policy, ledger: { stop } }: Sending): Text | undefined {
  if (policy.stopped)
    return text(
      'The settings switch all changes off (RECONNECT_STOPPED, or stopped in the policy).',
      '설정(RECONNECT_STOPPED 또는 정책의 stopped)으로 모든 변경이 중지되어 있습니다.',
    );
  return stop && text(`${stop.by} switched all changes off.`, `${stop.by}님이 모든 변경을 중지했습니다.`);
}

/** Why the change must not be sent, when it must not. */
function objection(
  { incident, events, step, change, policy, now }: Sending,
  attempted: Attempted | undefined,
): Text | undefined {
  const [broken] = auditIncident(incident, events);
  if (broken) return text(`The record contradicts itself. ${broken.text.en}`, `기록이 모순됩니다. ${broken.text.ko}`);

  const decision = attempted?.decision;
  if (attempted === undefined || decision?.decision !== 'approve') return notApproved;
  const { approval, approvedBy, proposal } = attempted;
  const { plan } = proposal;
  if (approval.planHash !== planHash(plan) || !same(plan[step.of][step.index], change)) return notApproved;
  // What takes a change back was approved along with it, and outlasts its approver.
  const gone = step.of === 'changes' ? approvedBy.find((by) => !isAmong(policy.approvers, by)) : undefined;
  if (gone)
    return text(
      `${gone.name}, who approved it, is no approver in the policy any more.`,
      `승인한 ${gone.name}님이 더 이상 정책의 승인자가 아닙니다.`,
    );
  if (step.of === 'changes' && now > Date.parse(decision.at) + approvedWithinMs)
    return text('It was approved too long ago.', '승인된 지 너무 오래되었습니다.');

  const checkedAt = events.findLastIndex((event) => event.kind === 'rechecked' && event.result === 'same');
  const checked = stateOf(incident, events.slice(0, checkedAt));
  return step.of === 'changes'
    ? notTheSame(checked, attempted, policy)
    : notItsInverse(checked, attempted, step, policy);
}

/**
 * The plan is made again from the evidence of the last check, under the policy of now: it and every guard must say the same, and
 * those who approved it must be enough.
 */
function notTheSame(checked: State, { proposal: { plan }, approvedBy }: Attempted, policy: Policy): Text | undefined {
  const again = assess(checked.evidence, contextOf(checked, policy));
  if (again.kind === 'guarded') return again.because;
  if (again.kind !== 'proposal' || again.proposal.hash !== planHash(plan)) return notMadeAgain;
  return isEnough(again.proposal.asks, approvedBy) ? undefined : notEnough;
}

/** What undoes a plan is what the code makes as its inverse. Only what cannot change its mind is asked: something is to be taken back. */
function notItsInverse(checked: State, { proposal }: Attempted, { index }: Step, policy: Policy): Text | undefined {
  const { request, plan } = proposal;
  const proposed: Proposed = { ...proposal, incident: checked.id, target: checked.target, alongside: [] };
  const see = seeing(checked.evidence);
  for (const guard of [scope, mode]) {
    const asked = attempt(() => guard.check(see, proposed, policy));
    if (asked.kind !== 'done') return notMadeAgain;
    if (asked.value.kind !== 'pass') return asked.value.because;
  }
  const change = plan.undo[index];
  // What is time-limited may outlive this version of the fix.
  if (plan.changes.some((each) => same(inverseOf(each), change))) return undefined;
  const looked = presenceOf(checked.evidence, checked.target);
  if (looked.kind === 'needs' || looked.presence.kind !== 'present') return notMadeAgain;
  const context = { ...contextOf(checked, checked.policy ?? policy), presence: looked.presence };
  const again = attempt(() => fixFor(request).plan(see, request, context));
  const made = again.kind === 'done' && again.value.kind === 'plan' ? again.value.plan.undo[index] : undefined;
  return same(made, change) ? undefined : notMadeAgain;
}

const isEnough = (asks: Asks | undefined, approvedBy: readonly Approver[]): boolean =>
  asks !== undefined && approvedBy.filter((by) => isAmong(mayEver(asks), by)).length >= asks.people;

const same = (a: Change | undefined, b: Change | undefined): boolean =>
  a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b);

const notApproved = text('This is not what was approved.', '승인된 내용이 아닙니다.');
const notEnough = text(
  'By the policy of now, other people must approve it, or more of them.',
  '현재 정책으로는 다른 사람의 승인이나 더 많은 사람의 승인이 필요합니다.',
);
const notMadeAgain = text(
  'Made again from the evidence, it is not the same.',
  '증거로 다시 만들어 보니 같은 변경이 아닙니다.',
);
const notBooked = text('The ledger does not have it as started.', '원장에 시작된 것으로 기록되어 있지 않습니다.');
