import { changedBy } from '../changes/where';
import { ruleOf } from '../changes/security-rule';
import { idKey, nameOf } from '../model/arm-id';
import type { Change, ChangeOf } from '../model/change';
import type { Guard } from '../model/guard';
import { text } from '../model/text';

/** How the names of the rules that Reconnect creates begin. */
const OWN = 'reconnect-';

/** Does the plan leave alone every security rule that Reconnect did not create? It adds rules under new names, and takes away only what it adds. */
export const ownRules: Guard = {
  id: 'own-rules',
  title: text('Touches no rule of anybody else', '다른 사람의 규칙을 건드리지 않음'),
  order: 160,
  check: (see, { plan }) => {
    const added = new Set(plan.changes.filter(isPut).map((change) => idKey(changedBy(change))));
    const foreign = [...plan.changes, ...plan.undo]
      .filter(isAboutRule)
      .find(
        (change) =>
          !change.name.toLowerCase().startsWith(OWN) ||
          (isPut(change) ? ruleOf(see, change) !== undefined : !added.has(idKey(changedBy(change)))),
      );
    if (!foreign) return { kind: 'pass' };
    const group = nameOf(foreign.networkSecurityGroup);
    return {
      kind: 'block',
      because: isPut(foreign)
        ? text(
            `${group} already has the rule ${foreign.name}, or the name is not one of Reconnect's: the plan would overwrite a rule of somebody else. Rename or remove that rule, or fix it by hand.`,
            `${group}에 규칙 ${foreign.name}이(가) 이미 있거나 Reconnect의 이름이 아니어서, 다른 사람의 규칙을 덮어쓰게 됩니다. 그 규칙의 이름을 바꾸거나 제거하고, 아니면 직접 고치세요.`,
          )
        : text(
            `The plan would delete the rule ${foreign.name} of ${group}, which it does not add itself. Fix it by hand.`,
            `계획이 직접 추가하지 않은 ${group}의 규칙 ${foreign.name}을(를) 삭제하게 됩니다. 직접 고치세요.`,
          ),
    };
  },
};

const isPut = (change: Change): change is ChangeOf<'put-security-rule'> => change.kind === 'put-security-rule';
const isAboutRule = (change: Change): change is ChangeOf<'put-security-rule' | 'delete-security-rule'> =>
  isPut(change) || change.kind === 'delete-security-rule';
