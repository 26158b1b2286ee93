import { contentOf } from '../changes/content';
import { changedBy, resourceGroupOf, resourceOf } from '../changes/where';
import { nameOf } from '../model/arm-id';
import type { Guard } from '../model/guard';
import { text } from '../model/text';
import { policyRestrictions } from '../observations/policy-restrictions';

/** Would Azure Policy refuse what the plan creates or alters? It is asked about exactly what would be sent. */
export const policies: Guard = {
  id: 'policies',
  title: text('Azure Policy allows it', 'Azure Policy가 허용함'),
  order: 145,
  check: (see, { plan }) => {
    for (const change of [...plan.changes, ...plan.undo]) {
      const sent = contentOf(change);
      if (!sent) continue;
      const resource = resourceOf(change);
      const { denials } = see(policyRestrictions, { resourceGroup: resourceGroupOf(resource), ...sent });
      const [denial] = denials;
      if (!denial) continue;
      const what = `${nameOf(changedBy(change))} (${nameOf(resource)})`;
      const reason = denial.reason === undefined ? '' : ` "${denial.reason}"`;
      return {
        kind: 'block',
        because: text(
          `Azure Policy would refuse ${what}: ${denial.policy} denies it.${reason} Ask its owner for an exemption, or fix it by hand.`,
          `Azure Policy가 ${what}을(를) 거부합니다: ${denial.policy}.${reason} 정책 담당자에게 예외를 요청하거나 직접 고치세요.`,
        ),
      };
    }
    return { kind: 'pass' };
  },
};
