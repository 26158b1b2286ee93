import type { TokenCredential } from '@azure/identity';
import { LogsQueryClient, LogsQueryResultStatus, MetricsClient } from '@azure/monitor-query';
import * as z from 'zod';
import { cloudOf, isSameUrl, type Cloud } from '../config/clouds';
import type { Measured, Monitor, PlacedVm } from '../model/monitor';
import { credentialOf } from './credential';

export interface MonitorOptions {
  /** Default: Azure's public cloud. */
  readonly armEndpoint?: string | undefined;
  /** The customer id of the Log Analytics workspace. */
  readonly workspace: string;
  readonly observerClientId?: string | undefined;
  /** In place of the managed identity. */
  readonly credential?: TokenCredential | undefined;
  /** In place of the cloud's own: of logs, and of the metrics of a region. */
  readonly endpoints?: { readonly logs: string; readonly metrics: (region: string) => string } | undefined;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** How far back is looked, ms: a metric is a few minutes late, and a heartbeat comes each minute. */
const windowMs = 15 * 60_000;
/** How long one question may take, ms. */
const patienceMs = 30_000;
/** Azure: "Metrics - batch", at most so many resources of one region and subscription. */
const mostResources = 50;

/** An agent sends one each minute. Azure: table Heartbeat. */
const heartbeatQuery = [
  'Heartbeat',
  'where TimeGenerated > ago(10m)',
  'where isnotempty(_ResourceId)',
  'summarize by vm = tolower(_ResourceId)',
].join(' | ');

/** What connection monitors found at VMs. Azure: table NWConnectionMonitorTestResult. */
const testQuery = [
  'NWConnectionMonitorTestResult',
  'where TimeGenerated > ago(15m)',
  'where isnotempty(DestinationResourceId) and DestinationPort > 0',
  "summarize others = countif(TestResult != 'Pass') by vm = tolower(DestinationResourceId), port = DestinationPort",
].join(' | ');

const Vm = z.tuple([z.string()]).rest(z.unknown());
const Test = z.tuple([z.string(), z.number(), z.number()]).rest(z.unknown());

/** What Azure measures of VMs, by the SDK's clients of Azure Monitor. Rejects where anything cannot be asked. */
export function connectMonitor(options: MonitorOptions): Monitor {
  const { workspace, observerClientId, credential = credentialOf(observerClientId), now } = options;
  const cloud = cloudOf(options.armEndpoint);
  const endpoints = options.endpoints ?? endpointsOf(cloud, options.armEndpoint);
  const once = { retryOptions: { maxRetries: 0 }, redirectOptions: { maxRetries: 0 } };
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a package for each of the two clients
  const logs = new LogsQueryClient(credential, { endpoint: endpoints.logs, audience: cloud.logsEndpoint, ...once });

  async function rowsOf<T>(query: string, row: z.ZodType<T>): Promise<readonly T[]> {
    const abortSignal = AbortSignal.timeout(patienceMs);
    const found = await logs.queryWorkspace(workspace, query, { duration: 'PT15M' }, { abortSignal });
    // Part of an answer could hide a test that failed.
    if (found.status !== LogsQueryResultStatus.Success) throw new Error('The workspace answered only in part.');
    return z.array(row).parse(found.tables[0]?.rows ?? []);
  }

  async function availableAmong(region: string, ids: readonly string[]): Promise<readonly string[]> {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- as above
    const client = new MetricsClient(endpoints.metrics(region), credential, {
      audience: cloud.metricsAudience,
      ...once,
    });
    const found = await client.queryResources([...ids], ['VmAvailabilityMetric'], 'Microsoft.Compute/virtualMachines', {
      startTime: new Date(now() - windowMs),
      endTime: new Date(now()),
      interval: 'PT5M',
      aggregation: 'average',
      abortSignal: AbortSignal.timeout(patienceMs),
    });
    return found.flatMap(({ resourceId, metrics }) => {
      const series = metrics.flatMap(({ timeseries }) => timeseries.flatMap(({ data }) => data ?? []));
      const averages = series.flatMap(({ average }) => average ?? []);
      return resourceId !== undefined && averages.length > 0 && averages.every((each) => each === 1)
        ? [resourceId]
        : [];
    });
  }

  return {
    async measure(vms): Promise<Measured> {
      const [heartbeats, tests, ...available] = await Promise.all([
        rowsOf(heartbeatQuery, Vm),
        rowsOf(testQuery, Test),
        ...batchesOf(vms).map(({ region, ids }) => availableAmong(region, ids)),
      ]);
      return {
        available: available.flat(),
        heartbeats: heartbeats.map(([vm]) => vm),
        tests: tests.map(([vm, port, others]) => ({ vm, port, passed: others === 0 })),
      };
    },
  };
}

/** Where a cloud is asked. Who stands in for ARM, stands in for Monitor too: the region of metrics is a part of the path there. */
function endpointsOf(
  { armEndpoint, logsEndpoint, metricsAudience }: Cloud,
  wanted = armEndpoint,
): NonNullable<MonitorOptions['endpoints']> {
  if (!isSameUrl(wanted, armEndpoint))
    return { logs: new URL(wanted).origin, metrics: (region) => `${new URL(wanted).origin}/${region}` };
  return { logs: logsEndpoint, metrics: (region) => `https://${region}.${new URL(metricsAudience).host}` };
}

/** As many VMs as may be asked about together. */
function batchesOf(vms: readonly PlacedVm[]): readonly { readonly region: string; readonly ids: readonly string[] }[] {
  const placeOf = ({ id, location }: PlacedVm): string => `${id.split('/')[2]?.toLowerCase()} ${location}`;
  return [...Map.groupBy(vms, placeOf).values()].flatMap((together) =>
    Array.from({ length: Math.ceil(together.length / mostResources) }, (_, index) => ({
      region: together[0]?.location ?? '',
      ids: together.slice(index * mostResources, (index + 1) * mostResources).map(({ id }) => id),
    })),
  );
}
