import { nameOf, sameId } from '../model/arm-id';
import type { Guard } from '../model/guard';
import { text } from '../model/text';
import { clock, hold, isUnderWay, lookBack, mention, minuteMs, stagedAt, wasCarriedOut } from './earlier';

/** Is this trouble only the echo of what Reconnect itself is doing, or has just done, in another incident? */
export const ownEcho: Guard = {
  id: 'own-echo',
  title: text('Not the echo of an own change', '자체 변경의 여파가 아님'),
  order: 50,
  check: (see, proposed, { limits }) => {
    const { now, others } = lookBack(see, proposed);
    const name = nameOf(proposed.target.id);
    const touching = others.filter(({ affectedResources }) =>
      affectedResources.some((id) => sameId(id, proposed.target.id)),
    );
    const underWay = touching.find(isUnderWay);
    if (underWay)
      return hold(
        now + 5 * minuteMs,
        text(
          `Reconnect itself is changing something that ${name} notices: ${mention(underWay)}. It looks again at ${clock(now + 5 * minuteMs)}.`,
          `Reconnect가 ${name}에 영향을 주는 변경을 진행 중입니다: ${mention(underWay)}. ${clock(now + 5 * minuteMs)}에 다시 확인합니다.`,
        ),
      );
    const latest = touching.findLast(wasCarriedOut);
    const until = latest ? stagedAt(latest) + limits.echoMinutes * minuteMs : now;
    if (!latest || until <= now) return { kind: 'pass' };
    return hold(
      until,
      text(
        `Reconnect itself has just changed something that ${name} notices: ${mention(latest)}. What is wrong now may be its echo, so it looks again at ${clock(until)}.`,
        `Reconnect가 방금 ${name}에 영향을 주는 변경을 했습니다: ${mention(latest)}. 지금의 문제는 그 여파일 수 있으므로 ${clock(until)}에 다시 확인합니다.`,
      ),
    );
  },
};
