import { shortCode } from '../approvals/approval';
import { inspectChange } from '../changes/index';
import type { Policy } from '../config/policy';
import { fixes } from '../fixes/index.generated';
import type { Operation, Refusal } from '../model/azure';
import type { Change } from '../model/change';
import { guidOf } from '../model/canonical';
import type { ObservationRequest } from '../model/observation';
import { attempt, seeing } from '../model/see';
import { text, type Text } from '../model/text';
import { assess, presenceOf, type AssessContext } from './assess';
import type { Happened, PendingObservation, Step } from './events';
import type { Phase, State } from './state';

/** What an incident needs next. Exactly one thing at a time; everything that touches the world is one of these. */
export type Next =
  | { readonly do: 'record'; readonly events: readonly Happened[] }
  | { readonly do: 'observe'; readonly request: ObservationRequest }
  | { readonly do: 'poll'; readonly pending: PendingObservation }
  | { readonly do: 'send'; readonly step: Step; readonly requestId: string; readonly change: Change }
  | { readonly do: 'follow'; readonly step: Step; readonly operation: Operation; readonly change: Change }
  /** `until` in ms since the epoch. */
  | { readonly do: 'wait'; readonly until: number }
  | { readonly do: 'finish' };

/**
 * How long after an intent without a submission Azure is inspected, ms. Whoever committed the intent sends at once and gives
 * up after a minute, so by then nobody is about to send.
 */
export const inspectAfterMs = 120_000;

/** How often a change is sent that did not reach Azure before it counts as failed: what was approved long ago is not pressed on. */
const mostTries = 3;
const outOfReach: Refusal = {
  kind: 'unavailable',
  code: 'OUT_OF_REACH',
  message: 'Azure could not be reached with the change.',
};

/** The pause between two looks at whether the connection is back, ms. */
export const verifyEveryMs = 15_000;

/** The one thing to do next for an incident in this state. `now` in ms since the epoch. Pure. */
export function next(state: State, policy: Policy, now: number): Next {
  if (state.phase.kind === 'closed') return { do: 'finish' };
  if (state.deferred && now < state.deferred.until) return { do: 'wait', until: state.deferred.until };
  if (state.pending)
    return now < state.pending.pollAt
      ? { do: 'wait', until: state.pending.pollAt }
      : { do: 'poll', pending: state.pending };
  return inPhase(state, state.phase, policy, now);
}

function inPhase(state: State, phase: Exclude<Phase, { kind: 'closed' }>, policy: Policy, now: number): Next {
  switch (phase.kind) {
    case 'diagnosing':
      return diagnose(state, policy);
    case 'planned': {
      const { hash } = phase.proposal;
      const until = new Date(now + policy.approvalMinutes * 60_000).toISOString();
      return record({
        kind: 'asked',
        approval: { code: shortCode(state.id, hash), planHash: hash, approvers: policy.approvers, until },
      });
    }
    case 'asking':
      return awaitAnswer(state, phase.approval.until, now);
    case 'rechecking':
      return recheck(state, phase.proposal.hash, policy);
    case 'changing':
      return applyStep(state, phase, now);
    case 'failed':
      return afterFailure(phase);
    case 'verifying':
      return verify(state, phase, now);
    case 'undone':
      return record({ kind: 'round-started', purpose: 'diagnose' });
  }
}

const record = (...events: readonly Happened[]): Next => ({ do: 'record', events });
const observeFirst = ([request]: readonly ObservationRequest[]): Next => {
  if (!request) throw new Error('Evidence is needed, but none is named.');
  return { do: 'observe', request };
};

function diagnose(state: State, policy: Policy): Next {
  const assessment = assess(state.evidence, contextOf(state, policy));
  if (assessment.kind === 'needs') return observeFirst(assessment.observations);
  const judgements = assessment.kind === 'healthy' ? [] : assessment.judgements;
  const diagnosed: Happened = { kind: 'diagnosed', presence: assessment.presence, judgements };
  const triedSomething = tried(state).length > 0;

  if (assessment.kind === 'proposal') return record(diagnosed, { kind: 'planned', proposal: assessment.proposal });
  if (assessment.kind === 'healthy')
    return record(diagnosed, {
      kind: 'closed',
      outcome: triedSomething ? 'resolved' : 'self-healed',
      because: assessment.presence.because,
    });
  return record(diagnosed, {
    kind: 'closed',
    outcome: triedSomething ? 'escalated' : 'reported',
    because: withFailure(assessment.because, state),
  });
}

function awaitAnswer(state: State, until: string, now: number): Next {
  const decision = state.attempts.at(-1)?.decision;
  if (decision)
    return record({
      kind: 'closed',
      outcome: 'rejected',
      because: text(
        `${decision.by.name} rejected the fix. Nothing was changed.`,
        `${decision.by.name}님이 수정을 거절했습니다. 변경된 것은 없습니다.`,
      ),
    });
  if (now < Date.parse(until)) return { do: 'wait', until: Date.parse(until) };
  return record(
    { kind: 'expired' },
    {
      kind: 'closed',
      outcome: 'expired',
      because: text(
        'Nobody answered in time. Nothing was changed.',
        '시간 안에 답한 사람이 없습니다. 변경된 것은 없습니다.',
      ),
    },
  );
}

/** Judges everything again with fresh evidence: only exactly the plan that was approved is applied. */
function recheck(state: State, approvedHash: string, policy: Policy): Next {
  const assessment = assess(state.evidence, contextOf(state, policy));
  if (assessment.kind === 'needs') return observeFirst(assessment.observations);
  if (assessment.kind === 'proposal' && assessment.proposal.hash === approvedHash)
    return record({ kind: 'rechecked', result: 'same' });
  if (assessment.kind === 'healthy')
    return record(
      { kind: 'rechecked', result: 'healed' },
      {
        kind: 'closed',
        outcome: tried(state).length > 1 ? 'resolved' : 'self-healed',
        because: assessment.presence.because,
      },
    );
  return record(
    { kind: 'rechecked', result: 'changed' },
    {
      kind: 'closed',
      outcome: tried(state).length > 1 ? 'escalated' : 'reported',
      because: text(
        'Things changed between the question and the approval, so the approved plan no longer fits. It was not applied.',
        '질문과 승인 사이에 상황이 바뀌어 승인된 계획이 더 이상 맞지 않습니다. 적용하지 않았습니다.',
      ),
    },
  );
}

function applyStep(
  state: State,
  { proposal, step, progress, tries }: Extract<Phase, { kind: 'changing' }>,
  now: number,
): Next {
  const change = proposal.plan[step.of][step.index];
  if (!change) throw new Error(`Plan ${proposal.hash} has no step ${step.of} ${step.index}.`);
  const requestId = guidOf(state.id, proposal.hash, step.of, String(step.index), String(now));
  const send: Next = { do: 'send', step, change, requestId };
  switch (progress.kind) {
    case 'ready':
      if (now < progress.notBefore) return { do: 'wait', until: progress.notBefore };
      return send;
    case 'intended':
      if (now < progress.at + inspectAfterMs) return { do: 'wait', until: progress.at + inspectAfterMs };
      return record({ kind: 'round-started', purpose: 'inspect' });
    case 'inspecting': {
      const inspected = attempt(() =>
        inspectChange(seeing(state.evidence), change, new Date(progress.intendedAt).toISOString()),
      );
      if (inspected.kind === 'needs') return observeFirst(inspected.observations);
      const found = inspected.kind === 'done' ? inspected.value : 'unknown';
      if (found === 'landed') return record({ kind: 'change-settled', step, result: { kind: 'landed' } });
      if (found === 'absent' && tries >= mostTries)
        return record({ kind: 'change-settled', step, result: { kind: 'failed', refusal: outOfReach } });
      if (found === 'absent') return send;
      return record({ kind: 'change-settled', step, result: { kind: 'unknown' } });
    }
    case 'submitted':
      return now < progress.pollAt
        ? { do: 'wait', until: progress.pollAt }
        : { do: 'follow', step, change, operation: progress.operation };
  }
}

/** A change that Azure refused or failed: what was already done is undone, and the next documented fix is looked for. */
function afterFailure({ proposal, step, result }: Extract<Phase, { kind: 'failed' }>): Next {
  if (result.kind === 'unknown' || step.of === 'undo')
    return record({
      kind: 'closed',
      outcome: 'escalated',
      because:
        result.kind === 'unknown'
          ? text(
              'Nobody can tell whether the change landed. It is not sent again; please look at the resource.',
              '변경이 적용되었는지 알 수 없습니다. 다시 보내지 않으니 리소스를 확인해 주세요.',
            )
          : text(
              `Undoing the fix failed (${result.refusal.code}: ${result.refusal.message})`,
              `수정을 되돌리지 못했습니다 (${result.refusal.code}: ${result.refusal.message})`,
            ),
    });
  // An operation that failed half-way may have left its rule behind; a request that was refused did not.
  const leftBehind =
    result.refusal.kind === 'failed' && proposal.plan.changes[step.index]?.kind === 'put-security-rule';
  const undoes = (step.index > 0 || leftBehind) && proposal.plan.undo.length > 0;
  return record(undoes ? { kind: 'undo-started' } : { kind: 'round-started', purpose: 'diagnose' });
}

function verify(state: State, { proposal, since, turn }: Extract<Phase, { kind: 'verifying' }>, now: number): Next {
  if (turn.kind === 'look') {
    const looked = presenceOf(state.evidence, state.target);
    return looked.kind === 'needs'
      ? observeFirst(looked.observations)
      : record({ kind: 'verified', presence: looked.presence });
  }
  if (turn.presence.kind === 'absent')
    return record({ kind: 'closed', outcome: 'resolved', because: turn.presence.because });
  const nextAt = turn.at + verifyEveryMs;
  const recoversWithinMs = fixes.find((fix) => fix.id === proposal.plan.fix)?.recoversWithinMs ?? 0;
  if (nextAt <= since + recoversWithinMs)
    return now < nextAt ? { do: 'wait', until: nextAt } : record({ kind: 'round-started', purpose: 'verify' });
  return record(
    proposal.plan.undo.length > 0 ? { kind: 'undo-started' } : { kind: 'round-started', purpose: 'diagnose' },
  );
}

/** The reason, and why Azure did not carry the last fix out, when it did not. */
function withFailure(because: Text, state: State): Text {
  const failure = state.attempts.at(-1)?.failure;
  if (!failure) return because;
  const said = `${failure.code}: ${failure.message}`;
  return text(
    `${because.en} Azure did not carry the last one out (${said})`,
    `${because.ko} 마지막 수정은 Azure가 실행하지 않았습니다 (${said})`,
  );
}

/** The fixes that were approved before; a fix is tried once in an incident. The one being rechecked does not count against itself. */
const tried = (state: State) =>
  state.attempts.filter(({ decision }) => decision?.decision === 'approve').map(({ proposal }) => proposal.plan.fix);

function contextOf(state: State, policy: Policy): AssessContext {
  const current = state.phase.kind === 'rechecking' ? state.phase.proposal.plan.fix : undefined;
  return { incident: state.id, target: state.target, policy, tried: tried(state).filter((fix) => fix !== current) };
}
