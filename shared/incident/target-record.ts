import type { Memory } from './memory';
import type { Store } from './ports';

/** What is stored of a target. One of which nothing is stored is well, as far as anybody knows. */
export interface TargetRecord {
  /** The incident that holds it. */
  readonly incident?: string;
  /** What people know of its trouble. */
  readonly memory?: Memory;
}

/** A record as it was read; `version` is opaque, `undefined` where there is none yet. */
export interface ReadRecord {
  readonly record: TargetRecord;
  readonly version: string | undefined;
}

/**
 * Changes what is stored of a target, whoever else does meanwhile, and answers what it was before. `change` gives back the same
 * record where nothing is to be changed. `known`: as it was just read.
 */
export async function changeTarget(
  target: string,
  change: (was: TargetRecord) => TargetRecord,
  store: Pick<Store, 'target' | 'replaceTarget'>,
  known?: ReadRecord,
): Promise<TargetRecord> {
  for (let was = known ?? (await store.target(target)); ; was = await store.target(target)) {
    const next = change(was.record);
    if (next === was.record || (await store.replaceTarget(target, next, was.version))) return was.record;
  }
}

/** Has an incident hold a target that none holds. */
export const heldBy =
  (incident: string) =>
  (was: TargetRecord): TargetRecord =>
    was.incident === undefined ? { ...was, incident } : was;

/** Lets a target go that this incident holds, with what people know of its trouble now. */
export const letGoBy =
  (incident: string, memory?: Memory) =>
  (was: TargetRecord): TargetRecord =>
    was.incident === incident ? { ...(memory ? { memory } : {}) } : was;

/** Has people know this of a target's trouble, or nothing. */
export function knowing(was: TargetRecord, memory: Memory | undefined): TargetRecord {
  const { memory: known, ...rest } = was;
  if (known === memory) return was;
  return memory ? { ...rest, memory } : rest;
}
