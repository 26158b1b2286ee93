import { sameId } from '../model/arm-id';
import { az, within } from '../model/az';
import { isSameUrl } from '../config/clouds';
import type { Finding, InstallationCheck } from '../model/installation';
import { text } from '../model/text';
import { bots, teamsChannel } from '../installation/bot';
import { functionApp } from '../installation/function-app';
import { provision } from './commands';
import { sureOfNone, wrong } from './findings';
import { groupOf, settingsOf } from './given';

const unheard = text('What people answer in Teams does not arrive.', 'Teams에서 사람들이 한 답이 도착하지 않습니다.');

/** The bot is registered, in Teams, of this tenant, and posts what people write to the app. */
export const bot: InstallationCheck = {
  id: 'bot',
  part: 'teams',
  examine(see, installation) {
    const { TEAMS_APP_ID: appId, TEAMS_TENANT_ID: tenantId } = settingsOf(see, installation);
    if (appId === undefined) return [];
    const group = groupOf(installation);
    const own = see(bots, { group }).bots.find((each) => sameId(each.appId, appId));
    if (!own) {
      sureOfNone(see, group, 'Microsoft.BotService/botServices/read');
      return [
        wrong(
          'no-bot',
          text(
            `No bot of the app id ${appId} (TEAMS_APP_ID) is registered in the resource group.`,
            `리소스 그룹에 앱 ID ${appId}(TEAMS_APP_ID)로 등록된 봇이 없습니다.`,
          ),
          text('Cards do not reach Teams, and answers do not arrive.', '카드가 Teams에 가지 않고, 답도 오지 않습니다.'),
          [provision(see, installation)],
        ),
      ];
    }
    const endpoint = `https://${see(functionApp, { id: installation.app }).host}/api/messages`;
    const channel = see(teamsChannel, { bot: own.id });
    const found: Finding[] = [];
    if (own.endpoint === undefined || !isSameUrl(own.endpoint, endpoint))
      found.push(
        wrong(
          'messaging-endpoint',
          text(
            `The messaging endpoint of ${own.name} is not the app’s, which is ${endpoint}.`,
            `${own.name}의 메시징 엔드포인트가 앱의 것(${endpoint})이 아닙니다.`,
          ),
          unheard,
          [az('bot update', { ...within('name', own.id), endpoint })],
        ),
      );
    if (channel.kind === 'absent' || !channel.isEnabled)
      found.push(
        wrong(
          'teams-channel',
          text(
            `${own.name} is not in Teams: its channel is missing or off.`,
            `${own.name}의 Teams 채널이 없거나 꺼져 있습니다.`,
          ),
          text('Cards do not reach Teams, and answers do not arrive.', '카드가 Teams에 가지 않고, 답도 오지 않습니다.'),
          [channel.kind === 'absent' ? az('bot msteams create', within('name', own.id)) : provision(see, installation)],
        ),
      );
    if (own.tenantId !== undefined && tenantId !== undefined && !sameId(own.tenantId, tenantId))
      found.push(
        wrong(
          'bot-tenant',
          text(
            `${own.name} is of another tenant than TEAMS_TENANT_ID names.`,
            `${own.name}의 테넌트가 TEAMS_TENANT_ID와 다릅니다.`,
          ),
          unheard,
          [provision(see, installation)],
        ),
      );
    return found;
  },
};
