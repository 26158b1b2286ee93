import * as z from 'zod';
import { isOfType, sameId } from '../../../model/arm-id';
import { notSimulated, refused } from '../arm/errors';
import { subscriptionOf } from '../arm/listing';
import type { Model, Reply } from '../provider';
import type { Asked } from './index';

const METRIC = 'VmAvailabilityMetric';
const INTERVAL_MS = 5 * 60_000;
/** Azure: "Metrics - Batch": so many resources at most. */
const MOST_RESOURCES = 50;

const Body = z.strictObject({ resourceids: z.array(z.string()).min(1) });

/**
 * Metrics of several resources of one subscription (REST: Metrics - Batch, metrics:getBatch): whether VMs were available, in averages of five
 * minutes. What a VM is now counts for the whole time; the newest interval has no value yet.
 */
export function metricsBatch({ of: subscription, query, body, may }: Asked, model: Model): Reply {
  const asked = Body.safeParse(body);
  if (!asked.success) return refused(400, 'BadRequest', 'The resource ids are missing.');
  const { resourceids: ids } = asked.data;
  if (ids.length > MOST_RESOURCES)
    return refused(400, 'BadRequest', `The number of resources must not exceed ${MOST_RESOURCES}.`);
  if (!ids.every((id) => sameId(subscriptionOf(id), subscription)))
    return refused(400, 'BadRequest', 'All resources must be in the subscription of the request.');
  const is = (name: string, value: string): boolean => query.get(name)?.toLowerCase() === value.toLowerCase();
  const [from, to] = [Date.parse(query.get('starttime') ?? ''), Date.parse(query.get('endtime') ?? '')];
  if (
    !is('metricnames', METRIC) ||
    !is('metricnamespace', 'Microsoft.Compute/virtualMachines') ||
    !is('interval', 'PT5M') ||
    !is('aggregation', 'average') ||
    Number.isNaN(from + to) ||
    !ids.every((id) => isOfType(id, 'Microsoft.Compute/virtualMachines'))
  )
    return notSimulated('metrics in batches other than five-minute averages of the availability of VMs');
  const hidden = ids.find((id) => !may('Microsoft.Insights/metrics/read', id));
  if (hidden !== undefined)
    return refused(
      403,
      'AuthorizationFailed',
      `The client does not have authorization to perform action 'Microsoft.Insights/metrics/read' over scope '${hidden}'.`,
    );
  const begin = Math.floor(from / INTERVAL_MS) * INTERVAL_MS;
  const moments = Array.from({ length: Math.ceil((to - begin) / INTERVAL_MS) }, (_, at) => begin + at * INTERVAL_MS);
  const values = ids.flatMap((id) => {
    const resource = model.get(id);
    const average = availabilityOf(id, model);
    const data = moments.map((at, index) => ({
      timeStamp: iso(at),
      ...(average !== undefined && index < moments.length - 1 && { average }),
    }));
    return resource
      ? {
          starttime: iso(from),
          endtime: iso(to),
          interval: 'PT5M',
          namespace: 'Microsoft.Compute/virtualMachines',
          resourceregion: resource.location,
          resourceid: id,
          value: [
            {
              id: `${id}/providers/Microsoft.Insights/metrics/${METRIC}`,
              type: 'Microsoft.Insights/metrics',
              name: { value: METRIC, localizedValue: 'VM Availability Metric (Preview)' },
              unit: 'Count',
              errorCode: 'Success',
              timeseries: [{ metadatavalues: [], data }],
            },
          ],
        }
      : [];
  });
  return { kind: 'now', status: 200, body: { values } };
}

/** 1 while the platform has it up, 0 while it is stopped in the guest or unavailable; nothing while it is deallocated. */
function availabilityOf(id: string, model: Model): 0 | 1 | undefined {
  const guest = model.guest(id);
  if (!guest || guest.power === 'deallocated') return undefined;
  const said = model.health(id)?.availabilityState;
  return guest.power === 'running' && (said === undefined || said === 'Available') ? 1 : 0;
}

/** As Azure writes it: without parts of a second. */
const iso = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
