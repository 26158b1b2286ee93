import { isOfType } from '../../model/arm-id';
import type { Load } from '../scenarios/schema';
import { notFound, notSimulated, refused } from './arm/errors';
import type { Call, Model, Reply } from './provider';

const METRICS = 'microsoft.insights/metrics';
const MINUTE = 60_000;
/** Without a time span it is the last hour. */
const MINUTES = 60;
/** The newest minutes are there, without values yet. */
const LATE_BY = 2;

/** The platform metrics that are simulated, with what they are while a VM is calm. */
const MEASURED: Readonly<Record<string, { readonly of: (load: Load) => number; readonly calm: number }>> = {
  'Percentage CPU': { of: ({ cpu }) => cpu, calm: 7 },
  'Available Memory Percentage': { of: ({ availableMemory }) => availableMemory, calm: 61 },
};

/** What Azure measures of a VM from outside, minute by minute (REST: Metrics - List). A VM that is off has no values. */
export function metrics(call: Call, model: Model): Reply | undefined {
  if (call.method !== 'GET' || call.type !== METRICS) return undefined;
  const { id, query } = call;
  if (!isOfType(id, 'Microsoft.Compute/virtualMachines')) return notSimulated('metrics of anything but VMs');
  const guest = model.guest(id);
  if (!guest) return notFound(id);
  if (
    query.has('timespan') ||
    query.get('interval') !== 'PT1M' ||
    query.get('aggregation')?.toLowerCase() !== 'average'
  )
    return notSimulated('metrics other than averages of each minute of the last hour');
  const name = query.get('metricnames') ?? '';
  const measured = MEASURED[name];
  if (!measured)
    return refused(
      400,
      'BadRequest',
      `Failed to find metric configuration for provider: Microsoft.Compute, resource Type: virtualMachines, metric: ${name}, Valid metrics: ${Object.keys(MEASURED).join(',')}`,
    );
  const end = Math.floor(model.now() / MINUTE) * MINUTE;
  const data = Array.from({ length: MINUTES }, (_, index) => {
    const ago = MINUTES - index;
    const value = ago > guest.load.minutes + LATE_BY ? measured.calm : measured.of(guest.load);
    const isTold = guest.powered() && ago > LATE_BY;
    return { timeStamp: new Date(end - ago * MINUTE).toISOString(), ...(isTold && { average: value }) };
  });
  return {
    kind: 'now',
    status: 200,
    body: {
      cost: 59,
      timespan: `${new Date(end - MINUTES * MINUTE).toISOString()}/${new Date(end).toISOString()}`,
      interval: 'PT1M',
      value: [
        {
          id: `${id}/providers/Microsoft.Insights/metrics/${name}`,
          type: 'Microsoft.Insights/metrics',
          name: { value: name, localizedValue: name },
          unit: 'Percent',
          timeseries: [{ metadatavalues: [], data }],
          errorCode: 'Success',
        },
      ],
      namespace: 'Microsoft.Compute/virtualMachines',
    },
  };
}
