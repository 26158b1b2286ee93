import { changedBy, changeKinds, readiness, requestOf, resourceOf } from '../changes';
import { idKey, nameOf } from '../model/arm-id';
import type { Change } from '../model/change';
import type { Guard } from '../model/guard';
import { text } from '../model/text';

/** How the names of what Reconnect creates begin. */
const OWN = 'reconnect-';

/**
 * Does the plan leave alone every security rule that Reconnect did not create, and whatever else must be its own? It adds under new
 * names, and takes away only what it adds.
 */
export const ownRules: Guard = {
  id: 'own-rules',
  title: text('Touches no rule of anybody else', '다른 사람의 규칙을 건드리지 않음'),
  order: 160,
  check: (see, { plan }) => {
    const added = new Set(plan.changes.filter(adds).map((change) => idKey(changedBy(change))));
    const foreign = [...plan.changes, ...plan.undo]
      .map((change) => ({ change, what: changeKinds[change.kind].own }))
      .find(
        ({ change, what }) =>
          what !== undefined &&
          (!nameOf(changedBy(change)).toLowerCase().startsWith(OWN) ||
            (adds(change) ? readiness(see, change).kind !== 'ready' : !added.has(idKey(changedBy(change))))),
      );
    if (!foreign?.what) return { kind: 'pass' };
    const { change, what } = foreign;
    const [name, place] = [nameOf(changedBy(change)), nameOf(resourceOf(change))];
    return {
      kind: 'block',
      because: adds(change)
        ? text(
            `${place} already has ${what.en} ${name}, or the name is not one of Reconnect's: the plan would overwrite what somebody else made. Rename or remove it, or fix it by hand.`,
            `${place}에 ${what.ko} ${name}이(가) 이미 있거나 Reconnect의 이름이 아니어서, 다른 사람이 만든 것을 덮어쓰게 됩니다. 이름을 바꾸거나 제거하고, 아니면 직접 고치세요.`,
          )
        : text(
            `The plan would delete ${what.en} ${name} of ${place}, which it does not add itself. Fix it by hand.`,
            `계획이 직접 추가하지 않은 ${place}의 ${what.ko} ${name}을(를) 삭제하게 됩니다. 직접 고치세요.`,
          ),
    };
  },
};

const adds = (change: Change): boolean => requestOf(change).method === 'PUT';
