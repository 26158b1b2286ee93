import { collectionOf, idKey, nameOf, parseArmId, sameId } from '../../model/arm-id';
import type { Resource } from '../scenarios/schema';
import { guids } from './guid';

/** The estate's resources, keyed without case. See `Model` for the rules. */
/** A resource group. One whose resources the estate has is where the first of them is. */
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly location: string | undefined;
  readonly tags?: unknown;
}

export interface Store {
  readonly get: (id: string) => Resource | undefined;
  readonly list: (type: string) => readonly Resource[];
  /** Every resource alone, without its children in its properties. */
  readonly all: () => readonly Resource[];
  readonly put: (resource: Resource) => void;
  readonly delete: (id: string) => void;
  /** Whether there has ever been anything in a subscription, or in a resource group of it: deleting its last resource does not delete a group. */
  readonly hasEverHad: (subscription: string, group?: string) => boolean;
  readonly groups: (subscription: string) => readonly Group[];
  readonly putGroup: (group: Group) => void;
}

/** Children that ARM shows inside their parent's properties too, by the parent's type in lower case. */
const EMBEDDED: Readonly<Record<string, readonly string[]>> = {
  'microsoft.network/networksecuritygroups': ['securityRules'],
  'microsoft.network/virtualnetworks': ['subnets', 'virtualNetworkPeerings'],
  'microsoft.network/routetables': ['routes'],
};

interface Embedded {
  readonly name: string;
  readonly etag?: unknown;
  readonly properties?: Record<string, unknown>;
}

export function createStore(resources: readonly Resource[]): Store {
  /** Every resource alone: children are taken out of their parents. */
  const alone = new Map<string, Resource>();
  /** The same by what they are kept in: `…/virtualnetworks/v/subnets`. */
  const inside = new Map<string, Map<string, Resource>>();
  /** What was last answered by type and by id, until something changes. */
  const lists = new Map<string, readonly Resource[]>();
  const wholes = new Map<string, Resource>();
  /** Microsoft.Network keeps one ETag for a top-level resource and everything in it. */
  const etags = new Map<string, string>();
  const nextEtag = guids('e');
  const subscriptions = new Set<string>();
  const groups = new Map<string, Group>();

  const childrenOf = (parent: Resource, collection: string): readonly Resource[] => [
    ...(inside.get(`${idKey(parent.id)}/${idKey(collection)}`)?.values() ?? []),
  ];

  function add(resource: Resource): void {
    const key = idKey(resource.id);
    alone.set(key, resource);
    const home = collectionOf(key);
    inside.set(home, (inside.get(home) ?? new Map<string, Resource>()).set(key, resource));
  }

  function remove(key: string): void {
    alone.delete(key);
    inside.get(collectionOf(key))?.delete(key);
  }

  function whole(resource: Resource): Resource {
    const key = idKey(resource.id);
    const known = wholes.get(key) ?? assembled(resource);
    wholes.set(key, known);
    return known;
  }

  function assembled(resource: Resource): Resource {
    const etag = etags.get(rootKey(resource.id));
    const shown = etag === undefined ? resource : { ...resource, etag };
    const collections = EMBEDDED[idKey(resource.type)];
    if (!collections) return shown;
    const embedded = collections.map(
      (collection) => [collection, childrenOf(resource, collection).map(whole)] as const,
    );
    return { ...shown, properties: { ...resource.properties, ...Object.fromEntries<unknown>(embedded) } };
  }

  function takeOut(parent: Resource, collection: string): void {
    const embedded = parent.properties[collection] as readonly Embedded[] | undefined;
    if (!embedded) return;
    for (const child of childrenOf(parent, collection)) remove(idKey(child.id));
    for (const child of embedded) {
      const id = `${parent.id}/${collection}/${child.name}`;
      keep({ ...child, id, type: `${parent.type}/${collection}`, properties: child.properties ?? {} });
    }
  }

  function keep(resource: Resource): void {
    const collections = EMBEDDED[idKey(resource.type)] ?? [];
    for (const collection of collections) takeOut(resource, collection);
    const properties = Object.fromEntries(
      Object.entries(resource.properties).filter(([name]) => !collections.includes(name)),
    );
    add({ ...resource, name: nameOf(resource.id), properties });
    const [, , subscription = '', segment = '', name = ''] = resource.id.split('/');
    subscriptions.add(idKey(subscription));
    if (sameId(segment, 'resourceGroups')) foundIn(subscription, name, resource.location);
  }

  function foundIn(subscription: string, name: string, location: string | undefined): void {
    const key = idKey(`${subscription}/${name}`);
    const known = groups.get(key);
    if (known?.location !== undefined) return;
    const id = `/subscriptions/${subscription}/resourceGroups/${name}`;
    groups.set(key, known ?? { id, name, location: location === 'global' ? undefined : location });
    if (known && location !== 'global') groups.set(key, { ...known, location });
  }

  function put(resource: Resource): void {
    keep(resource);
    touch(resource.id);
  }

  function touch(id: string): void {
    lists.clear();
    wholes.clear();
    if (parseArmId(id)?.type.toLowerCase().startsWith('microsoft.network/'))
      etags.set(rootKey(id), `W/"${nextEtag()}"`);
  }

  // Where an estate writes a child twice, the one that stands alone is the newer.
  const parentsFirst = [...resources].sort(
    (a, b) => Number(idKey(b.type) in EMBEDDED) - Number(idKey(a.type) in EMBEDDED),
  );
  parentsFirst.forEach(put);

  return {
    get: (id) => {
      const found = alone.get(idKey(id));
      return found && whole(found);
    },
    list: (type) => {
      const key = idKey(type);
      const known = lists.get(key) ?? [...alone.values()].filter((one) => idKey(one.type) === key).map(whole);
      lists.set(key, known);
      return known;
    },
    all: () => [...alone.values()],
    put,
    delete: (id) => {
      const key = idKey(id);
      for (const other of alone.keys()) if (other === key || other.startsWith(`${key}/`)) remove(other);
      touch(id);
    },
    hasEverHad: (subscription, group) =>
      group === undefined ? subscriptions.has(idKey(subscription)) : groups.has(idKey(`${subscription}/${group}`)),
    groups: (subscription) =>
      [...groups].filter(([key]) => key.startsWith(`${idKey(subscription)}/`)).map(([, group]) => group),
    putGroup: (group) => void groups.set(idKey(`${group.id.split('/')[2] ?? ''}/${group.name}`), group),
  };
}

/** `/subscriptions/s/resourceGroups/g/providers/P/type/name` of an id, in lower case. */
const rootKey = (id: string): string => idKey(id.split('/').slice(0, 9).join('/'));
