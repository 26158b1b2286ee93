import { changedBy } from '../changes';
import { parseArmId } from '../model/arm-id';
import type { Guard } from '../model/guard';
import { text } from '../model/text';
import { isWithin } from './within';

/** Is everything that the plan changes, and that undoing it changes, inside the subscriptions that the policy names, and not excepted there? A gateway's NSG may live elsewhere. */
export const scope: Guard = {
  id: 'scope',
  title: text('Within what the policy lets Reconnect change', '정책이 변경을 허용한 범위 안'),
  order: 10,
  check: (_see, { plan }, policy) => {
    const changed = [plan.resource, ...[...plan.changes, ...plan.undo].map(changedBy)];
    const outside = changed.find((id) => {
      const subscription = parseArmId(id)?.subscription.toLowerCase();
      return !policy.subscriptions.some((allowed) => allowed.toLowerCase() === subscription);
    });
    if (outside !== undefined)
      return {
        kind: 'block',
        because: text(
          `${outside} is outside the subscriptions in the policy. Reconnect changes nothing there; add the subscription to the policy if it may.`,
          `${outside}은(는) 정책의 구독 범위 밖에 있어 Reconnect가 변경하지 않습니다. 변경해도 된다면 정책에 구독을 추가하세요.`,
        ),
      };
    const excepted = changed.flatMap((id) =>
      policy.except.filter((each) => isWithin(each, id)).map((by) => ({ id, by })),
    );
    const [first] = excepted;
    if (!first) return { kind: 'pass' };
    return {
      kind: 'block',
      because: text(
        `The policy excepts ${first.by} from all changes, and ${first.id} belongs to it. Fix it by hand, or take it out of the policy's "except".`,
        `정책에서 ${first.by}은(는) 변경 대상에서 제외되어 있으며 ${first.id}이(가) 여기에 속합니다. 직접 고치거나 정책의 "except"에서 빼세요.`,
      ),
    };
  },
};
