import type { InstallationCheck } from '../model/installation';
import { text } from '../model/text';
import { provision, setting } from './commands';
import { off } from './findings';
import { policyOf, settingsOf } from './given';

/** Whether Reconnect was stopped by its settings. What was said in the channel is in its records, and not seen from here. */
export const killSwitch: InstallationCheck = {
  id: 'kill-switch',
  part: 'settings',
  examine(see, installation) {
    const meaning = text(
      'Trouble is reported, and nothing is proposed or changed.',
      '문제는 알리지만 아무것도 제안하거나 바꾸지 않습니다.',
    );
    if (settingsOf(see, installation)['RECONNECT_STOPPED'] === 'true')
      return [
        off('stopped', text('RECONNECT_STOPPED is true.', 'RECONNECT_STOPPED가 true입니다.'), meaning, [
          setting(installation, 'RECONNECT_STOPPED', 'false'),
        ]),
      ];
    if (!policyOf(see, installation).stopped) return [];
    return [
      off(
        'stopped',
        text('The policy says stopped.', '정책에 stopped가 켜져 있습니다.'),
        meaning,
        [provision(see, installation)],
        text(
          'Take stopped out of policy in infra/main.parameters.json.',
          'infra/main.parameters.json의 policy에서 stopped를 빼세요.',
        ),
      ),
    ];
  },
};
