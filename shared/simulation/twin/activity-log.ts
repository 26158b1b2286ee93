import { sameId } from '../../model/arm-id';
import { refused } from './arm/errors';
import { routeOf } from './arm/route';
import type { LoggedRequest } from './contract';
import type { Call, Model, Reply } from './provider';

const VALUES = 'microsoft.insights/eventtypes/values';
const FILTER = /^eventTimestamp ge '([^']+)' and eventTimestamp le '([^']+)' and resourceUri eq '([^']+)'$/i;

/**
 * The activity log, which tells of everything but reads, some minutes late. A request begins, and is
 * accepted where it takes long; the event of its end comes without the HTTP request.
 * Azure: "Activity Logs - List", "Azure Activity Log event schema", category Administrative.
 */
export function activityLog(log: readonly LoggedRequest[], call: Call, model: Model): Reply | undefined {
  if (call.method !== 'GET' || call.type !== VALUES) return undefined;
  const [, from = '', to = '', resource = ''] = FILTER.exec(call.query.get('$filter') ?? '') ?? [];
  if (resource === '') return refused(400, 'BadRequest', 'The $filter argument is not one of the supported patterns.');
  const shown = model.now() - model.times.activityLog;
  const value = log
    .filter(({ method }) => method !== 'GET')
    .flatMap(eventsOf)
    .filter(({ resourceId }) => sameId(resourceId, resource))
    .filter(({ at }) => at <= shown && at >= Date.parse(from) && at <= Date.parse(to))
    .toSorted((a, b) => b.at - a.at)
    .map(({ at, ...event }) => ({ ...event, eventTimestamp: new Date(at).toISOString() }));
  return { kind: 'now', status: 200, body: { value } };
}

function eventsOf({ at, method, url, operation, clientRequestId, correlationId, outcome }: LoggedRequest) {
  const route = routeOf(method, url);
  const httpRequest = { clientRequestId: clientRequestId ?? correlationId, clientIpAddress: '203.0.113.4', method };
  const common = {
    correlationId,
    operationId: correlationId,
    operationName: { value: operation, localizedValue: operation },
    resourceId: route.kind === 'resource' ? route.id : url,
  };
  const event = (when: number, status: string, more: object = {}) => ({
    ...common,
    ...more,
    at: when,
    status: { value: status, localizedValue: status },
  });
  const begun = event(at, 'Started', { httpRequest });
  if (outcome?.at === at) return [begun, event(at, outcome.status, { httpRequest })];
  return [begun, event(at, 'Accepted', { httpRequest }), ...(outcome ? [event(outcome.at, outcome.status)] : [])];
}
