import { isWithin } from '../guards/within';
import { sameId } from '../model/arm-id';
import type { Finding, InstallationCheck } from '../model/installation';
import type { See } from '../model/observation';
import type { Installation } from '../model/installation';
import { text } from '../model/text';
import { actionGroups, type ActionGroup, type WebhookReceiver } from '../installation/alerts';
import { functionApp } from '../installation/function-app';
import { provision } from './commands';
import { off, sureOfNone, wrong } from './findings';
import { groupOf, homeOf, settingsOf } from './given';

/** As infra/app/alerts.bicep calls it. */
const shortName = 'Reconnect';

/** Reconnect's own action group: that of its resource group. */
const ownGroup = (see: See, installation: Installation): ActionGroup | undefined =>
  see(actionGroups, { subscription: homeOf(installation) }).groups.find(
    (each) => isWithin(groupOf(installation), each.id) && sameId(each.shortName, shortName),
  );

/** Whether a webhook calls the app, whichever way. */
export const callsApp = ({ url }: WebhookReceiver, host: string): boolean =>
  URL.canParse(url) && sameId(new URL(url).host, host);

/** The action group is on, and calls the app in a way that the app takes. */
export const actionGroup: InstallationCheck = {
  id: 'action-group',
  part: 'alerts',
  examine(see, installation) {
    const later = text(
      'Incidents begin only when the sweep finds the trouble.',
      '스윕이 문제를 찾을 때에만 인시던트가 시작됩니다.',
    );
    const mend = [provision(see, installation)] as const;
    const group = ownGroup(see, installation);
    if (!group) {
      sureOfNone(see, groupOf(installation), 'Microsoft.Insights/actionGroups/read');
      return [
        wrong(
          'no-action-group',
          text(
            'The resource group has no action group of Reconnect.',
            '리소스 그룹에 Reconnect의 작업 그룹이 없습니다.',
          ),
          later,
          mend,
        ),
      ];
    }
    const { host } = see(functionApp, { id: installation.app });
    const { RECONNECT_APP_ID: appId, TEAMS_TENANT_ID: tenantId } = settingsOf(see, installation);
    if (group.webhooks.length === 0)
      return [
        // Without a registration this is how it is deployed.
        (appId === undefined ? off : wrong)(
          'nobody-called',
          text(`${group.name} calls nobody.`, `${group.name}이(가) 아무도 호출하지 않습니다.`),
          later,
          ['sh infra/register-app.sh', ...mend],
        ),
      ];
    const found: Finding[] = [];
    if (!group.isEnabled)
      found.push(
        wrong(
          'action-group-off',
          text(`${group.name} is switched off.`, `${group.name}이(가) 꺼져 있습니다.`),
          later,
          mend,
        ),
      );
    const own = group.webhooks.find((each) => callsApp(each, host) && isAlertPath(each.url));
    if (!own)
      return [
        ...found,
        wrong(
          'receiver-url',
          text(
            `${group.name} calls somebody, but not the app at https://${host}/api/alerts.`,
            `${group.name}이(가) 호출하는 곳이 앱(https://${host}/api/alerts)이 아닙니다.`,
          ),
          later,
          mend,
        ),
      ];
    if (!own.commonSchema)
      found.push(
        wrong(
          'common-schema',
          text(
            `${group.name} does not use the common alert schema.`,
            `${group.name}이(가) 공통 경고 스키마를 쓰지 않습니다.`,
          ),
          text('The app cannot read its alerts, and turns them away.', '앱이 경고를 읽지 못해 받지 않습니다.'),
          mend,
        ),
      );
    if (isSecurePath(own.url) && !isForUs(own, appId, tenantId))
      found.push(
        wrong(
          'receiver-token',
          text(
            `${group.name} does not send tokens of this tenant for the app registration in RECONNECT_APP_ID.`,
            `${group.name}이(가) RECONNECT_APP_ID의 앱 등록과 이 테넌트에 대한 토큰을 보내지 않습니다.`,
          ),
          text('The app turns every alert away.', '앱이 모든 경고를 거절합니다.'),
          ['sh infra/register-app.sh', ...mend],
        ),
      );
    return found;
  },
};

const isAlertPath = (url: string): boolean => /^\/api\/alerts(?:\/secure)?\/?$/i.test(new URL(url).pathname);
const isSecurePath = (url: string): boolean => /\/secure\/?$/i.test(new URL(url).pathname);

/** Whether a secure webhook's tokens are ones that the app takes: of its tenant, for its registration. */
const isForUs = ({ secure }: WebhookReceiver, appId: string | undefined, tenantId: string | undefined): boolean =>
  secure?.audience !== undefined &&
  appId !== undefined &&
  [appId, `api://${appId}`].some((audience) => sameId(audience, secure.audience ?? '')) &&
  (secure.tenantId === undefined || tenantId === undefined || sameId(secure.tenantId, tenantId));
