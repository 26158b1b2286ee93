import { nameOf } from '../model/arm-id';
import type { Guard } from '../model/guard';
import { text } from '../model/text';
import { bears } from './tags';

/** May this fix be proposed at all? The policy can keep a fix to observing, everywhere or where a tag says so; the default asks. */
export const mode: Guard = {
  id: 'mode',
  title: text('The policy lets Reconnect ask', '정책이 제안을 허용함'),
  order: 20,
  check: (see, { plan, target }, policy) => {
    if (policy.modes[plan.fix] === 'observe')
      return {
        kind: 'block',
        because: text(
          `The policy sets ${plan.fix} to observe: Reconnect says what would help and leaves it to you.`,
          `정책에서 ${plan.fix}이(가) observe로 설정되어 있습니다. Reconnect는 도움이 될 조치만 알리고 직접 하지 않습니다.`,
        ),
      };
    const borne = policy.tagged.find(({ modes, ...tag }) => modes[plan.fix] === 'observe' && bears(see, target, tag));
    if (!borne) return { kind: 'pass' };
    const tag = `${borne.tag}=${borne.value}`;
    const name = nameOf(target.id);
    return {
      kind: 'block',
      because: text(
        `The policy sets ${plan.fix} to observe for what is tagged ${tag}, as ${name} is: Reconnect says what would help and leaves it to you.`,
        `정책에서 ${tag} 태그가 있는 리소스는 ${plan.fix}이(가) observe로 설정되어 있고 ${name}에 이 태그가 있습니다. Reconnect는 도움이 될 조치만 알리고 직접 하지 않습니다.`,
      ),
    };
  },
};
