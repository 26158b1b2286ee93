import type { Guard } from '../model/guard';
import { text } from '../model/text';
import { hourMs, lookBack, mention, stagedAt, wasCarriedOut } from './earlier';

/** Do fixes help at all? When several did not, something is wrong that Reconnect does not understand, and it stops until a person has looked. */
export const circuitBreaker: Guard = {
  id: 'circuit-breaker',
  title: text('Fixes have been helping', '최근 조치가 효과가 있었음'),
  order: 70,
  check: (see, proposed, { limits: { breaker } }) => {
    const { now, others, ledger } = lookBack(see, proposed);
    const since = Math.max(now - breaker.withinHours * hourMs, ledger.resumedAt ? Date.parse(ledger.resumedAt) : 0);
    const failed = others
      .filter(wasCarriedOut)
      .filter((each) => each.stage.result === 'failed' && stagedAt(each) > since);
    if (failed.length < breaker.failures) return { kind: 'pass' };
    const each = failed.map(mention).join(', ');
    return {
      kind: 'block',
      because: text(
        `${failed.length} fixes within ${breaker.withinHours} hours did not help: ${each}. Nothing more is changed until somebody has looked into them and says "resume" in the channel or runs "reconnect resume".`,
        `${breaker.withinHours}시간 동안 조치 ${failed.length}건이 효과가 없었습니다: ${each}. 누군가 살펴본 뒤 채널에 "재개"라고 쓰거나 "reconnect resume"을 실행할 때까지 아무것도 변경하지 않습니다.`,
      ),
    };
  },
};
