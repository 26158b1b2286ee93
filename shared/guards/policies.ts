import { changedBy, requestOf, resourceOf } from '../changes';
import { armId, nameOf, resourceGroupOf } from '../model/arm-id';
import type { Change } from '../model/change';
import type { Guard } from '../model/guard';
import { forEach } from '../model/see';
import { text } from '../model/text';
import { policyRestrictions, type PolicyCheckParameters } from '../observations/policy-restrictions';

/** Would Azure Policy refuse what the plan creates or alters? It is asked about exactly what would be sent. */
export const policies: Guard = {
  id: 'policies',
  title: text('Azure Policy allows it', 'Azure Policy가 허용함'),
  order: 145,
  check: (see, { plan }) => {
    const refused = forEach([...plan.changes, ...plan.undo], (change) => {
      const sent = resourceIn(change);
      if (!sent) return [];
      const resourceGroup = resourceGroupOf(resourceOf(change));
      return see(policyRestrictions, { resourceGroup, ...sent }).denials.map((denial) => ({ change, denial }));
    });
    const [first] = refused.flat();
    if (!first) return { kind: 'pass' };
    const { change, denial } = first;
    const what = `${nameOf(changedBy(change))} (${nameOf(resourceOf(change))})`;
    const reason = denial.reason === undefined ? '' : ` "${denial.reason}"`;
    return {
      kind: 'block',
      because: text(
        `Azure Policy would refuse ${what}: ${denial.policy} denies it.${reason} Ask its owner for an exemption, or fix it by hand.`,
        `Azure Policy가 ${what}을(를) 거부합니다: ${denial.policy}.${reason} 정책 담당자에게 예외를 요청하거나 직접 고치세요.`,
      ),
    };
  },
};

/**
 * The resource that a change sends, as ARM receives it, with its type and name; `undefined` for a change that sends none.
 * Azure: "Policy Restrictions - Check At Resource Group Scope": the scope of a part is the id of what it is a part of.
 */
export function resourceIn(change: Change): PolicyCheckParameters | undefined {
  const { method, path, query, body, amends } = requestOf(change);
  // What is amended is known whole only as it is sent: a policy that denies it refuses it then, and nothing has changed.
  if (method !== 'PUT' || amends) return undefined;
  return {
    apiVersion: query['api-version'],
    scope: resourceOf(change),
    content: { type: armId(path).type, name: nameOf(path), ...body },
  };
}
