import { isOfType } from '../model/arm-id';
import type { Target } from '../model/target';
import { gateway } from './gateway';
import type { TargetKind } from './target-kind';
import { vm } from './vm';

/** Every kind of target that Reconnect can watch. */
export const targetKinds: { readonly [K in Target['kind']]: TargetKind<Extract<Target, { kind: K }>> } = {
  gateway,
  vm,
};

/** Ask it only about this target. */
export const kindOf = (target: Target): TargetKind => targetKinds[target.kind];

/** Equal for equal expectations of equal resources. */
export const targetKey = (target: Target): string => kindOf(target).key(target);

/** What is expected of a resource (an id), also where the policy does not list it. */
export const expectedOf = (id: string): readonly Target[] =>
  Object.values<TargetKind>(targetKinds).flatMap((kind) => (isOfType(id, kind.resourceType) ? kind.expected(id) : []));
