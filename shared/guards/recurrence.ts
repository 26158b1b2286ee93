import { nameOf } from '../model/arm-id';
import type { Guard } from '../model/guard';
import { targetKey } from '../targets';
import { text } from '../model/text';
import { hourMs, lookBack, mention, stagedAt, wasCarriedOut } from './earlier';

/** Does the fix last? A cause that comes back again and again is not fixed once more: people get its history instead. */
export const recurrence: Guard = {
  id: 'recurrence',
  title: text('The cause does not keep coming back', '같은 원인이 반복되지 않음'),
  order: 65,
  check: (see, proposed, { limits: { recurrence: limit } }) => {
    const { now, others } = lookBack(see, proposed);
    const fixed = others
      .filter(({ target, cause }) => target === targetKey(proposed.target) && cause === proposed.cause)
      .filter(wasCarriedOut)
      .filter((each) => each.stage.result === 'verified' && stagedAt(each) > now - limit.withinHours * hourMs);
    if (fixed.length < limit.times) return { kind: 'pass' };
    const name = nameOf(proposed.target.id);
    const each = fixed.map(mention).join(', ');
    return {
      kind: 'block',
      because: text(
        `${proposed.cause} was fixed ${fixed.length} times on ${name} within ${limit.withinHours} hours and came back each time: ${each}. Fixing it again will not last. Find out why it comes back.`,
        `${name}에서 ${limit.withinHours}시간 동안 ${proposed.cause}을(를) ${fixed.length}번 고쳤지만 매번 다시 발생했습니다: ${each}. 다시 고쳐도 오래가지 않습니다. 반복되는 이유를 찾아 주세요.`,
      ),
    };
  },
};
