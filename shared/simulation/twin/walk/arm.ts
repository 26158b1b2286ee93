import { collectionOf, idKey } from '../../../model/arm-id';
import type { Served } from '../../scenarios/schema';
import type { Outside } from '../outside';

/** A resource in ARM's own shape. Only what the walk reads is typed, where it is read. */
export interface ArmResource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly location?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly sku?: unknown;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What the network cares about inside a VM. */
export interface GuestNetwork {
  /** Whether the VM is powered on and its operating system runs. */
  /** As Azure sees it; a hung guest is powered on too. */
  readonly powered: boolean;
  readonly running: boolean;
  /** Whether the Azure VM agent inside reports. */
  readonly agentReady: boolean;
  /** Whether something listens on the TCP port at this address of the VM. */
  listens(port: number, at: string): boolean;
  /** What the service that listens on the port serves. `undefined`: whatever is asked for. */
  serves(port: number): Served | undefined;
  /** Whether the guest's own firewall drops inbound TCP from this address to the port. */
  firewallDrops(port: number, from: string): boolean;
}

/** The Azure that a packet walks through. */
export interface Estate {
  get(id: string): ArmResource | undefined;
  list(type: string): readonly ArmResource[];
  guest(vmId: string): GuestNetwork;
  /** Servers that are no VMs, and DNS. */
  readonly outside: Outside;
  /** The prefixes that a VPN or ExpressRoute gateway has learned by BGP. */
  learned(gatewayId: string): readonly string[];
}

/** A pointer to another resource, as ARM writes it. */
export interface Reference {
  readonly id: string;
}

/** A resource that lives inside another one, such as a subnet in its virtual network. */
export interface Child<P> {
  readonly id: string;
  readonly name: string;
  readonly properties: P;
}

/** The properties of a resource, as the reader knows them to be. */
export function properties<P extends object>(resource: ArmResource): Partial<P> {
  return resource.properties as Partial<P>;
}

/**
 * The children of a resource. ARM lets an estate write them in the parent's properties or as resources of their own; where
 * both are there, the resource of its own is the newer one.
 */
export function children<P extends object>(
  estate: Estate,
  parent: ArmResource,
  collection: string,
): readonly Child<Partial<P>>[] {
  const embedded = (parent.properties[collection] ?? []) as readonly { name: string; properties?: Partial<P> }[];
  const all = byCollection(estate, `${parent.type}/${collection}`);
  const own = all.get(idKey(`${parent.id}/${collection}`)) ?? [];
  const named = (name: string) => own.some((child) => nameOfChild(child).toLowerCase() === name.toLowerCase());
  return [
    ...embedded
      .filter((child) => !named(child.name))
      .map((child) => ({
        id: `${parent.id}/${collection}/${child.name}`,
        name: child.name,
        properties: child.properties ?? {},
      })),
    ...own.map((child) => ({ id: child.id, name: nameOfChild(child), properties: properties<P>(child) })),
  ];
}

const byCollection = untilChanged((listed) => Map.groupBy(listed, ({ id }) => idKey(collectionOf(id))));

/**
 * What is worked out of the resources, and once only until any of them changes: an estate lists the same resources of a type
 * as one and the same list until then.
 */
export function untilChanged<T>(
  workOut: (listed: readonly ArmResource[], estate: Estate) => T,
): (estate: Estate, type: string) => T {
  const known = new WeakMap<readonly ArmResource[], T>();
  return (estate, type) => {
    const listed = estate.list(type);
    const found = known.get(listed) ?? workOut(listed, estate);
    known.set(listed, found);
    return found;
  };
}

/** Bicep and template exports name a child `parent/child`; a GET names it `child`. */
function nameOfChild(child: ArmResource): string {
  return child.id.slice(child.id.lastIndexOf('/') + 1);
}
