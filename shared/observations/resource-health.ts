import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { armObject, maybe } from './parse';

export interface ResourceHealth {
  /** `Available`, `Unavailable`, `Degraded`, `Unknown`. */
  readonly state: string;
  readonly reasonType?: string | undefined;
  /** Who caused it: a person (`user`), or Azure itself. */
  readonly cause: 'user' | 'platform' | 'unknown';
  readonly summary: string;
  /** ISO 8601 UTC. */
  readonly occurredAt?: string | undefined;
}

type Cause = ResourceHealth['cause'];

// Free texts, spelt in several ways: `UserInitiated`, `Customer Initiated`, `Platform Initiated`.
const CAUSES: Readonly<Record<string, Cause>> = {
  userinitiated: 'user',
  customerinitiated: 'user',
  platforminitiated: 'platform',
  unplanned: 'platform',
  planned: 'platform',
};

function causeOf(...words: readonly (string | undefined)[]): Cause {
  const causes = words.flatMap((word) => CAUSES[word?.replaceAll(' ', '').toLowerCase() ?? ''] ?? []);
  return causes.find((cause) => cause === 'user') ?? causes[0] ?? 'unknown';
}

/** What Azure itself says about a resource's health. Azure: GET Microsoft.ResourceHealth/availabilityStatuses/current. */
export const resourceHealth = defineObservation<{ resource: string }, ResourceHealth>({
  kind: 'resourceHealth',
  permissions: ['Microsoft.ResourceHealth/availabilityStatuses/current/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ resource }) => ({
    method: 'GET',
    path: `${resource}/providers/Microsoft.ResourceHealth/availabilityStatuses/current`,
    query: { 'api-version': '2022-10-01' },
    answers: 'at-once',
  }),
  answer: armObject({
    availabilityState: z.string(),
    reasonType: maybe(z.string()),
    healthEventCause: maybe(z.string()),
    context: maybe(z.string()),
    summary: maybe(z.string()),
    // API versions spell it differently.
    occurredTime: maybe(z.string()),
    occuredTime: maybe(z.string()),
  }).transform(({ availabilityState, reasonType, healthEventCause, context, summary, ...times }) => ({
    state: availabilityState,
    reasonType,
    cause: causeOf(healthEventCause, context, reasonType),
    summary: summary ?? '',
    occurredAt: times.occurredTime ?? times.occuredTime,
  })),
});
