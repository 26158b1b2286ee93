import { nameOf, sameId } from '../model/arm-id';
import type { Guard } from '../model/guard';
import { text } from '../model/text';
import { hold, lookBack, minuteMs } from './earlier';

/** Is another incident already at it? Two targets with one root cause get one question. */
export const sharedCause: Guard = {
  id: 'shared-cause',
  title: text('No other incident is at the same cause', '같은 원인을 다루는 다른 인시던트가 없음'),
  order: 55,
  check: (see, proposed) => {
    const { now, others } = lookBack(see, proposed);
    const same = others.find(
      ({ stage, cause, blamed }) =>
        stage.kind !== 'ended' && cause === proposed.cause && sameId(blamed, proposed.blamed),
    );
    if (!same) return { kind: 'pass' };
    const until = now + 5 * minuteMs;
    const what = nameOf(proposed.blamed);
    const doing =
      same.stage.kind === 'asked'
        ? text(`is asking about ${what} already`, `이미 ${what}에 대해 묻고 있습니다`)
        : text(`is fixing ${what} already`, `이미 ${what}을(를) 고치고 있습니다`);
    const because = text(
      `Incident ${same.incident} ${doing.en}, for the same cause. Answer there.`,
      `인시던트 ${same.incident}이(가) 같은 원인으로 ${doing.ko}. 그쪽에 답해 주세요.`,
    );
    return { ...hold(until, because), behind: same.incident };
  },
};
