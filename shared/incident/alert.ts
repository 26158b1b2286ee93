import { z } from 'zod';
import type { Policy } from '../config/policy';
import { isOfType, parseArmId, sameId } from '../model/arm-id';
import { targetKey, type Signal, type Target } from '../model/target';

/** The largest alert that Azure Monitor sends, bytes. Azure: common alert schema. */
export const largestAlertBytes = 256 * 1024;

const Dimension = z.object({ name: z.string().nullish(), value: z.string().nullish() });

/** The parts of the common alert schema that say what fired on what. Everything else may be anything. */
const CommonAlert = z.object({
  data: z.object({
    essentials: z.object({
      alertId: z.string().min(1),
      alertRule: z.string().default(''),
      monitorCondition: z.string(),
      firedDateTime: z.string().nullish(),
      alertTargetIDs: z.array(z.string()).nullish(),
      configurationItems: z.array(z.string()).nullish(),
    }),
    alertContext: z
      .looseObject({
        condition: z
          .object({ allOf: z.array(z.object({ dimensions: z.array(Dimension).nullish() })).nullish() })
          .nullish()
          .catch(undefined),
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
  const resources = resourcesOf(alert.data);
  if (resources.length === 0) return { kind: 'ignored', reason: 'no-target' };
  const targets = resources.flatMap((id) => targetsOf(id, policy));
  if (targets.length === 0) return { kind: 'ignored', reason: 'not-watched' };
  return {
    kind: 'signals',
    signals: targets.map((target) => ({
      kind: 'alert',
      id: `${essentials.alertId.toLowerCase()} ${targetKey(target)}`,
      at: receivedAt,
      rule: essentials.alertRule,
      target,
    })),
  };
}

const malformed = (code: Extract<AlertReading, { kind: 'malformed' }>['code'], message: string): AlertReading => ({
  kind: 'malformed',
  code,
  message,
});

/** The resources that an alert is about. A log alert fires on its workspace and names the resource in a dimension. */
function resourcesOf({ data: { essentials, alertContext } }: z.infer<typeof CommonAlert>): readonly string[] {
  const dimensions = (alertContext?.condition?.allOf ?? []).flatMap(({ dimensions: each }) => each ?? []);
  const named = dimensions.filter(({ name }) => name?.toLowerCase() === '_resourceid').map(({ value }) => value ?? '');
  const ids = [...(essentials.alertTargetIDs ?? []), ...(essentials.configurationItems ?? []), ...named].filter(
    (id) => parseArmId(id) !== undefined,
  );
  return ids.filter((id, index) => ids.findIndex((other) => sameId(other, id)) === index);
}

/** What is expected of a resource: every gateway in scope is watched; a VM only as the policy says. */
export function targetsOf(id: string, policy: Policy): readonly Target[] {
  const subscription = parseArmId(id)?.subscription;
  if (!policy.subscriptions.some((allowed) => allowed.toLowerCase() === subscription?.toLowerCase())) return [];
  if (isOfType(id, 'Microsoft.Network/applicationGateways')) return [{ kind: 'gateway', id }];
  return policy.targets.filter((target) => sameId(target.id, id));
}
