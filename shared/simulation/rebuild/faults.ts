import type { z } from 'zod';
import type { Fault } from '../scenarios/schema';
import type { IncidentEvent, Step } from '../../incident/events';
import type { Refusal } from '../../model/azure';
import type { Clock } from './clock';
import { changeRequestOf, questionOf, type Request } from './requests';

type FaultInput = z.input<typeof Fault>;
type Answer = FaultInput['answer'];

/** Something that went wrong between Reconnect and Azure: which request, when, and how. */
interface Mishap {
  readonly request: Request;
  readonly at: string;
  readonly answer: Answer;
}

/** What went wrong between Reconnect and Azure, as faults of a scenario. */
export function faultsIn(events: readonly IncidentEvent[], clock: Clock): FaultInput[] {
  const faults: FaultInput[] = [];
  for (const { request, at, answer } of mishaps(events)) {
    const same = faults.find(
      (fault) =>
        fault.path === request.path &&
        fault.method === request.method &&
        JSON.stringify(fault.answer) === JSON.stringify(answer),
    );
    if (same) {
      same.times = (same.times ?? 1) + 1;
      continue;
    }
    const served = lastServed(events, request, at);
    faults.push({ ...request, ...(served === undefined ? {} : { at: clock(served) }), times: 1, answer });
  }
  return faults;
}

function mishaps(events: readonly IncidentEvent[]): readonly Mishap[] {
  return events.flatMap((event, index): readonly Mishap[] => {
    const { at } = event;
    switch (event.kind) {
      case 'observed': {
        const { observation } = event;
        if (observation.outcome.kind === 'answered') return [];
        const answer = answerOf(observation.outcome.refusal);
        const request = questionOf(observation);
        return request && answer ? [{ request, at, answer }] : [];
      }
      case 'deferred': {
        const request = event.request ? questionOf(event.request) : deferred(events, index);
        const answer = answerOf(event.refusal);
        return request && answer ? [{ request, at, answer }] : [];
      }
      case 'change-intended':
        return lost(events, index, event.step, at);
      case 'change-settled': {
        if (event.result.kind === 'failed') return failed(events, index, event.step, event.result.refusal, at);
        return event.result.kind === 'landed' ? slow(events, index, event.step, at) : [];
      }
      default:
        return [];
    }
  });
}

/** What Azure answered, as a fault of the simulated one; nothing where the estate itself brings the refusal about. */
function answerOf(refusal: Refusal): Answer | undefined {
  const { code, message } = refusal;
  const status = (value: number): Answer => ({ kind: 'status', status: value, code, message });
  switch (refusal.kind) {
    case 'forbidden':
    case 'not-found':
    case 'unexported':
      return undefined;
    case 'throttled':
      return { kind: 'status', status: 429, code, message, retryAfterSeconds: Math.ceil(refusal.retryAfterMs / 1000) };
    case 'conflict':
      return status(409);
    case 'unavailable':
      return status(503);
    case 'invalid':
      return status(400);
    case 'failed':
      return { kind: 'operation', seconds: 5, code, message };
  }
}

/** A right that was taken away after the plan was checked: asked before, Azure had said that it was there. */
const forbidden = ({ code, message }: Refusal): Answer => ({ kind: 'status', status: 403, code, message });

/** Which request was put off, where the event does not say: the change that was being sent, else, as older records have it, the question that is answered next. */
function deferred(events: readonly IncidentEvent[], index: number): Request | undefined {
  const before = events[index - 1];
  const sending = before?.kind === 'change-intended' ? changeAt(events, index, before.step) : undefined;
  if (sending) return sending;
  const next = events.slice(index).find(({ kind }) => kind === 'observed' || kind === 'observation-pending');
  if (next?.kind === 'observed') return questionOf(next.observation);
  return next?.kind === 'observation-pending' ? questionOf(next.pending.request) : undefined;
}

/** A change of which nobody knew whether it had arrived, with what was found out about it later. */
function lost(events: readonly IncidentEvent[], index: number, step: Step, at: string): readonly Mishap[] {
  const request = changeAt(events, index, step);
  const after = events.slice(index + 1).filter((event) => fates.has(event.kind));
  const [first, ...later] = after;
  const second = later.find((event) => event.kind !== 'round-started' || event.purpose !== 'inspect');
  if (!request || first?.kind !== 'round-started' || first.purpose !== 'inspect') return [];
  const arrived =
    second?.kind === 'change-settled' && (second.result.kind === 'landed' || second.result.kind === 'unknown');
  return [{ request, at, answer: { kind: arrived ? 'drop-answer' : 'drop-request' } }];
}

const fates: ReadonlySet<string> = new Set([
  'round-started',
  'deferred',
  'change-intended',
  'change-submitted',
  'change-settled',
  'closed',
]);

/** A change that Azure refused, or began and did not finish. One that never arrived was told above. */
function failed(
  events: readonly IncidentEvent[],
  index: number,
  step: Step,
  refusal: Refusal,
  at: string,
): readonly Mishap[] {
  const request = changeAt(events, index, step);
  const submitted = events
    .slice(0, index)
    .findLast(({ kind }) => kind === 'change-submitted' || kind === 'change-intended');
  if (
    !request ||
    !submitted ||
    events.slice(0, index).findLast(({ kind }) => kind === 'round-started' || kind === 'change-intended')?.kind ===
      'round-started'
  )
    return [];
  const answer = refusal.kind === 'forbidden' ? forbidden(refusal) : answerOf(refusal);
  if (!answer) return [];
  const seconds = Math.round((Date.parse(at) - Date.parse(submitted.at)) / 1000);
  return [{ request, at, answer: answer.kind === 'operation' ? { ...answer, seconds } : answer }];
}

/** Longer than any operation of a simulated Azure takes by itself, s. */
const slowSeconds = 150;

/** A change that Azure took long to carry out: what else happened meanwhile must still happen meanwhile. */
function slow(events: readonly IncidentEvent[], index: number, step: Step, at: string): readonly Mishap[] {
  const request = changeAt(events, index, step);
  const submitted = events
    .slice(0, index)
    .find((event) => event.kind === 'change-submitted' && sameStep(event.step, step));
  const seconds = submitted ? Math.round((Date.parse(at) - Date.parse(submitted.at)) / 1000) : 0;
  return request && seconds > slowSeconds ? [{ request, at, answer: { kind: 'operation', seconds } }] : [];
}

const sameStep = (a: Step, b: Step): boolean => a.of === b.of && a.index === b.index;

/** The request of a step of the plan that was in force at an event. */
function changeAt(events: readonly IncidentEvent[], index: number, { of, index: place }: Step): Request | undefined {
  const planned = events.slice(0, index).findLast((event) => event.kind === 'planned');
  const change = planned?.proposal.plan[of][place];
  return change && changeRequestOf(change);
}

/** When Azure last answered the same request well, before `at`: the fault began only after that. */
function lastServed(events: readonly IncidentEvent[], request: Request, at: string): string | undefined {
  const served = events.findLast(
    (event) =>
      event.at < at &&
      event.kind === 'observed' &&
      event.observation.outcome.kind === 'answered' &&
      questionOf(event.observation)?.path === request.path,
  );
  return served?.at;
}
