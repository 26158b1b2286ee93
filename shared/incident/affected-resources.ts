import { resourcesOf } from '../changes';
import type { Policy } from '../model/policy';
import type { Proposed } from '../model/guard';
import { idKey } from '../model/arm-id';
import type { See } from '../model/observation';
import { forEach } from '../model/see';
import { kindOf } from '../targets';

/** Ids of every resource whose users may notice a plan: its targets, what it changes, and the gateways that a VM serves behind. */
export function affectedBy(
  see: See,
  { target, plan, alongside }: Pick<Proposed, 'target' | 'plan' | 'alongside'>,
  policy: Policy,
): readonly string[] {
  const targets = [target, ...alongside];
  const gateways = forEach(targets, (each) => kindOf(each).gateways(see, each, policy)).flat();
  return [...new Set([...targets.map(({ id }) => id), ...resourcesOf(plan), ...gateways].map(idKey))];
}
