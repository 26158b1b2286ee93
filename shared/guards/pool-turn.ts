import { nameOf, sameId } from '../model/arm-id';
import type { Guard } from '../model/guard';
import { text } from '../model/text';
import { kindOf } from '../targets';
import { clock, hold, isUnderWay, lookBack, minuteMs } from './earlier';

/** Is it this one's turn? Of the servers behind a gateway one is changed at a time. */
export const poolTurn: Guard = {
  id: 'pool-turn',
  title: text('Nothing else behind the gateway is being changed', '같은 게이트웨이 뒤에서 변경 중인 대상이 없음'),
  order: 105,
  check: (see, proposed, policy) => {
    const { now, others } = lookBack(see, proposed);
    const underWay = others.filter(isUnderWay);
    if (underWay.length === 0) return { kind: 'pass' };
    const { target } = proposed;
    for (const gateway of kindOf(target).gateways(see, target, policy)) {
      const other = underWay.find(({ affectedResources }) => affectedResources.some((id) => sameId(id, gateway)));
      if (!other) continue;
      const until = now + 5 * minuteMs;
      return hold(
        until,
        text(
          `Incident ${other.incident} is changing ${nameOf(other.resource)}, which ${nameOf(gateway)} depends on too, and one at a time is changed there. Reconnect looks again at ${clock(until)}.`,
          `인시던트 ${other.incident}이(가) 같은 ${nameOf(gateway)}에 영향을 주는 ${nameOf(other.resource)}을(를) 변경하고 있으며, 한 번에 하나만 변경합니다. ${clock(until)}에 다시 확인합니다.`,
        ),
      );
    }
    return { kind: 'pass' };
  },
};
