import * as z from 'zod';
import { defineObservation, type AzureObservation } from '../model/observation';
import { listAll, type Type } from '../observations/arm';
import { armList, armObject, listOf, maybe } from '../observations/parse';

// What calls Reconnect. Azure writes `Microsoft.Insights` and `microsoft.insights`.

export interface WebhookReceiver {
  /** Without its query, which can hold a key. */
  readonly url: string;
  readonly commonSchema: boolean;
  /** The audience and the tenant of the tokens that a secure webhook sends. */
  readonly secure?: { readonly audience?: string | undefined; readonly tenantId?: string | undefined } | undefined;
}

export interface ActionGroup {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly isEnabled: boolean;
  readonly webhooks: readonly WebhookReceiver[];
}

const Receiver = z
  .object({
    serviceUri: z.string(),
    useCommonAlertSchema: maybe(z.boolean()),
    useAadAuth: maybe(z.boolean()),
    identifierUri: maybe(z.string()),
    tenantId: maybe(z.string()),
  })
  .transform(({ serviceUri, useCommonAlertSchema, useAadAuth, identifierUri, tenantId }): WebhookReceiver => ({
    url: serviceUri.replace(/[?#].*$/, ''),
    commonSchema: useCommonAlertSchema === true,
    secure: useAadAuth === true ? { audience: identifierUri, tenantId } : undefined,
  }));

/** The action groups of a subscription. Azure: GET Microsoft.Insights/actionGroups. */
export const actionGroups = defineObservation<{ subscription: string }, { readonly groups: readonly ActionGroup[] }>({
  kind: 'actionGroups',
  permissions: ['Microsoft.Insights/actionGroups/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ subscription }) => listAll('Microsoft.Insights/actionGroups', subscription),
  answer: armList(
    armObject({
      id: z.string(),
      name: z.string(),
      groupShortName: z.string(),
      enabled: z.boolean(),
      webhookReceivers: listOf(Receiver),
    }),
  ).transform((groups) => ({
    groups: groups.map(({ id, name, groupShortName, enabled, webhookReceivers }) => ({
      id,
      name,
      shortName: groupShortName,
      isEnabled: enabled,
      webhooks: webhookReceivers,
    })),
  })),
});

/** A rule of any of the three kinds that start incidents. */
export interface AlertRule {
  readonly id: string;
  readonly name: string;
  readonly isEnabled: boolean;
  /** Ids of what it watches. */
  readonly scopes: readonly string[];
  /** Ids of the action groups that it calls. */
  readonly calls: readonly string[];
}

export interface AlertRules {
  readonly rules: readonly AlertRule[];
}

const Called = z.object({ actionGroupId: z.string() }).transform(({ actionGroupId }) => actionGroupId);

const rulesOf = (
  kind: string,
  type: Extract<Type, `Microsoft.Insights/${string}`>,
  actions: z.ZodType<readonly string[]>,
): AzureObservation<{ subscription: string }, AlertRules> =>
  defineObservation({
    kind,
    permissions: [`${type}/read`],
    cost: { reads: 1, writes: 0, seconds: 1 },
    request: ({ subscription }) => listAll(type, subscription),
    answer: armList(
      armObject({
        id: z.string(),
        name: z.string(),
        enabled: maybe(z.boolean()),
        scopes: listOf(z.string()),
        actions: maybe(actions),
      }).transform(({ id, name, enabled, scopes, actions: calls = [] }): AlertRule => ({
        id,
        name,
        isEnabled: enabled !== false,
        scopes,
        calls,
      })),
    ).transform((rules) => ({ rules })),
  });

/** The metric rules of a subscription. Azure: GET Microsoft.Insights/metricAlerts. */
export const metricAlerts = rulesOf('metricAlerts', 'Microsoft.Insights/metricAlerts', listOf(Called));

/** The rules of a subscription on its activity log, Resource Health among it. Azure: GET Microsoft.Insights/activityLogAlerts. */
export const activityLogAlerts = rulesOf(
  'activityLogAlerts',
  'Microsoft.Insights/activityLogAlerts',
  z.object({ actionGroups: listOf(Called) }).transform(({ actionGroups: called }) => called),
);

/** The query rules of a subscription. Azure: GET Microsoft.Insights/scheduledQueryRules. */
export const queryRules = rulesOf(
  'queryRules',
  'Microsoft.Insights/scheduledQueryRules',
  z.object({ actionGroups: listOf(z.string()) }).transform(({ actionGroups: called }) => called),
);
