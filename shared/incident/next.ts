import { shortCode } from '../approvals/approval';
import { inspectChange, inverseOf, readiness } from '../changes';
import type { Policy } from '../model/policy';
import { canonicalTextOf } from '../model/canonical';
import { fixes } from '../fixes/index.generated';
import type { Operation, Refusal } from '../model/azure';
import type { Change } from '../model/change';
import type { ObservationRequest } from '../model/observation';
import type { FixRequest } from '../model/plan';
import type { Intervention, Stage } from '../model/ledger';
import { attempt, distinct, questionKey, seeing } from '../model/see';
import { ledger } from '../observations/ledger';
import { targetKey } from '../model/target';
import { text, type Text } from '../model/text';
import { assess, presenceOf, type AssessContext, type Assessment } from './assess';
import { lookAtProbes, workingProbes } from './regression-probes';
import type { Happened, PendingObservation, Step } from './events';
import type { Phase, State } from './state';

/** What an incident needs next. Exactly one thing at a time; everything that touches the world is one of these. */
export type Next =
  | { readonly do: 'record'; readonly events: readonly Happened[] }
  /** Asks these side by side. */
  | { readonly do: 'observe'; readonly requests: readonly ObservationRequest[] }
  /** Asks how the answers are doing that are under way. */
  | { readonly do: 'poll'; readonly pending: readonly PendingObservation[] }
  /** Books the intervention, provided that the ledger is still of this version, and records what then happened. */
  | {
      readonly do: 'book';
      readonly intervention: Intervention;
      readonly version: string;
      readonly events: readonly Happened[];
    }
  | { readonly do: 'send'; readonly step: Step; readonly change: Change }
  | { readonly do: 'follow'; readonly step: Step; readonly operation: Operation; readonly change: Change }
  /** `until` in ms since the epoch. */
  | { readonly do: 'wait'; readonly until: number }
  | { readonly do: 'finish' };

/**
 * How long after an intent without a submission Azure is inspected, ms. Whoever committed the intent sends at once and gives
 * up after a minute, so by then nobody is about to send.
 */
export const inspectAfterMs = 120_000;
/** How long Azure may take to tell what became of a change, ms. */
const settlesWithinMs = 30 * 60_000;

/** How often a change is sent that did not reach Azure before it counts as failed: what was approved long ago is not pressed on. */
const mostTries = 3;
const outOfReach: Refusal = {
  kind: 'unavailable',
  code: 'OUT_OF_REACH',
  message: 'Azure could not be reached with the change.',
};

/** Answers that are due within this of each other are asked about together, ms. */
const pollTogetherMs = 1_000;

/** The pause between two looks at whether the connection is back, ms. */
export const verifyEveryMs = 15_000;
/** How long Azure may take to show that something was undone, ms. */
const undoShowsWithinMs = 5 * 60_000;

/** A plan that was made longer ago is made again before its first change is sent, ms. */
export const freshMs = 120_000;
/** For how long a guard may hold a plan before people are told and it is given up, ms: before the question, and after the approval. */
const heldAtMostMs = { asking: 4 * 3_600_000, approved: 3_600_000 };

/** The one thing to do next for an incident in this state. `now` in ms since the epoch. Pure. */
export function next(state: State, policy: Policy, now: number): Next {
  if (state.phase.kind === 'closed') return { do: 'finish' };
  return underWay(state, now) ?? inPhase(state, state.phase, policy, now);
}

/** What comes before everything else: a pause that Azure asked for, and answers that are due. */
function underWay({ deferred, pending }: State, now: number): Asking | undefined {
  if (deferred && now < deferred.until) return { do: 'wait', until: deferred.until };
  const due = pending.filter(({ pollAt }) => pollAt <= now);
  return due.length > 0 ? { do: 'poll', pending: due } : undefined;
}

/** What comes next where this is missing. `now` in ms since the epoch. Pure. */
export const ask = (state: State, missing: readonly ObservationRequest[], now: number): Asking =>
  underWay(state, now) ?? observe(state, missing);

/** The part of an incident that only asks Azure. */
type Asking = Extract<Next, { do: 'wait' | 'poll' | 'observe' }>;

function inPhase(state: State, phase: Exclude<Phase, { kind: 'closed' }>, policy: Policy, now: number): Next {
  switch (phase.kind) {
    case 'diagnosing':
      return diagnose(state, policy, now);
    case 'held':
      return now < phase.until
        ? { do: 'wait', until: phase.until }
        : record({ kind: 'round-started', purpose: 'diagnose' });
    case 'planned': {
      const { hash } = phase.proposal;
      const until = new Date(now + policy.approvalMinutes * 60_000).toISOString();
      return record({
        kind: 'asked',
        approval: { code: codeFor(state, hash), planHash: hash, approvers: policy.approvers, until },
      });
    }
    case 'asking':
      return awaitAnswer(state, phase.approval.until, now);
    case 'rechecking':
      return recheck(state, phase, policy, now);
    case 'changing':
      return applyStep(state, phase, now);
    case 'failed':
      return afterFailure(phase);
    case 'verifying':
      return verify(state, phase, now);
    case 'time-limited':
      return now < phase.until
        ? { do: 'wait', until: phase.until }
        : record({ kind: 'undo-started', why: 'time-is-up' });
    case 'confirming-undo':
      return confirmUndo(state, phase, now);
    case 'undone':
      return record(afterUndo(phase));
  }
}

const record = (...events: readonly Happened[]): Next => ({ do: 'record', events });

/** Asks for what is missing and not under way yet; where all of it is, the first answers are waited for. */
function observe({ pending }: State, missing: readonly ObservationRequest[]): Asking {
  const asked = new Set(pending.map(({ request }) => questionKey(request)));
  const requests = missing.filter((request) => !asked.has(questionKey(request)));
  if (requests.length > 0) return { do: 'observe', requests };
  if (pending.length === 0) throw new Error('Evidence is needed, but none is named.');
  const times = pending.map(({ pollAt }) => pollAt);
  const soonest = Math.min(...times);
  return { do: 'wait', until: Math.max(...times.filter((time) => time <= soonest + pollTogetherMs)) };
}

/** Whether the policy is another one than was last judged by. Each that is judged by is recorded, so that a decision can be made again. */
const judgesByAnother = ({ policy: before }: State, policy: Policy): boolean =>
  before === undefined || canonicalTextOf(before) !== canonicalTextOf(policy);

function diagnose(state: State, policy: Policy, now: number): Next {
  if (judgesByAnother(state, policy)) return record({ kind: 'judging-by', policy });
  const assessment = assess(state.evidence, contextOf(state, policy));
  if (assessment.kind === 'needs') return observe(state, assessment.observations);
  const judgements = assessment.kind === 'healthy' ? [] : assessment.judgements;
  const diagnosed: Happened = { kind: 'diagnosed', presence: assessment.presence, judgements };
  const triedSomething = tried(state).length > 0;

  if (assessment.kind === 'proposal') {
    const { proposal } = assessment;
    return book(state, assessment, { kind: 'asked', at: timeOf(now) }, diagnosed, { kind: 'planned', proposal });
  }
  if (assessment.kind === 'healthy')
    return record(diagnosed, {
      kind: 'closed',
      outcome: triedSomething ? 'resolved' : 'self-healed',
      because: assessment.presence.because,
    });
  const end: Happened = {
    kind: 'closed',
    outcome: triedSomething ? 'escalated' : 'reported',
    because: withFailure(assessment.because, state),
  };
  if (assessment.kind === 'report') return record(diagnosed, end);
  const held = holdOf(assessment, Date.parse(state.openedAt) + heldAtMostMs.asking);
  return held ? record(diagnosed, held) : record(diagnosed, { kind: 'guarded', proposal: assessment.proposal }, end);
}

/** The guard's hold, where it ends before `latest` (ms since the epoch). */
function holdOf({ proposal, until }: Extract<Assessment, { kind: 'guarded' }>, latest: number): Happened | undefined {
  return until !== undefined && Date.parse(until) <= latest ? { kind: 'guarded', proposal, until } : undefined;
}

const timeOf = (ms: number): string => new Date(ms).toISOString();

/**
 * The code of a question. The ledger is the one that the guards have seen, and the plan is only booked while it is still that one:
 * so no two questions that are open ever have the same.
 */
function codeFor({ id, evidence }: State, planHash: string): string {
  const seen = attempt(() => seeing(evidence)(ledger, {}).interventions);
  const others = seen.kind === 'done' ? seen.value.filter(({ incident }) => incident !== id) : [];
  return shortCode(
    id,
    planHash,
    others.flatMap(({ code }) => code ?? []),
  );
}

/** Books a proposal in the ledger that the guards have seen. */
function book(
  state: State,
  { proposal, ledgerVersion }: Extract<Assessment, { kind: 'proposal' }>,
  stage: Stage,
  ...events: readonly Happened[]
): Next {
  const { cause, blamed, plan, hash, affectedResources } = proposal;
  return {
    do: 'book',
    version: ledgerVersion,
    intervention: {
      incident: state.id,
      target: targetKey(state.target),
      cause,
      blamed,
      fix: plan.fix,
      planHash: hash,
      ...(stage.kind === 'asked' ? { code: codeFor(state, hash) } : {}),
      resource: plan.resource,
      region: plan.region,
      affectedResources,
      stage,
    },
    events,
  };
}

function awaitAnswer(state: State, until: string, now: number): Next {
  const decision = state.attempts.at(-1)?.decision;
  if (decision)
    return record({
      kind: 'closed',
      outcome: 'rejected',
      because: text(
        `${decision.by.name} rejected the fix. Nothing was changed.`,
        `${decision.by.name}님이 조치를 거절했습니다. 변경된 것은 없습니다.`,
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

/** Judges everything again with fresh evidence: only exactly the plan that was approved is applied, and only while no guard objects. */
function recheck(
  state: State,
  { proposal, heldUntil }: Extract<Phase, { kind: 'rechecking' }>,
  policy: Policy,
  now: number,
): Next {
  if (heldUntil !== undefined)
    return now < heldUntil ? { do: 'wait', until: heldUntil } : record({ kind: 'round-started', purpose: 'recheck' });
  if (judgesByAnother(state, policy)) return record({ kind: 'judging-by', policy });
  const assessment = assess(state.evidence, contextOf(state, policy));
  if (assessment.kind === 'needs') return observe(state, assessment.observations);
  const before = tried(state).length > 1;
  if (assessment.kind === 'healthy')
    return record(
      { kind: 'rechecked', result: 'healed' },
      { kind: 'closed', outcome: before ? 'resolved' : 'self-healed', because: assessment.presence.because },
    );
  const outcome = before ? 'escalated' : 'reported';
  if (assessment.kind === 'report' || assessment.proposal.hash !== proposal.hash)
    return record({ kind: 'rechecked', result: 'changed' }, { kind: 'closed', outcome, because: noLongerFits });
  if (assessment.kind === 'guarded') {
    const { because } = assessment;
    const approvedAt = state.attempts.at(-1)?.decision?.at ?? state.openedAt;
    const held = holdOf(assessment, Date.parse(approvedAt) + heldAtMostMs.approved);
    return held
      ? record(held)
      : record(
          { kind: 'guarded', proposal: assessment.proposal },
          { kind: 'rechecked', result: 'guarded' },
          { kind: 'closed', outcome, because: notApplied(because) },
        );
  }
  const probes = attempt(() => workingProbes(seeing(state.evidence), proposal.plan, state.target, policy));
  if (probes.kind === 'needs') return observe(state, probes.observations);
  if (probes.kind !== 'done')
    return record(
      { kind: 'rechecked', result: 'guarded' },
      { kind: 'closed', outcome, because: notApplied(probes.because) },
    );
  return book(
    state,
    assessment,
    { kind: 'started', at: timeOf(now) },
    {
      kind: 'rechecked',
      result: 'same',
      probes: probes.value,
    },
  );
}

const noLongerFits = text(
  'Things changed between the question and the approval, so the approved plan no longer fits. It was not applied.',
  '질문과 승인 사이에 상황이 바뀌어 승인된 계획이 더 이상 맞지 않습니다. 적용하지 않았습니다.',
);
const notApplied = (because: Text): Text =>
  text(`The approved plan was not applied. ${because.en}`, `승인된 계획을 적용하지 않았습니다. ${because.ko}`);

function applyStep(state: State, phase: Extract<Phase, { kind: 'changing' }>, now: number): Next {
  const { proposal, step, progress, tries } = phase;
  const change = proposal.plan[step.of][step.index];
  if (!change) throw new Error(`Plan ${proposal.hash} has no step ${step.of} ${step.index}.`);
  const settled = (result: Extract<Happened, { kind: 'change-settled' }>['result']) =>
    record({ kind: 'change-settled', step, result });
  switch (progress.kind) {
    case 'ready': {
      if (now < progress.notBefore) return { do: 'wait', until: progress.notBefore };
      const isFirst = step.of === 'changes' && step.index === 0;
      if (isFirst && now > phase.checkedAt + freshMs) return record({ kind: 'round-started', purpose: 'recheck' });
      const ready = attempt(() => readiness(seeing(state.evidence), change));
      if (ready.kind === 'needs') return observe(state, ready.observations);
      if (ready.kind !== 'done') return settled({ kind: 'withheld', because: ready.because });
      return ready.value.kind === 'ready'
        ? { do: 'send', step, change }
        : settled({ kind: 'withheld', because: ready.value.because });
    }
    case 'intended':
      if (now < progress.at + inspectAfterMs) return { do: 'wait', until: progress.at + inspectAfterMs };
      return record({ kind: 'round-started', purpose: 'inspect' });
    case 'inspecting': {
      const { requestId, intendedAt, since } = progress;
      const intent = { requestId, at: timeOf(intendedAt), lookedAt: timeOf(since) };
      const inspected = attempt(() => inspectChange(seeing(state.evidence), change, intent));
      if (inspected.kind === 'needs') return observe(state, inspected.observations);
      const found = inspected.kind === 'done' ? inspected.value : 'unknown';
      if (found === 'unsettled') {
        if (since >= intendedAt + settlesWithinMs) return settled({ kind: 'unknown' });
        const nextAt = since + inspectAfterMs;
        return now < nextAt ? { do: 'wait', until: nextAt } : record({ kind: 'round-started', purpose: 'inspect' });
      }
      if (found === 'absent' && tries >= mostTries) return settled({ kind: 'failed', refusal: outOfReach });
      return settled({ kind: found });
    }
    case 'submitted':
      return now < progress.pollAt
        ? { do: 'wait', until: progress.pollAt }
        : { do: 'follow', step, change, operation: progress.operation };
  }
}

/** A change that was not carried out: what was already done is undone, and the next documented fix is looked for. */
function afterFailure({ proposal, step, result }: Extract<Phase, { kind: 'failed' }>): Next {
  const { plan } = proposal;
  const change = plan.changes[step.index];
  // An operation that failed half-way may have left what its inverse takes away; a request that was refused did not.
  const leftBehind =
    result.kind === 'failed' && result.refusal.kind === 'failed' && change && inverseOf(change) !== undefined;
  const undoes = step.of === 'changes' && (step.index > 0 || leftBehind) && plan.undo.length > 0;
  if (undoes && result.kind !== 'unknown') return record({ kind: 'undo-started', why: 'failed-halfway' });
  if (result.kind === 'failed' && step.of === 'changes') return record({ kind: 'round-started', purpose: 'diagnose' });
  return record({ kind: 'closed', outcome: 'escalated', because: leftToPeople(step, result) });
}

function leftToPeople(step: Step, result: Extract<Phase, { kind: 'failed' }>['result']): Text {
  if (result.kind === 'unknown')
    return text(
      'Nobody can tell whether the change landed. It is not sent again; please look at the resource.',
      '변경이 적용되었는지 알 수 없습니다. 다시 보내지 않으니 리소스를 확인해 주세요.',
    );
  const because =
    result.kind === 'withheld'
      ? result.because
      : text(`${result.refusal.code}: ${result.refusal.message}`, `${result.refusal.code}: ${result.refusal.message}`);
  return step.of === 'undo'
    ? text(
        `The fix could not be undone. ${because.en} Please undo it by hand.`,
        `조치를 되돌리지 못했습니다. ${because.ko} 남은 것이 있는지 확인해 주세요.`,
      )
    : text(`The change was not sent. ${because.en}`, `변경을 보내지 않았습니다. ${because.ko}`);
}

function verify(state: State, { proposal, since, turn }: Extract<Phase, { kind: 'verifying' }>, now: number): Next {
  const { plan } = proposal;
  if (turn.kind === 'look') {
    const looked = presenceOf(state.evidence, state.target, ownSymptom(state));
    const probes = attempt(() => lookAtProbes(seeing(state.evidence), state.attempts.at(-1)?.probes ?? []));
    const missing = [looked, probes].flatMap((each) => (each.kind === 'needs' ? each.observations : []));
    if (looked.kind === 'needs' || missing.length > 0) return observe(state, distinct(missing));
    return record({
      kind: 'verified',
      presence: looked.presence,
      probes: probes.kind === 'done' ? probes.value : { kind: 'unclear' },
    });
  }
  if (turn.probes.kind === 'broken') {
    if (plan.undo.length > 0) return record({ kind: 'undo-started', why: 'broke-something' });
    return record({ kind: 'closed', outcome: 'escalated', because: brokeSomething(turn.probes.what) });
  }
  if (turn.presence.kind === 'absent' && turn.probes.kind === 'well')
    return plan.lastsMs === undefined
      ? record({ kind: 'closed', outcome: 'resolved', because: recovered(state, turn.presence.because) })
      : record({ kind: 'time-limited', until: timeOf(now + plan.lastsMs) });
  const nextAt = turn.at + verifyEveryMs;
  const recoversWithinMs = fixes.find((fix) => fix.id === plan.fix)?.recoversWithinMs ?? 0;
  if (nextAt <= since + recoversWithinMs)
    return now < nextAt ? { do: 'wait', until: nextAt } : record({ kind: 'round-started', purpose: 'verify' });
  return record(
    plan.undo.length > 0 ? { kind: 'undo-started', why: 'no-help' } : { kind: 'round-started', purpose: 'diagnose' },
  );
}

/** What the incident is about: it has recovered when this is gone, whatever else is wrong with the target. */
const ownSymptom = ({ presence }: State) => (presence && presence.kind !== 'absent' ? presence.symptom : undefined);

/** Why it has recovered, and what else is wrong with the target. */
function recovered({ evidence, target }: State, because: Text): Text {
  const rest = presenceOf(evidence, target);
  if (rest.kind === 'needs' || rest.presence.kind === 'absent') return because;
  const { because: other } = rest.presence;
  return text(
    `${because.en} Something else is still wrong: ${other.en}`,
    `${because.ko} 다른 문제가 남아 있습니다: ${other.ko}`,
  );
}

const brokeSomething = (what: string): Text =>
  text(
    `Since the change, ${what} no longer works, and the change cannot be undone.`,
    `변경 이후 ${what}이(가) 더 이상 작동하지 않으며, 변경은 되돌릴 수 없습니다.`,
  );

/** Looks until Azure shows that nothing of the change is left, or it has had its time. */
function confirmUndo(
  state: State,
  { proposal, since }: Extract<Phase, { kind: 'confirming-undo' }>,
  now: number,
): Next {
  const see = seeing(state.evidence);
  const looked = attempt(() => proposal.plan.undo.every((change) => inspectChange(see, change) === 'landed'));
  if (looked.kind === 'needs') return observe(state, looked.observations);
  if (looked.kind === 'done' && looked.value) return record({ kind: 'undo-verified' });
  if (now >= since + undoShowsWithinMs)
    return record({
      kind: 'closed',
      outcome: 'escalated',
      because: text(
        'The fix was undone, but Azure does not show it. Please look at the resource.',
        '조치를 되돌렸지만 Azure에서 확인되지 않습니다. 리소스를 확인해 주세요.',
      ),
    });
  const nextAt = Date.parse(state.updatedAt) + verifyEveryMs;
  return now < nextAt ? { do: 'wait', until: nextAt } : record({ kind: 'round-started', purpose: 'confirm-undo' });
}

/** After what helped was undone in time, it is over; after anything else, the next documented fix is looked for. */
function afterUndo({ why }: Extract<Phase, { kind: 'undone' }>): Happened {
  if (why !== 'time-is-up') return { kind: 'round-started', purpose: 'diagnose' };
  return {
    kind: 'closed',
    outcome: 'resolved',
    because: text(
      'The connection was back. The fix was for a limited time, and was undone when the time was up.',
      '연결이 복구되었습니다. 조치는 기한이 정해져 있었고, 기한이 되어 되돌렸습니다.',
    ),
  };
}

/** The reason, and what became of the last fix where it was not simply of no help. */
function withFailure(because: Text, state: State): Text {
  const { failure, undoing } = state.attempts.at(-1) ?? {};
  if (undoing === 'broke-something')
    return text(
      `${because.en} The last one was undone because another connection broke.`,
      `${because.ko} 마지막 조치는 다른 연결이 끊겨 되돌렸습니다.`,
    );
  if (!failure) return because;
  const said = `${failure.code}: ${failure.message}`;
  return text(
    `${because.en} Azure did not carry the last one out (${said})`,
    `${because.ko} 마지막 조치는 Azure가 실행하지 않았습니다 (${said})`,
  );
}

/** What was approved before; the same is tried once in an incident. What is being rechecked does not count against itself. */
const tried = (state: State): readonly FixRequest[] =>
  state.attempts.filter(({ decision }) => decision?.decision === 'approve').map(({ proposal }) => proposal.request);

/** What a state is judged in. */
export function contextOf(state: State, policy: Policy): AssessContext {
  const before = state.phase.kind === 'rechecking' ? tried(state).slice(0, -1) : tried(state);
  return { incident: state.id, target: state.target, policy, tried: before };
}
