import { isWithin } from '../guards/within';
import { isOfType, nameOf, sameId } from '../model/arm-id';
import { az, within } from '../model/az';
import type { InstallationCheck } from '../model/installation';
import type { See } from '../model/observation';
import { together } from '../model/see';
import { text } from '../model/text';
import { actionGroups, activityLogAlerts, metricAlerts, queryRules, type AlertRule } from '../installation/alerts';
import { functionApp } from '../installation/function-app';
import { gatewayPlaces } from '../installation/watched';
import { callsApp, ownGroup } from './action-group';
import { apart, groupOf, homeOf, listed, policyOf, provision, sureOfNone, wrong } from './basics';

const rulesIn = (see: See, subscription: string): readonly AlertRule[] =>
  together(
    () => see(metricAlerts, { subscription }),
    () => see(activityLogAlerts, { subscription }),
    () => see(queryRules, { subscription }),
  ).flatMap(({ rules }) => rules);

/** Switches a rule on. */
const enable = (id: string): string => {
  const rule = within('name', id);
  if (isOfType(id, 'Microsoft.Insights/metricAlerts'))
    return az('monitor metrics alert update', { ...rule, enabled: 'true' });
  if (isOfType(id, 'Microsoft.Insights/activityLogAlerts'))
    return az('monitor activity-log alert update', { ...rule, enabled: 'true' });
  return az('monitor scheduled-query update', { ...rule, disabled: 'false' });
};

/** The alert rules are on, and each target is under one that calls the app. */
export const alertRules: InstallationCheck = {
  id: 'alert-rules',
  part: 'alerts',
  examine(see, installation) {
    const { host } = see(functionApp, { id: installation.app });
    const { subscriptions, targets } = policyOf(see, installation);
    const isOff = ownGroup(see, installation)?.webhooks.length === 0;
    return apart([...new Set([homeOf(installation), ...subscriptions])], (subscription) => {
      const callers = see(actionGroups, { subscription }).groups.filter(
        ({ webhooks }) => isOff || webhooks.some((each) => callsApp(each, host)),
      );
      const rules = rulesIn(see, subscription);
      const calling = rules.filter(({ calls }) => calls.some((id) => callers.some((group) => sameId(group.id, id))));
      const own = rules.filter(({ id }) => isWithin(groupOf(installation), id));
      const off = [...new Set([...own, ...calling])].filter(({ isEnabled }) => !isEnabled);
      const home = `/subscriptions/${subscription}`;
      const watched = subscriptions.some((each) => sameId(each, subscription))
        ? [...see(gatewayPlaces, { subscription }).gateways, ...targets].map(({ id }) => id)
        : [];
      // What is switched off is told by itself.
      const uncovered = watched.filter(
        (id) => isWithin(home, id) && !calling.some(({ scopes }) => scopes.some((scope) => isWithin(scope, id))),
      );
      if (uncovered.length > 0 && !isOff && callers.length > 0)
        sureOfNone(see, home, 'Microsoft.Insights/activityLogAlerts/read');
      return [
        ...off.map((rule) =>
          wrong(
            'rule-off',
            text(`The alert rule ${rule.name} is switched off.`, `경고 규칙 ${rule.name}이(가) 꺼져 있습니다.`),
            text('What it looks for is not reported.', '이 규칙이 살피는 것은 알려지지 않습니다.'),
            [enable(rule.id)],
          ),
        ),
        ...(uncovered.length === 0 || isOff || callers.length === 0
          ? []
          : [
              wrong(
                'no-alert-rule',
                text(
                  `No alert rule that calls the app covers ${listed(uncovered.map(nameOf))}.`,
                  `앱을 호출하는 경고 규칙이 없는 대상: ${listed(uncovered.map(nameOf))}.`,
                ),
                text('Their trouble is found only by the sweep, later.', '이들의 문제는 나중에 스윕에서만 발견됩니다.'),
                [provision(see, installation)],
                {
                  first: text(
                    'Name them in alertedGateways or alertedVirtualMachines of infra/main.parameters.json; in another subscription, make rules there.',
                    'infra/main.parameters.json의 alertedGateways나 alertedVirtualMachines에 적으세요. 다른 구독의 것은 그 구독에서 규칙을 만드세요.',
                  ),
                },
              ),
            ]),
      ];
    });
  },
};
