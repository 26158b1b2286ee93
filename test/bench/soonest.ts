import { kindOf, observe } from '../../shared/incident/observe';
import type { Answer, Operation } from '../../shared/model/azure';
import type { Observation, ObservationRequest, Sources } from '../../shared/model/observation';
import { questionKey } from '../../shared/model/see';

/** What a pure judgement says about the evidence: that it lacks some, or what it comes to. */
export type Judged<T> =
  | { readonly kind: 'needs'; readonly observations: readonly ObservationRequest[] }
  | { readonly kind: 'done'; readonly value: T };

/** A clock that only moves when it is set, ms since the epoch. */
export interface Clock {
  now: number;
}

interface UnderWay {
  readonly request: ObservationRequest;
  readonly operation: Operation;
  readonly pollAt: number;
}

/**
 * Judges as soon as that can be: what is needed is asked at once, each answer is asked about again as soon as Azure allows, and
 * each that arrives is judged with at once. So the clock moves by the slowest chain of answers that depend on each other.
 */
export async function soonest<T>(
  clock: Clock,
  from: Sources,
  judge: (evidence: readonly Observation[]) => Judged<T>,
): Promise<T> {
  const asked = new Set<string>();
  let evidence: readonly Observation[] = [];
  let underWay: readonly UnderWay[] = [];
  const take = (request: ObservationRequest, answer: Answer): void => {
    const at = new Date(clock.now).toISOString();
    if (answer.kind === 'pending')
      underWay = [...underWay, { request, operation: answer.operation, pollAt: clock.now + answer.pollAfterMs }];
    else if (answer.kind === 'refused') evidence = [...evidence, { ...request, at, outcome: answer }];
    else {
      const read = kindOf(request).answer.parse(answer.body);
      evidence = [...evidence, { ...request, at, outcome: { kind: 'answered', answer: read } }];
    }
  };

  for (;;) {
    const judged = judge(evidence);
    if (judged.kind === 'done') return judged.value;
    const unasked = judged.observations.filter((request) => !asked.has(questionKey(request)));
    for (const request of unasked) {
      asked.add(questionKey(request));
      take(request, await observe(from, kindOf(request), request.params));
    }
    if (unasked.length > 0) continue;
    if (underWay.length === 0) throw new Error('Evidence is needed, but none is named.');
    clock.now = Math.min(...underWay.map(({ pollAt }) => pollAt));
    const due = underWay.filter(({ pollAt }) => pollAt <= clock.now);
    underWay = underWay.filter(({ pollAt }) => pollAt > clock.now);
    for (const { request, operation } of due) take(request, await from.azure.poll(operation));
  }
}
