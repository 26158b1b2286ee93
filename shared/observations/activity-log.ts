import { z } from 'zod';
import { defineObservation } from '../model/observation';
import { listOf, maybe } from './parse';

/** One step of a request, as the activity log tells it. */
export interface ActivityEvent {
  /** The `x-ms-client-request-id` that the request came with. The later events of an operation may lack it. */
  readonly clientRequestId?: string | undefined;
  /** The same in all events of one request. */
  readonly correlationId: string;
  /** `started`, `accepted`, and at the end `succeeded`, `failed` or `canceled`. */
  readonly status: string;
}

export interface ActivityLog {
  readonly events: readonly ActivityEvent[];
}

/**
 * Who asked what of a resource between two times (ISO 8601 UTC), as far as the log knows it yet: it is some minutes late.
 * Azure: GET Microsoft.Insights/eventtypes/management/values ("Activity Logs - List").
 */
export const activityLog = defineObservation<{ resource: string; from: string; to: string }, ActivityLog>({
  kind: 'activityLog',
  permissions: ['Microsoft.Insights/eventtypes/values/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  observe: ({ azure }, { resource, from, to }) => azure.listActivity(resource, from, to),
  answer: z
    .object({
      value: listOf(
        z
          .object({
            correlationId: z.string(),
            status: z.object({ value: z.string() }),
            httpRequest: maybe(z.object({ clientRequestId: maybe(z.string()) })),
          })
          .transform(({ correlationId, status, httpRequest }) => ({
            clientRequestId: httpRequest?.clientRequestId,
            correlationId,
            status: status.value.toLowerCase(),
          })),
      ),
    })
    .transform(({ value }) => ({ events: value })),
});
