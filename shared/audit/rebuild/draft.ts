import type { Guest, Resource } from '../../../test/scenarios/schema';
import type { z } from 'zod';
import { idKey, nameOf, parseArmId } from '../../model/arm-id';

/** What runs in a VM, as a scenario writes it. */
export type GuestInput = z.input<typeof Guest>;

/** An estate while it is put together: resources by id, guests by the name of their VM. What is put first stays. */
export interface Draft {
  get(id: string): Resource | undefined;
  /** Adds a resource unless there is one of this id. */
  add(id: string, properties: Readonly<Record<string, unknown>>, beside?: Readonly<Record<string, unknown>>): void;
  guest(vm: string, guest: GuestInput): void;
  /** Something that the events do not tell, and that was filled in or left out. */
  note(said: string): void;
  readonly resources: readonly Resource[];
  readonly guests: Readonly<Record<string, GuestInput>>;
  readonly notes: readonly string[];
}

/** An empty estate; what does not say where it is, is in this region. */
export function draft(location: string): Draft {
  const resources = new Map<string, Resource>();
  const guests = new Map<string, GuestInput>();
  const notes = new Set<string>();
  return {
    get: (id) => resources.get(idKey(id)),
    add(id, properties, beside = {}) {
      const parsed = parseArmId(id);
      if (!parsed || resources.has(idKey(id))) return;
      resources.set(idKey(id), { id, type: parsed.type, name: nameOf(id), location, ...beside, properties });
    },
    guest(vm, guest) {
      if (!guests.has(nameOf(vm))) guests.set(nameOf(vm), guest);
    },
    note: (said) => notes.add(said),
    get resources() {
      return [...resources.values()];
    },
    get guests() {
      return Object.fromEntries(guests);
    },
    get notes() {
      return [...notes];
    },
  };
}
