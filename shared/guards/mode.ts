import type { Guard } from '../model/guard';
import { text } from '../model/text';

/** May this fix be proposed at all? The policy can keep a fix to observing; the default asks. */
export const mode: Guard = {
  id: 'mode',
  check: (_see, plan, { policy }) => {
    if ((policy.modes[plan.fix] ?? 'approve') === 'approve') return { kind: 'pass' };
    return {
      kind: 'block',
      because: text(
        `The policy sets ${plan.fix} to observe: Reconnect says what would help and leaves it to you.`,
        `정책에서 ${plan.fix}이(가) observe로 설정되어 있습니다. Reconnect는 도움이 될 조치만 알리고 직접 하지 않습니다.`,
      ),
    };
  },
};
