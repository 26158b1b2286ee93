import { az } from '../model/az';
import type { Finding, InstallationCheck } from '../model/installation';
import { text } from '../model/text';
import { roleAssignments } from '../installation/role-assignments';
import { telemetryComponents } from '../installation/telemetry';
import { provision } from './commands';
import { sureOfNone, wrong } from './findings';
import { attached, groupOf, homeOf, settingsOf } from './given';
import { holdsFor } from './rights';

const metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb';

/** The app sends telemetry, and Application Insights takes it: the alerts on Reconnect itself are made from it. */
export const telemetry: InstallationCheck = {
  id: 'telemetry',
  part: 'app',
  examine(see, installation): readonly Finding[] {
    const given = settingsOf(see, installation);
    const connection = given['APPLICATIONINSIGHTS_CONNECTION_STRING'];
    const mend = [provision(see, installation)] as const;
    const meaning = text(
      'There is no log, and nobody is told when Reconnect itself is in trouble.',
      '로그가 없고, Reconnect 자체에 문제가 있어도 아무에게도 알려지지 않습니다.',
    );
    if (connection === undefined)
      return [
        wrong(
          'no-telemetry',
          text(
            'APPLICATIONINSIGHTS_CONNECTION_STRING is not set: the app sends no telemetry.',
            'APPLICATIONINSIGHTS_CONNECTION_STRING이 없어 앱이 원격 분석을 보내지 않습니다.',
          ),
          meaning,
          mend,
        ),
      ];
    const key = /(?:^|;)\s*InstrumentationKey=([^;]+)/i.exec(connection)?.[1];
    const component = see(telemetryComponents, { group: groupOf(installation) }).components.find(
      (each) => each.instrumentationKey === key,
    );
    // One elsewhere may be meant; where keys count, the connection string is enough.
    if (component?.tokensOnly !== true) return [];
    const clientId = /^ClientId=([^;]+);Authorization=AAD$/.exec(
      given['APPLICATIONINSIGHTS_AUTHENTICATION_STRING'] ?? '',
    )?.[1];
    const identity = attached(see, installation, clientId);
    if (!identity)
      return [
        wrong(
          'telemetry-identity',
          text(
            `${component.name} takes only Entra’s tokens, and APPLICATIONINSIGHTS_AUTHENTICATION_STRING names no identity of the app.`,
            `${component.name}은(는) Entra 토큰만 받는데, APPLICATIONINSIGHTS_AUTHENTICATION_STRING이 앱의 ID를 가리키지 않습니다.`,
          ),
          meaning,
          mend,
        ),
      ];
    const { assignments } = see(roleAssignments, {
      subscription: homeOf(installation),
      principal: identity.principalId,
    });
    if (
      assignments.some(
        ({ scope, role }) => holdsFor(scope, component.id) && role.toLowerCase().endsWith(metricsPublisher),
      )
    )
      return [];
    sureOfNone(see, groupOf(installation), 'Microsoft.Authorization/roleAssignments/read');
    return [
      wrong(
        'telemetry-role',
        text(
          `The app’s identity is not Monitoring Metrics Publisher on ${component.name}.`,
          `앱의 ID에 ${component.name}에 대한 Monitoring Metrics Publisher 역할이 없습니다.`,
        ),
        meaning,
        [
          az('role assignment create', {
            'assignee-object-id': identity.principalId,
            'assignee-principal-type': 'ServicePrincipal',
            role: 'Monitoring Metrics Publisher',
            scope: component.id,
          }),
        ],
      ),
    ];
  },
};
