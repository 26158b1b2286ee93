import type { InstallationCheck } from '../model/installation';
import { text } from '../model/text';
import { chooseChannel } from './commands';
import { wrong } from './findings';
import { settingsOf } from './given';

/** The id of a channel as Teams gives it; in a link to the channel it is percent-encoded. */
const isChannel = (id: string): boolean => /^19:[^@\s%]+@thread\.(?:tacv2|skype)$/.test(id);

/** The channel's id has the form of one. Whether the bot is in its team, only Teams knows. */
export const channel: InstallationCheck = {
  id: 'channel',
  part: 'teams',
  examine(see, installation) {
    const { TEAMS_CHANNEL_ID: id } = settingsOf(see, installation);
    if (id === undefined || isChannel(id)) return [];
    return [
      wrong(
        'channel-id',
        text(
          'TEAMS_CHANNEL_ID is not the id of a channel: 19:…@thread.tacv2, as in its link, percent-decoded.',
          'TEAMS_CHANNEL_ID가 채널 ID가 아닙니다: 링크에 있는 것을 퍼센트 디코딩한 19:…@thread.tacv2여야 합니다.',
        ),
        text('Cards do not reach the channel.', '카드가 채널에 도착하지 않습니다.'),
        chooseChannel(see, installation),
      ),
    ];
  },
};
