import { nameOf } from '../model/arm-id';
import type { Guard } from '../model/guard';
import { targetKey } from '../targets';
import { text } from '../model/text';
import { clock, hold, isUnderWay, lookBack, mention, minuteMs, stagedAt, wasCarriedOut } from './earlier';

/** Has the target had time to settle since it was last fixed? */
export const cooldown: Guard = {
  id: 'cooldown',
  title: text('Not fixed a moment ago', '방금 조치한 대상이 아님'),
  order: 60,
  check: (see, proposed, { limits }) => {
    const { now, others } = lookBack(see, proposed);
    const here = others.filter(({ target }) => target === targetKey(proposed.target));
    const last = here.find(isUnderWay) ?? here.findLast(wasCarriedOut);
    if (!last) return { kind: 'pass' };
    const until = isUnderWay(last) ? now + 5 * minuteMs : stagedAt(last) + limits.cooldownMinutes * minuteMs;
    if (until <= now) return { kind: 'pass' };
    const name = nameOf(proposed.target.id);
    return hold(
      until,
      text(
        `${name} was last changed by ${mention(last)}. It is left alone until ${clock(until)}, then looked at again.`,
        `${name}의 마지막 변경은 ${mention(last)}입니다. ${clock(until)}까지 그대로 두었다가 다시 확인합니다.`,
      ),
    );
  },
};
