import { isWithin } from '../guards/within';
import { armId, idKey, isOfType, nameOf, sameId } from '../model/arm-id';
import { az, within } from '../model/az';
import type { InstallationCheck } from '../model/installation';
import type { See } from '../model/observation';
import type { Target } from '../model/target';
import { forEach, together } from '../model/see';
import { text } from '../model/text';
import {
  actionGroups,
  activityLogAlerts,
  metricAlerts,
  queryRules,
  type ActionGroup,
  type AlertRule,
} from '../installation/alerts';
import { functionApp } from '../installation/function-app';
import { gatewayPlaces } from '../installation/watched';
import { callsApp } from './action-group';
import { listed, provision } from './commands';
import { apart, sureOfNone, wrong } from './findings';
import { groupOf, homeOf, policyOf } from './given';

const rulesIn = (see: See, subscription: string): readonly AlertRule[] =>
  together(
    () => see(metricAlerts, { subscription }),
    () => see(activityLogAlerts, { subscription }),
    () => see(queryRules, { subscription }),
  ).flatMap(({ rules }) => rules);

/** The gateways of a subscription, and the targets of the policy there. */
const watchedIn = (see: See, subscription: string, targets: readonly Target[]): readonly string[] => {
  const ids = [...see(gatewayPlaces, { subscription }).gateways, ...targets].map(({ id }) => id);
  return [...new Set(ids)].filter((id) => isWithin(`/subscriptions/${subscription}`, id));
};

const types = [
  'Microsoft.Insights/actionGroups',
  'Microsoft.Insights/metricAlerts',
  'Microsoft.Insights/activityLogAlerts',
  'Microsoft.Insights/scheduledQueryRules',
] as const;

/** Switches a rule on. */
const enable = (id: string): string => {
  const rule = within('name', id);
  if (isOfType(id, 'Microsoft.Insights/metricAlerts'))
    return az('monitor metrics alert update', { ...rule, enabled: 'true' });
  if (isOfType(id, 'Microsoft.Insights/activityLogAlerts'))
    return az('monitor activity-log alert update', { ...rule, enabled: 'true' });
  return az('monitor scheduled-query update', { ...rule, disabled: 'false' });
};

/** Has Resource Health of another subscription call the app, as infra/app/alerts.bicep has it for its own. */
const watchHealth = (subscription: string, [first = '']: readonly string[], [caller]: readonly ActionGroup[]): string =>
  az('monitor activity-log alert create', {
    subscription,
    'resource-group': armId(first).resourceGroup,
    name: 'reconnect-resource-health',
    scope: `/subscriptions/${subscription}`,
    condition: 'category=ResourceHealth',
    'action-group': caller?.id ?? '',
  });

/** The alert rules are on, and each target is under one that calls the app. */
export const alertRules: InstallationCheck = {
  id: 'alert-rules',
  part: 'alerts',
  examine(see, installation) {
    const { host } = see(functionApp, { id: installation.app });
    const { subscriptions, targets } = policyOf(see, installation);
    const places = [...new Map([homeOf(installation), ...subscriptions].map((each) => [idKey(each), each])).values()];
    // A rule may call an action group of another subscription.
    const callers = forEach(places, (subscription) => see(actionGroups, { subscription }).groups)
      .flat()
      .filter(({ webhooks }) => webhooks.some((each) => callsApp(each, host)));
    return apart(places, (subscription) => {
      const rules = rulesIn(see, subscription);
      const calling = rules.filter(({ calls }) => calls.some((id) => callers.some((group) => sameId(group.id, id))));
      const own = rules.filter(({ id }) => isWithin(groupOf(installation), id));
      const off = [...new Set([...own, ...calling])].filter(({ isEnabled }) => !isEnabled);
      // Where nobody is called the check of the action group tells, and a rule that is off is told by itself.
      const uncovered = (callers.length === 0 ? [] : watchedIn(see, subscription, targets)).filter(
        (id) => !calling.some(({ scopes }) => scopes.some((each) => isWithin(each, id))),
      );
      if (uncovered.length > 0)
        for (const type of types)
          for (const place of places) sureOfNone(see, `/subscriptions/${place}`, `${type}/read`);
      return [
        ...off.map((rule) =>
          wrong(
            'rule-off',
            text(`The alert rule ${rule.name} is switched off.`, `경고 규칙 ${rule.name}이(가) 꺼져 있습니다.`),
            text('What it looks for is not reported.', '이 규칙이 살피는 것은 알려지지 않습니다.'),
            [enable(rule.id)],
          ),
        ),
        ...(uncovered.length === 0
          ? []
          : [
              wrong(
                'no-alert-rule',
                text(
                  `No alert rule that calls the app covers ${listed(uncovered.map(nameOf))}.`,
                  `앱을 호출하는 경고 규칙이 없는 대상: ${listed(uncovered.map(nameOf))}.`,
                ),
                text('Their trouble is found only by the sweep, later.', '이들의 문제는 나중에 스윕에서만 발견됩니다.'),
                [
                  sameId(subscription, homeOf(installation))
                    ? provision(see, installation)
                    : watchHealth(subscription, uncovered, callers),
                ],
              ),
            ]),
      ];
    });
  },
};
