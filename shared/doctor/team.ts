import type { InstallationCheck } from '../model/installation';
import { Unsure } from '../model/see';
import { text } from '../model/text';
import { chooseChannel } from './commands';
import { wrong } from './findings';

const untold = text(
  'Not checked whether the bot is in the team of its channel: the app has not said.',
  '봇이 채널의 팀에 있는지 확인하지 못함: 앱이 알려 주지 않았습니다.',
);

/** The bot is in the team of its channel. Teams tells the app when it is added to a team; before that, nobody knows. */
export const team: InstallationCheck = {
  id: 'team',
  part: 'teams',
  examine(see, installation) {
    const { health } = installation;
    if (health.kind !== 'answered') throw new Unsure(untold);
    switch (health.health.bot) {
      case 'in-channel':
        return [];
      case 'unseen':
        throw new Unsure(
          text(
            'Not known whether the bot is in the team of its channel: Teams has told of none. Run npm run teams:package, and add that app to the team; where it is there already, write “@Reconnect status” in the channel.',
            '봇이 채널의 팀에 있는지 알 수 없음: Teams가 알려 준 팀이 없습니다. npm run teams:package를 실행해 그 앱을 팀에 추가하세요. 이미 있다면 채널에서 “@Reconnect 상태”라고 쓰세요.',
          ),
        );
      case 'elsewhere':
        return [
          wrong(
            'other-team',
            text(
              'The bot is in a team, and does not see the channel of TEAMS_CHANNEL_ID there.',
              '봇이 팀에 있지만, TEAMS_CHANNEL_ID의 채널이 거기에 보이지 않습니다.',
            ),
            text('Cards do not reach the channel.', '카드가 채널에 도착하지 않습니다.'),
            chooseChannel(see, installation),
            text(
              'Add the app to the team of the channel too, or choose a channel of its team: it said their ids when it was added.',
              '채널의 팀에도 앱을 추가하거나, 앱이 있는 팀의 채널을 고르세요. 앱이 추가될 때 채널 ID를 알려 주었습니다.',
            ),
          ),
        ];
    }
  },
};
