import { z } from 'zod';
import type { Policy } from '../model/policy';
import { isOfType, parseArmId, sameId } from '../model/arm-id';
import type { Signal, Target } from '../model/target';
import { expectedOf, kindOf, targetKey } from '../targets';

/** The largest alert that Azure Monitor sends, bytes. Azure: common alert schema. */
export const largestAlertBytes = 256 * 1024;

/** A list of which what cannot be read is left out: one odd entry must not cost the alert. */
const leniently = <T>(schema: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((items) => items.flatMap((item) => schema.safeParse(item).data ?? []));

const Names = leniently(z.string());
const Dimensions = leniently(z.object({ name: z.string(), value: z.string() }));

/**
 * The parts of the common alert schema that say what fired on what; everything else may be anything. Where a log alert names
 * its resource depends on its version: `Dimensions` and `AffectedConfigurationItems` are V1's, `condition` is V2's.
 */
const CommonAlert = z.object({
  data: z.object({
    essentials: z.object({
      alertId: z.string().min(1),
      alertRule: z.string().nullish(),
      monitorCondition: z.string(),
      alertTargetIDs: z.array(z.string()).nullish(),
      configurationItems: Names,
    }),
    alertContext: z
      .object({
        Dimensions,
        AffectedConfigurationItems: Names,
        condition: z.object({ allOf: leniently(z.object({ dimensions: Dimensions })) }).catch({ allOf: [] }),
      })
      .nullish()
      .catch(undefined),
  }),
});

export type AlertReading =
  | { readonly kind: 'signals'; readonly signals: readonly Signal[] }
  /** Understood, and nothing to do: `reason` says why. */
  | { readonly kind: 'ignored'; readonly reason: 'unknown-schema' | 'resolved' | 'no-target' | 'not-watched' }
  | {
      readonly kind: 'malformed';
      readonly code: 'ALERT_NOT_JSON' | 'ALERT_TOO_LARGE' | 'ALERT_MALFORMED';
      readonly message: string;
    };

/**
 * Reads an Azure Monitor alert as it was posted. `receivedAt` is ISO 8601 UTC. Several targets give several signals.
 * Only the common alert schema names its targets reliably; others are accepted and ignored, because refusing them would
 * make Azure Monitor stop calling for 15 minutes.
 */
export function readAlert(body: string, policy: Policy, receivedAt: string): AlertReading {
  if (Buffer.byteLength(body) > largestAlertBytes)
    return malformed(
      'ALERT_TOO_LARGE',
      `The alert is larger than ${largestAlertBytes} bytes, the most that Azure Monitor sends.`,
    );
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return malformed(
      'ALERT_NOT_JSON',
      'The body is not JSON. Send the alert as Azure Monitor makes it, with the common alert schema.',
    );
  }
  const schema = z.looseObject({ schemaId: z.string().optional() }).safeParse(parsed);
  if (!schema.success) return malformed('ALERT_MALFORMED', 'The alert is not a JSON object.');
  if (schema.data.schemaId !== 'azureMonitorCommonAlertSchema') return { kind: 'ignored', reason: 'unknown-schema' };
  const alert = CommonAlert.safeParse(parsed);
  if (!alert.success) return malformed('ALERT_MALFORMED', z.prettifyError(alert.error));

  const { essentials } = alert.data.data;
  if (essentials.monitorCondition.toLowerCase() !== 'fired') return { kind: 'ignored', reason: 'resolved' };
  const named = namesIn(alert.data);
  const resources = named.filter((name) => parseArmId(name) !== undefined);
  const hosts = named.filter((name) => !name.includes('/'));
  const found = resources.every(holdsLogs)
    ? hosts.flatMap((host) => targetsOfHost(host, policy))
    : resources.flatMap((id) => targetsOf(id, policy));
  const targets = [...new Map(found.map((target) => [targetKey(target), target])).values()];
  if (targets.length === 0) return { kind: 'ignored', reason: resources.length > 0 ? 'not-watched' : 'no-target' };
  return {
    kind: 'signals',
    signals: targets.map((target) => ({
      kind: 'alert',
      id: `${essentials.alertId.toLowerCase()} ${targetKey(target)}`,
      at: receivedAt,
      rule: essentials.alertRule ?? '',
      target,
    })),
  };
}

const malformed = (code: Extract<AlertReading, { kind: 'malformed' }>['code'], message: string): AlertReading => ({
  kind: 'malformed',
  code,
  message,
});

/** The columns by which log alerts split when each of their alerts is about one resource. */
const columns = ['resourceid', '_resourceid', 'computer'];

/** Everything that an alert says it is about: ids of resources, names of hosts, and names of no use. */
function namesIn({ data: { essentials, alertContext } }: z.infer<typeof CommonAlert>): readonly string[] {
  const { alertTargetIDs, configurationItems } = essentials;
  const dimensions = [
    ...(alertContext?.Dimensions ?? []),
    ...(alertContext?.condition.allOf.flatMap((each) => each.dimensions) ?? []),
  ];
  return [
    ...(alertTargetIDs ?? []),
    ...configurationItems,
    ...(alertContext?.AffectedConfigurationItems ?? []),
    ...dimensions.filter(({ name }) => columns.includes(name.toLowerCase())).map(({ value }) => value),
  ];
}

/** A log alert fires on what holds its logs, which is not what the trouble is about. */
const holdsLogs = (id: string): boolean =>
  isOfType(id, 'Microsoft.OperationalInsights/workspaces') || isOfType(id, 'Microsoft.Insights/components');

/** The targets on the one watched resource of this host name. Of several with that name nobody knows which is meant. */
function targetsOfHost(host: string, policy: Policy): readonly Target[] {
  const [name] = host.toLowerCase().split('.');
  const targets = policy.targets.filter((target) => kindOf(target).host(target)?.toLowerCase() === name);
  const [first, ...others] = targets;
  return first && others.every(({ id }) => sameId(id, first.id)) ? targetsOf(first.id, policy) : [];
}

/** What is expected of a resource: of every one of its type, and as the policy says. */
export function targetsOf(id: string, policy: Policy): readonly Target[] {
  const subscription = parseArmId(id)?.subscription;
  if (!policy.subscriptions.some((allowed) => allowed.toLowerCase() === subscription?.toLowerCase())) return [];
  return [...expectedOf(id), ...policy.targets.filter((target) => sameId(target.id, id))];
}
