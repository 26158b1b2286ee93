import type { Answer, Refusal } from '../model/azure';
import type { Observation } from '../model/observation';
import type { Happened, PendingObservation } from './events';
import { kindOf, observe, type Eyes } from './observe';
import type { State } from './phase';
import type { Next } from './step';
import { answersWithinMs, askAgainMs, patienceMs } from './timing';

/** How many questions an incident asks at a time: Azure counts requests by subscription, and others ask too. */
const sideBySide = 8;

/** Asks Azure, or how the answers are doing that are under way, and says what came of it; nothing is committed. */
export function gather(
  step: Extract<Next, { do: 'observe' | 'poll' }>,
  state: State,
  deps: Eyes,
): Promise<readonly Happened[]> {
  if (step.do === 'poll')
    return forEach(step.pending, async ({ request, operation, since }) =>
      observed({ request, since }, await deps.azure.poll(operation), state, deps),
    );
  return forEach(step.requests, async (request) => {
    const since = deps.now();
    const answer = await observe(deps, kindOf(request), request.params);
    return observed({ request, since }, answer, state, deps);
  });
}

/** Does this for each, side by side. What was put off comes last, the longest pause at the end: it counts. */
async function forEach<T>(all: readonly T[], ask: (one: T) => Promise<Happened>): Promise<readonly Happened[]> {
  const happened: Happened[] = [];
  for (let first = 0; first < all.length; first += sideBySide)
    happened.push(...(await Promise.all(all.slice(first, first + sideBySide).map(ask))));
  const putOff = happened.filter((each) => each.kind === 'deferred').toSorted((a, b) => a.until - b.until);
  return [...happened.filter(({ kind }) => kind !== 'deferred'), ...putOff];
}

/** What an answer comes to. `since` is when it was asked for, ms since the epoch. */
function observed(
  { request, since }: Pick<PendingObservation, 'request' | 'since'>,
  answer: Answer,
  state: State,
  deps: Eyes,
): Happened {
  const now = deps.now();
  const at = new Date(now).toISOString();
  const refused = (refusal: Refusal): Happened => ({
    kind: 'observed',
    observation: { ...request, at, outcome: { kind: 'refused', refusal } },
  });
  if (answer.kind === 'pending') {
    if (now >= since + answersWithinMs)
      return refused({ kind: 'unavailable', code: 'NO_ANSWER_IN_TIME', message: 'No answer within 20 minutes.' });
    const pollAt = Math.min(now + answer.pollAfterMs, since + answersWithinMs);
    return { kind: 'observation-pending', pending: { request, operation: answer.operation, pollAt, since } };
  }
  if (answer.kind === 'refused') {
    const paused = pause(answer.refusal, state, now, deps.patienceMs);
    return paused ? { ...paused, request } : refused(answer.refusal);
  }
  const read = kindOf(request).answer.safeParse(answer.body);
  if (!read.success) {
    const [issue] = read.error.issues;
    return refused({
      kind: 'invalid',
      code: 'UNREADABLE_ANSWER',
      message: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    });
  }
  const observation: Observation = { ...request, at, outcome: { kind: 'answered', answer: read.data } };
  return { kind: 'observed', observation };
}

/** Whether a refusal passes by itself. */
export const isPassing = (refusal: Refusal): boolean =>
  refusal.kind === 'throttled' || refusal.kind === 'unavailable' || refusal.kind === 'conflict';

/** The pause after a refusal that will pass, or `undefined` when it has lasted too long. */
export function pause(
  refusal: Refusal,
  { deferred }: State,
  now: number,
  forMs = patienceMs,
): Extract<Happened, { kind: 'deferred' }> | undefined {
  if (!isPassing(refusal) || now > (deferred?.since ?? now) + forMs) return undefined;
  return { kind: 'deferred', until: now + (refusal.kind === 'throttled' ? refusal.retryAfterMs : askAgainMs), refusal };
}
