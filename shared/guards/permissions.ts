import type { Guard } from '../model/guard';
import { forEach } from '../model/see';
import { text } from '../model/text';
import { permissions as permissionsAt } from '../observations/permissions';
import { names } from './rbac';
import { byScope, rightsOf } from './rights';

/** May the identity that sends changes do all that the plan takes, and all that undoing it takes? A plan is not begun that would be refused half-way. */
export const permissions: Guard = {
  id: 'permissions',
  title: text('Reconnect has the rights for it', '필요한 권한이 있음'),
  order: 130,
  check: (see, { plan }) => {
    const rights = rightsOf(plan);
    const has = forEach(rights, ({ action, scope }) => names(see(permissionsAt, { scope }).allows, action));
    const missing = byScope(rights.filter((_, index) => !has[index]));
    if (missing.length === 0) return { kind: 'pass' };
    return {
      kind: 'block',
      because: text(
        `The identity with which Reconnect changes things lacks ${missing.map(({ scope, actions }) => `${actions} at ${scope}`).join('; and ')}. Assign it the role "Reconnect remediator" there.`,
        `Reconnect가 변경에 쓰는 ID에 다음 권한이 없습니다: ${missing.map(({ scope, actions }) => `${scope}의 ${actions}`).join('; ')}. 해당 범위에서 이 ID에 "Reconnect remediator" 역할을 할당하세요.`,
      ),
    };
  },
};
