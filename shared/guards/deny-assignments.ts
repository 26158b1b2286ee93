import { sameId } from '../model/arm-id';
import type { Guard } from '../model/guard';
import { forEach } from '../model/see';
import { text } from '../model/text';
import { denyAssignments as denyAssignmentsAt } from '../observations/deny-assignments';
import { names } from './rbac';
import { rightsOf } from './rights';

/**
 * Does a deny assignment take away what the plan, or undoing it, needs? It outweighs every role. Whom one names or excepts is
 * often a group, so Reconnect cannot tell whether it is meant: one that need not concern it stops the plan too.
 */
export const denyAssignments: Guard = {
  id: 'deny-assignments',
  title: text('No deny assignment in the way', '변경을 막는 거부 할당이 없음'),
  order: 140,
  check: (see, { plan }) => {
    const denied = forEach(rightsOf(plan), ({ action, scope }) =>
      see(denyAssignmentsAt, { scope })
        .assignments.filter((each) => (each.inherited || sameId(each.scope, scope)) && names(each.denies, action))
        .map((denial) => ({ action, denial })),
    );
    const [first] = denied.flat();
    if (!first) return { kind: 'pass' };
    const { action, denial } = first;
    const certain = denial.everyone && denial.excluded.length === 0;
    const assignment = `"${denial.name}" (${denial.scope})`;
    return {
      kind: 'block',
      because: certain
        ? text(
            `The deny assignment ${assignment} takes ${action} away from everyone, whatever their roles. Fix it by hand where whoever made the assignment allows it.`,
            `거부 할당 ${assignment}이(가) 역할과 관계없이 모두의 ${action}을(를) 거부합니다. 할당을 만든 쪽이 허용하는 방법으로 직접 고치세요.`,
          )
        : text(
            `The deny assignment ${assignment} takes ${action} away from those that it names, and Reconnect cannot tell whether its identity is one of them. Fix it by hand.`,
            `거부 할당 ${assignment}이(가) 지정된 대상의 ${action}을(를) 거부하는데, Reconnect의 ID가 포함되는지 알 수 없습니다. 직접 고치세요.`,
          ),
    };
  },
};
