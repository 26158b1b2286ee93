import type { Guard } from '../model/guard';
import { text } from '../model/text';
import { resourceHealth } from '../observations/resource-health';

/** Is somebody, or Azure itself, already doing something to the target? A stop that a person made, or a platform event in progress, is left alone. */
export const eventsUnderWay: Guard = {
  id: 'events-under-way',
  title: text('Nobody else is working on it', '다른 작업이 진행 중이 아님'),
  order: 110,
  check: (see, { target }) => {
    const health = see(resourceHealth, { resource: target.id });
    if (health.state !== 'Unavailable') return { kind: 'pass' };
    const who =
      health.cause === 'user'
        ? text('a person stopped or changed it', '사람이 중지하거나 변경했습니다')
        : text('Azure is handling an event on it', 'Azure가 이벤트를 처리하고 있습니다');
    return {
      kind: 'block',
      because: text(
        `Resource Health reports the target as unavailable: ${who.en}. ${health.summary}`,
        `Resource Health가 대상을 사용할 수 없음으로 보고합니다: ${who.ko}. ${health.summary}`,
      ),
    };
  },
};
