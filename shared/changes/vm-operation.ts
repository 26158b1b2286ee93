import { sameId } from '../model/arm-id';
import type { See } from '../model/observation';
import { activityLog } from '../observations/activity-log';
import type { Intent, Landing } from './change-kind';

/** By how much Azure's clock and ours may differ, in ms. */
const CLOCK_SKEW_MS = 60_000;

/** After how long the activity log is taken to know of a request, in ms. Azure: "Azure Monitor activity log": 3 to 20 minutes. */
const LOGGED_WITHIN_MS = 20 * 60_000;

/**
 * Whether an operation on a whole VM landed. The VM itself only tells that somebody's was carried out; whose it was, the
 * activity log knows by the request's id.
 */
export function vmOperationLanded(see: See, vm: string, intent: Intent | undefined): Landing {
  if (!intent) return 'unknown';
  const intended = Date.parse(intent.at);
  const from = new Date(intended - CLOCK_SKEW_MS).toISOString();
  const { events } = see(activityLog, { resource: vm, from, to: intent.lookedAt });
  const requests = events
    .filter(({ clientRequestId }) => clientRequestId && sameId(clientRequestId, intent.requestId))
    .map(({ correlationId }) => correlationId);
  if (requests.length === 0) return Date.parse(intent.lookedAt) < intended + LOGGED_WITHIN_MS ? 'unsettled' : 'absent';
  const told = events.filter(({ correlationId }) => requests.includes(correlationId)).map(({ status }) => status);
  if (told.includes('succeeded')) return 'landed';
  return told.includes('failed') || told.includes('canceled') ? 'unknown' : 'unsettled';
}
