import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { pathOf } from './arm';
import { listOf, maybe } from './parse';

/** What Azure's hosts measure of a VM, whatever runs in it. Azure: "Supported metrics for Microsoft.Compute/virtualMachines". */
export type VmMetricName = 'Percentage CPU' | 'Available Memory Percentage';

export interface VmMetric {
  /** Averages of the newest minutes in percent, the newest last; `null` for a minute of which Azure has none, or none yet. */
  readonly minutes: readonly (number | null)[];
}

/** So many of the newest minutes are kept. */
const MINUTES = 15;

/** How a VM fared in the last minutes. Without a time span Azure tells the last hour. Azure: GET Microsoft.Insights/metrics ("Metrics - List"). */
export const vmMetric = defineObservation<{ vm: string; metric: VmMetricName }, VmMetric>({
  kind: 'vmMetric',
  permissions: ['Microsoft.Insights/metrics/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ vm, metric }) => ({
    method: 'GET',
    path: `${pathOf('Microsoft.Compute/virtualMachines', vm)}/providers/Microsoft.Insights/metrics`,
    query: { 'api-version': '2021-05-01', metricnames: metric, aggregation: 'Average', interval: 'PT1M' },
    answers: 'at-once',
  }),
  answer: z
    .object({
      value: listOf(
        z.object({ timeseries: listOf(z.object({ data: listOf(z.object({ average: maybe(z.number()) })) })) }),
      ),
    })
    .transform(({ value }) => ({
      minutes: (value[0]?.timeseries[0]?.data ?? []).slice(-MINUTES).map(({ average }) => average ?? null),
    })),
});
