import type { Policy } from '../model/policy';
import type { Happened, IncidentEvent } from '../incident/events';
import { next } from '../incident/next';
import type { Next } from '../incident/step';
import { evolve, stateOf } from '../incident/state';
import type { State } from '../incident/phase';
import { canonicalJson } from '../model/canonical';
import type { Text } from '../model/text';

/** Something that was decided in an incident, and that today's code decides in another way. */
export interface Difference {
  /** The event that recorded it; the first event has 1. */
  readonly seq: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** `wording`: the same decision, told in other words. */
  readonly kind: 'decision' | 'wording';
  /** What was recorded together. */
  readonly then: readonly Happened[];
  readonly today: Step;
}

/** What today's code would do; a reason where it cannot say. */
export type Step = Next | { readonly do: 'fail'; readonly message: string };

/** What became of an incident, and what today's code makes of the same evidence. */
export interface Replay {
  readonly incident: string;
  /** How many decisions were made again. */
  readonly decisions: number;
  readonly differences: readonly Difference[];
  /** Where the incident stands, by its events. */
  readonly phase: State['phase']['kind'];
  readonly outcome?: string;
  readonly because?: Text;
}

/** Events that follow from the evidence, the events before them and the time alone, so that they must come out the same again. */
const decided: ReadonlySet<IncidentEvent['kind']> = new Set<IncidentEvent['kind']>([
  'diagnosed',
  'guarded',
  'rechecked',
  'verified',
  'undo-started',
  'undo-verified',
  'expired',
  'closed',
]);

/**
 * Makes every decision of an incident again, with today's code, from the events that came before it: the presence of the
 * symptom, the judgements, the plan and its hash, what the guards said, and how it ended. They are compared bit for bit, as
 * canonical JSON. Each decision is made from what really happened until then, by the policy that was judged by then, so one difference does not hide
 * the next. `instead` is judged by in place of the recorded policies.
 *
 * Pure. Throws when the events are not those of an incident.
 */
export function replay(incident: string, events: readonly IncidentEvent[], instead?: Policy): Replay {
  const differences: Difference[] = [];
  let decisions = 0;
  let state = stateOf(incident, events.slice(0, 1));
  let remade = 1;
  events.forEach((event, index) => {
    if (index === 0) return;
    if (decided.has(event.kind) && index >= remade) {
      const step = decide(state, instead ?? state.policy, Date.parse(event.at));
      const then = recordedTogether(events.slice(index));
      const kind = compare(then, step);
      if (kind) differences.push({ seq: index + 1, at: event.at, kind, then, today: step });
      decisions += 1;
      remade = index + then.length;
    }
    state = { ...evolve(state, event), updatedAt: event.at };
  });
  const { phase } = state;
  return {
    incident,
    decisions,
    differences,
    phase: phase.kind,
    ...(phase.kind === 'closed' ? { outcome: phase.outcome, because: phase.because } : {}),
  };
}

function decide(state: State, policy: Policy | undefined, now: number): Step {
  if (!policy) return { do: 'fail', message: 'No policy was recorded before this.' };
  try {
    return next({ ...state, policy }, policy, now);
  } catch (error) {
    return { do: 'fail', message: error instanceof Error ? error.message : String(error) };
  }
}

/** The events that a step records. */
export const eventsOf = (step: Step): readonly Happened[] => ('events' in step ? step.events : []);

/** What a decision is recorded with: the judgements with the plan or the end that they lead to. */
const followers: Partial<Record<IncidentEvent['kind'], readonly IncidentEvent['kind'][]>> = {
  diagnosed: ['guarded', 'planned', 'closed'],
  guarded: ['rechecked', 'closed'],
  rechecked: ['closed'],
  expired: ['closed'],
};

/** The first of these events, with those that were decided with it. */
function recordedTogether([first, ...rest]: readonly IncidentEvent[]): readonly Happened[] {
  if (!first) return [];
  const kinds = followers[first.kind] ?? [];
  const end = rest.findIndex(({ kind, at }) => at !== first.at || !kinds.includes(kind));
  return [first, ...(end < 0 ? rest : rest.slice(0, end))].map(({ at: _, ...happened }) => happened);
}

function compare(then: readonly Happened[], step: Step): Difference['kind'] | undefined {
  const made = eventsOf(step);
  if (canonicalJson(then) === canonicalJson(made)) return undefined;
  return canonicalJson(unworded(then)) === canonicalJson(unworded(made)) ? 'wording' : 'decision';
}

/** A value without what is only said to people. */
function unworded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unworded);
  if (typeof value !== 'object' || value === null) return value;
  if ('en' in value && 'ko' in value) return '';
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unworded(inner)]));
}
