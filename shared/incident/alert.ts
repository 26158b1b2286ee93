import * as z from 'zod';
import { isWithin } from '../guards/within';
import type { Policy } from '../model/policy';
import { isOfType, parseArmId, sameId } from '../model/arm-id';
import type { Signal, Target } from '../model/target';
import { expectedOf, kindOf, targetKey } from '../targets';
import { isWatched } from './watched';
import { CommonAlert, otherSchemas, type Alert } from './alert-schemas';

/** The largest alert that Azure Monitor sends, bytes. Azure: common alert schema. */
export const largestAlertBytes = 256 * 1024;

/** Why an alert leads to nothing, and what operators read about it. */
export const whyIgnored = {
  'unknown-schema':
    'It is in no schema that Reconnect reads. Switch the common alert schema on in the action group of its rule.',
  duplicate: 'It was received before.',
  'no-target': 'It names no resource.',
  'not-watched':
    'What it names is not watched: it is not in the subscriptions of the policy, no target of it, or a name that several VMs have.',
  'no-destination':
    'It says which connection monitor fired, and not on which VM. Have its rule split by the dimension DestinationResourceId.',
  'network-part':
    'It is about a part of a network. Which targets lie behind it only Azure knows; the next sweep looks at them all.',
  'service-health':
    'Service Health names services and regions, no resource. The next sweep looks at all targets, and each incident asks Azure for events at its VM.',
} as const;
export type IgnoredReason = keyof typeof whyIgnored;

export type AlertReading =
  | { readonly kind: 'signals'; readonly signals: readonly Signal[] }
  /** Understood, and nothing to do; `about` are the ids of the resources that it names. */
  | { readonly kind: 'ignored'; readonly reason: IgnoredReason; readonly about: readonly string[] }
  | {
      readonly kind: 'malformed';
      readonly code: 'ALERT_NOT_JSON' | 'ALERT_TOO_LARGE' | 'ALERT_MALFORMED';
      readonly message: string;
    };

/**
 * Reads an Azure Monitor alert as it was posted. `receivedAt` is ISO 8601 UTC. Several targets give several signals.
 * What is in no known schema is accepted and ignored, because refusing it would make Azure Monitor stop calling for 15 minutes.
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
  const { schemaId = '' } = schema.data;
  if (schemaId !== 'azureMonitorCommonAlertSchema') {
    const alert = Object.hasOwn(otherSchemas, schemaId) ? otherSchemas[schemaId]?.safeParse(parsed).data : undefined;
    return alert ? signalsOf(alert, policy, receivedAt) : { kind: 'ignored', reason: 'unknown-schema', about: [] };
  }
  const alert = CommonAlert.safeParse(parsed);
  return alert.success
    ? signalsOf(alert.data, policy, receivedAt)
    : malformed('ALERT_MALFORMED', z.prettifyError(alert.error));
}

const malformed = (code: Extract<AlertReading, { kind: 'malformed' }>['code'], message: string): AlertReading => ({
  kind: 'malformed',
  code,
  message,
});

function signalsOf(alert: Alert, policy: Policy, at: string): AlertReading {
  const { names, rule, port, condition } = alert;
  const resources = names.filter((name) => parseArmId(name) !== undefined);
  const hosts = names.filter((name) => !name.includes('/'));
  const named = resources.every(holdsLogs)
    ? hosts.flatMap((host) => targetsOfHost(host, policy))
    : resources.flatMap((id) => targetsOf(id, policy));
  const found = named.filter((target) => isTried(target, port));
  const targets = [...new Map(found.map((target) => [targetKey(target), target])).values()];
  if (targets.length === 0) return { kind: 'ignored', reason: reasonFor(alert, resources), about: resources };
  const id = alert.id.toLowerCase() + (condition === 'resolved' ? ' resolved' : '');
  return {
    kind: 'signals',
    signals: targets.map((target) => ({
      kind: 'alert',
      id: `${id} ${targetKey(target)}`,
      at,
      rule,
      target,
      ...(condition === 'resolved' ? { condition } : {}),
    })),
  };
}

function reasonFor({ service }: Alert, resources: readonly string[]): IgnoredReason {
  if (service === 'servicehealth') return 'service-health';
  if (resources.length === 0) return 'no-target';
  if (resources.every((id) => holdsLogs(id) || isOfType(id, connectionMonitor))) {
    return resources.every(holdsLogs) ? 'not-watched' : 'no-destination';
  }
  return resources.some((id) => networkParts.test(parseArmId(id)?.type ?? '')) ? 'network-part' : 'not-watched';
}

const connectionMonitor = 'Microsoft.Network/networkWatchers/connectionMonitors';
const networkParts = /^microsoft\.network\/(networksecuritygroups|routetables|virtualnetworks|networkinterfaces)\b/i;

/** A log alert fires on what holds its logs, which is not what the trouble is about. */
const holdsLogs = (id: string): boolean =>
  isOfType(id, 'Microsoft.OperationalInsights/workspaces') || isOfType(id, 'Microsoft.Insights/components');

/** Whether the connection to this port is one to the target; where no port is named, any may be meant. */
const isTried = (target: Target, port: number | undefined): boolean =>
  port === undefined || target.kind !== 'vm' || target.port === port || target.through?.port === port;

/** The targets on the one watched resource of this host name. Of several with that name nobody knows which is meant. */
function targetsOfHost(host: string, policy: Policy): readonly Target[] {
  const [name] = host.toLowerCase().split('.');
  const targets = policy.targets.filter((target) => kindOf(target).host(target)?.toLowerCase() === name);
  const [first, ...others] = targets;
  return first && others.every(({ id }) => sameId(id, first.id)) ? targetsOf(first.id, policy) : [];
}

/** What is expected of a resource: of every one of its type, and as the policy says of it, of what it is a part of, and of what lies behind it. */
export function targetsOf(id: string, policy: Policy): readonly Target[] {
  if (!isWatched(id, policy)) return [];
  return [
    ...expectedOf(id),
    ...policy.targets.filter((target) => isWatched(target.id, policy) && concerns(id, target)),
  ];
}

function concerns(id: string, target: Target): boolean {
  if (isWithin(target.id, id)) return true;
  const frontend = target.kind === 'vm' ? target.through?.frontend : undefined;
  return frontend !== undefined && (isWithin(id, frontend) || isWithin(frontend, id));
}
