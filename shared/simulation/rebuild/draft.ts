import type { Guest, Resource } from '../scenarios/schema';
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
  /** Has something listen in a VM, unless something listens there already. */
  serve(vm: string, port: number, state: 'active' | 'failed'): void;
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
      if (resources.has(idKey(id))) return;
      if (parseArmId(id))
        resources.set(idKey(id), { id, type: typeOf(id), name: nameOf(id), location, ...beside, properties });
      else notes.add(`${id} is not rebuilt: it is not in a resource group.`);
    },
    guest(vm, guest) {
      if (!guests.has(nameOf(vm))) guests.set(nameOf(vm), guest);
    },
    serve(vm, port, state) {
      const guest = guests.get(nameOf(vm)) ?? {};
      const services = guest.services ?? { ssh: { state: 'active', listens: [22] } };
      if (Object.values(services).some(({ listens }) => listens?.includes(port))) return;
      guests.set(nameOf(vm), { ...guest, services: { ...services, [`port-${port}`]: { state, listens: [port] } } });
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

/** The type of a resource; of what is attached to another one, such as a lock, its own. */
function typeOf(id: string): string {
  const [provider = '', ...rest] = id
    .slice(id.toLowerCase().lastIndexOf('/providers/') + '/providers/'.length)
    .split('/');
  return [provider, ...rest.filter((_, index) => index % 2 === 0)].join('/');
}
