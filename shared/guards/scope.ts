import { parseArmId } from '../model/arm-id';
import type { Guard } from '../model/guard';
import { text } from '../model/text';

/** Is everything that the plan changes inside the subscriptions that the policy names? A gateway's NSG may live elsewhere. */
export const scope: Guard = {
  id: 'scope',
  check: (_see, plan, { policy }) => {
    const subscription = parseArmId(plan.resource)?.subscription.toLowerCase();
    if (policy.subscriptions.some((allowed) => allowed.toLowerCase() === subscription)) return { kind: 'pass' };
    return {
      kind: 'block',
      because: text(
        `${plan.resource} is outside the subscriptions in the policy.`,
        `${plan.resource}은(는) 정책의 구독 범위 밖에 있습니다.`,
      ),
    };
  },
};
