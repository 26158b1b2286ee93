import * as z from 'zod';

/** What an alert says, in whichever of Azure Monitor's schemas it came. */
export interface Alert {
  /** The same for every delivery of what it says. */
  readonly id: string;
  /** What people call its rule; empty where it does not say. */
  readonly rule: string;
  /** Whether the trouble begins, or is over by what Azure Monitor knows. */
  readonly condition: 'fired' | 'resolved';
  /** Which part of Azure Monitor speaks, in lower case and without spaces: Azure writes `Service Health` and `ServiceHealth`. */
  readonly service: string;
  /** Everything that it says it is about: ids of resources, names of hosts, and names of no use. */
  readonly names: readonly string[];
  /** The TCP port that a connection monitor tries. */
  readonly port: number | undefined;
}

/** A list of which what cannot be read is left out: one odd entry must not cost the alert. */
const leniently = <T>(schema: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((items) => items.flatMap((item) => schema.safeParse(item).data ?? []));

const Names = leniently(z.string());
const Dimensions = leniently(z.object({ name: z.string(), value: z.string() }));
const Condition = z
  .object({ allOf: leniently(z.object({ dimensions: Dimensions })) })
  .catch({ allOf: [] })
  .transform(({ allOf }) => allOf.flatMap(({ dimensions }) => dimensions));
const Health = z.object({ currentHealthStatus: z.string() }).optional().catch(undefined);

/**
 * The parts of the common alert schema that say what fired on what; everything else may be anything. Where a log alert names
 * its resource depends on its version: `Dimensions` and `AffectedConfigurationItems` are V1's, `condition` is V2's.
 */
export const CommonAlert = z
  .object({
    data: z.object({
      essentials: z.object({
        alertId: z.string().min(1),
        alertRule: z.string().nullish().catch(undefined),
        monitorCondition: z.string(),
        monitoringService: z.string().nullish().catch(undefined),
        alertTargetIDs: Names,
        configurationItems: Names,
      }),
      alertContext: z
        .object({ Dimensions, AffectedConfigurationItems: Names, condition: Condition, properties: Health })
        .nullish()
        .catch(undefined),
    }),
  })
  .transform(({ data: { essentials, alertContext } }): Alert => {
    const dimensions = [...(alertContext?.Dimensions ?? []), ...(alertContext?.condition ?? [])];
    return {
      id: essentials.alertId,
      rule: essentials.alertRule ?? '',
      condition: conditionOf(essentials.monitorCondition, alertContext?.properties),
      service: spelled(essentials.monitoringService),
      names: [
        ...essentials.alertTargetIDs,
        ...essentials.configurationItems,
        ...(alertContext?.AffectedConfigurationItems ?? []),
        ...namesIn(dimensions),
      ],
      port: portIn(dimensions),
    };
  });

const Metric = z
  .object({
    status: z.string(),
    context: z.object({
      id: z.string(),
      name: z.string().catch(''),
      timestamp: z.string(),
      resourceId: z.string(),
      condition: Condition,
    }),
  })
  .transform(({ status, context: { id, name, timestamp, resourceId, condition } }): Alert => ({
    id: `${id} ${timestamp}`,
    rule: name,
    condition: conditionOf(status),
    service: 'platform',
    names: [resourceId, ...namesIn(condition)],
    port: portIn(condition),
  }));

const ActivityLog = z
  .object({
    data: z.object({
      status: z.string(),
      context: z.object({
        activityLog: z.object({
          eventDataId: z.string(),
          eventSource: z.string().catch(''),
          resourceId: z.string().nullish(),
          properties: Health,
        }),
      }),
    }),
  })
  .transform(({ data: { status, context } }): Alert => {
    const { eventDataId, eventSource, resourceId, properties } = context.activityLog;
    return {
      id: eventDataId,
      rule: '',
      condition: conditionOf(status, properties),
      service: spelled(eventSource),
      names: resourceId ? [resourceId] : [],
      port: undefined,
    };
  });

/**
 * What comes where the common alert schema is switched off in an action group, by the name that it gives itself; classic metric alerts
 * give none. Azure: "Non-common alert schema definitions". Log alerts of this kind are not among them: they have no id.
 */
export const otherSchemas: Readonly<Record<string, z.ZodType<Alert>>> = {
  AzureMonitorMetricAlert: z.object({ data: Metric }).transform(({ data }) => data),
  'Microsoft.Insights/activityLogs': ActivityLog,
  '': Metric,
};

/** Azure varies how it writes the names of its services. */
const spelled = (service: string | null | undefined): string => service?.replaceAll(' ', '').toLowerCase() ?? '';

/** Alerts of Resource Health say in the same words that a resource is well again, and that it is not. */
const conditionOf = (condition: string, health?: z.infer<typeof Health>): Alert['condition'] =>
  ['fired', 'activated'].includes(condition.toLowerCase()) && health?.currentHealthStatus !== 'Available'
    ? 'fired'
    : 'resolved';

/** The columns and dimensions by which alerts split when each of them is about one resource: that from which a connection is tried is not. */
const columns = ['resourceid', '_resourceid', 'microsoft.resourceid', 'destinationresourceid', 'computer'];

const namesIn = (dimensions: z.infer<typeof Dimensions>): readonly string[] =>
  dimensions.filter(({ name }) => columns.includes(name.toLowerCase())).map(({ value }) => value);

function portIn(dimensions: z.infer<typeof Dimensions>): number | undefined {
  const port = Number(dimensions.find(({ name }) => name.toLowerCase() === 'destinationport')?.value);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}
