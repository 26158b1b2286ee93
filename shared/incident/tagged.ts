import type { Policy } from '../model/policy';
import type { TaggedVm, Target } from '../model/target';
import { targetKey } from '../targets';
import type { Dependencies } from './dependencies';

/** What is expected of VMs with tags. Only the policy says from where. Pure. */
export const taggedTargets = ({ discover }: Pick<Policy, 'discover'>, vms: readonly TaggedVm[]): readonly Target[] =>
  discover
    ? vms.flatMap(({ id, ports }) =>
        ports.map((port): Target => ({ kind: 'vm', id, port, from: discover.from, expectedBy: 'tag' })),
      )
    : [];

/** The policy with the targets that the last sweep found by their tags; those that it lists go before. */
export async function withTagged({ policy, store }: Pick<Dependencies, 'policy' | 'store'>): Promise<Policy> {
  if (!policy.discover) return policy;
  const listed = new Set(policy.targets.map(targetKey));
  const found = taggedTargets(policy, await store.taggedVms()).filter((target) => !listed.has(targetKey(target)));
  return { ...policy, targets: [...policy.targets, ...found] };
}
