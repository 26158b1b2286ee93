import { isOfType } from '../model/arm-id';
import type { Target } from '../model/target';
import { endpoint } from './endpoint';
import { gateway } from './gateway';
import type { Connection, TargetKind } from './target-kind';
import { vm } from './vm';

/** Every kind of target that Reconnect can watch. */
export const targetKinds: { readonly [K in Target['kind']]: TargetKind<Extract<Target, { kind: K }>> } = {
  gateway,
  vm,
  endpoint,
};

/** Ask it only about this target. */
export const kindOf = (target: Target): TargetKind => targetKinds[target.kind];

/** Equal for equal expectations of equal resources: one incident at a time may be open for a key. */
export const targetKey = (target: Target): string => kindOf(target).key(target);

const all: readonly TargetKind[] = Object.values(targetKinds);

/** The types of the resources that are targets, as Azure names them. */
export const targetTypes: readonly string[] = [...new Set(all.map(({ resourceType }) => resourceType))];

/** What is expected of a resource (an id), where that need not be said or the connection is. */
export const expectedOf = (id: string, connection?: Connection): readonly Target[] =>
  all.flatMap((kind) => (isOfType(id, kind.resourceType) ? kind.expected(id, connection) : []));

/** The types of which every resource is watched, and how each is found. */
export const discovered = all.flatMap(({ resourceType, discovered: how }) => (how ? [{ resourceType, ...how }] : []));
