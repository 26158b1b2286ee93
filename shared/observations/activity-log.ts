import * as z from 'zod';
import { armId } from '../model/arm-id';
import { defineObservation } from '../model/observation';
import { list } from './arm';
import { armList, maybe } from './parse';

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

/** The parts of an event that are read; the others hold the claims of whoever asked. */
const SELECT = 'correlationId,eventTimestamp,httpRequest,operationName,status';

/**
 * Who asked what of a resource between two times (ISO 8601 UTC), as far as the log knows it yet: it is some minutes late.
 * Azure: GET Microsoft.Insights/eventtypes/management/values ("Activity Logs - List").
 */
export const activityLog = defineObservation<{ resource: string; from: string; to: string }, ActivityLog>({
  kind: 'activityLog',
  permissions: ['Microsoft.Insights/eventtypes/values/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ resource, from, to }) =>
    list(`/subscriptions/${armId(resource).subscription}/providers/Microsoft.Insights/eventtypes/management/values`, {
      'api-version': '2015-04-01',
      // The filter is one of the few that it takes.
      $filter: `eventTimestamp ge '${from}' and eventTimestamp le '${to}' and resourceUri eq '${resource}'`,
      $select: SELECT,
    }),
  answer: armList(
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
  ).transform((events) => ({ events })),
});
