/**
 * Azure Resource Manager ids.
 *
 * Azure treats them case-insensitively and does vary their case on the wire (alerts arrive lower-cased), so compare them
 * with {@link sameId} and use {@link idKey} as a key. The case in which an id arrived is kept for people to read.
 */
export interface ArmId {
  readonly subscription: string;
  readonly resourceGroup: string;
  /** Provider and types: `Microsoft.Network/virtualNetworks/subnets`. */
  readonly type: string;
  /** The names along the path, outermost first: `['vnet1', 'default']`. */
  readonly names: readonly string[];
}

const SHAPE = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/([^/]+)((?:\/[^/]+\/[^/]+)+)$/i;

/** Reads an id, or answers `undefined` when it is not the id of a resource in a resource group. */
export function parseArmId(id: string): ArmId | undefined {
  const match = SHAPE.exec(id);
  if (!match) return undefined;
  const [, subscription = '', resourceGroup = '', provider = '', rest = ''] = match;
  const segments = rest.split('/').slice(1);
  const types = segments.filter((_, index) => index % 2 === 0);
  const names = segments.filter((_, index) => index % 2 === 1);
  return { subscription, resourceGroup, type: [provider, ...types].join('/'), names };
}

/** The id's parts; throws on anything else, for ids that a border has already checked. */
export function armId(id: string): ArmId {
  const parsed = parseArmId(id);
  if (!parsed) throw new Error(`Not the id of an Azure resource: ${id}`);
  return parsed;
}

/** The id of the resource that contains this one (`…/virtualNetworks/v/subnets/s` → `…/virtualNetworks/v`). */
export function parentId(id: string): string {
  return id.split('/').slice(0, -2).join('/');
}

/** Where a resource is kept: its id without its name (`…/virtualNetworks/v/subnets/s` → `…/virtualNetworks/v/subnets`). */
export const collectionOf = (id: string): string => id.slice(0, id.lastIndexOf('/'));

/** The id of the resource group that a resource is in. */
export function resourceGroupOf(id: string): string {
  const { subscription, resourceGroup } = armId(id);
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`;
}

/** The last name of an id, as people call the resource. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** A key for maps and tables: equal for equal ids, whatever their case. */
export const idKey = (id: string): string => id.toLowerCase();

export const sameId = (a: string, b: string): boolean => idKey(a) === idKey(b);

/** Whether the id is of this type, whatever the case of either. */
export function isOfType(id: string, type: string): boolean {
  return parseArmId(id)?.type.toLowerCase() === type.toLowerCase();
}
