import { resourcesOf } from '../changes';
import type { Policy } from '../model/policy';
import type { Proposed } from '../model/guard';
import { idKey } from '../model/arm-id';
import type { See } from '../model/observation';
import { kindOf } from '../targets';

/** Ids of every resource whose users may notice a plan: its target, what it changes, and the gateways that a VM serves behind. */
export function affectedBy(see: See, { target, plan }: Proposed, policy: Policy): readonly string[] {
  const gateways = kindOf(target).gateways(see, target, policy);
  return [...new Set([target.id, ...resourcesOf(plan), ...gateways].map(idKey))];
}
