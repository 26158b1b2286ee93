import type { Guard } from '../model/guard';
import { text } from '../model/text';
import { clock, lookBack } from './earlier';

/** Has somebody switched all changes off? */
export const killSwitch: Guard = {
  id: 'kill-switch',
  title: text('Changes are switched on', '변경이 허용된 상태임'),
  order: 5,
  check: (see, proposed, policy) => {
    if (policy.stopped)
      return {
        kind: 'block',
        because: text(
          'The setting RECONNECT_STOPPED, or "stopped" in the policy, switches all changes off. Set it to false to switch them on again.',
          'RECONNECT_STOPPED 설정 또는 정책의 "stopped"로 모든 변경이 중지되어 있습니다. 다시 허용하려면 false로 바꾸세요.',
        ),
      };
    const { stop } = lookBack(see, proposed).ledger;
    if (!stop) return { kind: 'pass' };
    const since = clock(Date.parse(stop.at));
    return {
      kind: 'block',
      because: text(
        `${stop.by} switched all changes off at ${since}. To switch them on again, an approver says "resume" in the channel, or runs "reconnect resume".`,
        `${stop.by}님이 ${since}에 모든 변경을 중지했습니다. 다시 허용하려면 승인 권한이 있는 사람이 채널에 "재개"라고 쓰거나 "reconnect resume"을 실행하세요.`,
      ),
    };
  },
};
