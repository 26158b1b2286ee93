import { changedBy, requestOf, resourceOf } from '../changes';
import type { Guard } from '../model/guard';
import { forEach } from '../model/see';
import { text } from '../model/text';
import { locks as locksAt } from '../observations/locks';
import { isWithin } from './within';

/**
 * Has somebody locked what the plan changes, or what undoing it changes? A ReadOnly lock forbids everything but reading, a restart
 * too, because that is a POST; a CanNotDelete lock forbids deletions only. Azure: "Lock your resources to protect your
 * infrastructure".
 */
export const locks: Guard = {
  id: 'locks',
  title: text('No lock in the way', '변경을 막는 잠금이 없음'),
  order: 135,
  check: (see, { plan }) => {
    const forbidding = forEach([...plan.changes, ...plan.undo], (change) => {
      const id = changedBy(change);
      const deletes = requestOf(change).method === 'DELETE';
      const lock = see(locksAt, { scope: resourceOf(change) }).locks.find(
        ({ level, scope }) => isWithin(scope, id) && (level === 'ReadOnly' || deletes),
      );
      return lock && { lock, undoes: plan.undo.includes(change) };
    });
    const first = forbidding.find((each) => each !== undefined);
    if (!first) return { kind: 'pass' };
    const { lock, undoes } = first;
    return {
      kind: 'block',
      because: text(
        `The ${lock.level} lock ${lock.name} at ${lock.scope} forbids ${undoes ? 'undoing the fix' : 'the fix'}. Remove the lock if Reconnect may change this, or fix it by hand.`,
        `${lock.scope}의 ${lock.level} 잠금 ${lock.name} 때문에 ${undoes ? '수정을 되돌릴 수' : '수정할 수'} 없습니다. Reconnect가 변경해도 된다면 잠금을 제거하고, 아니면 직접 고치세요.`,
      ),
    };
  },
};
