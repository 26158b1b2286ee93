import { idKey, isOfType, nameOf, parentId, parseArmId, sameId } from '../../model/arm-id';
import { prefixContains, prefixesOverlap } from '../../network/prefix';
import type { Subnet } from '../../observations/subnet';
import type { VirtualNetwork } from '../../observations/virtual-network';
import type { Draft } from './draft';

interface DraftSubnet {
  readonly id: string;
  prefixes: readonly string[];
  networkSecurityGroup: string | undefined;
  routeTable: string | undefined;
  /** The addresses that are known to be in it. */
  readonly addresses: string[];
}

interface DraftNetwork {
  readonly id: string;
  prefixes: readonly string[];
  readonly subnets: Map<string, DraftSubnet>;
  /** Peered networks by id, with the address space that the peering has; `undefined`: that of the network. */
  readonly peers: Map<string, readonly string[] | undefined>;
}

/** Virtual networks while they are put together. What was not seen of them is made up so that every address has its place. */
export interface Networks {
  /** A subnet that something is in, with the address that it has there. */
  home(subnet: string, address?: string): void;
  /** A subnet for an address in this network, or in one that is peered with it. Answers the subnet's id. */
  place(network: string, address: string, peered?: 'peered'): string;
  attach(subnet: string, what: { readonly networkSecurityGroup?: string; readonly routeTable?: string }): void;
  get(subnet: string): Readonly<DraftSubnet> | undefined;
  /** The ids of all subnets. */
  subnets(): readonly string[];
  /** Adds the networks to the estate. */
  finish(): void;
}

export function networks(
  draft: Draft,
  seen: { readonly subnets: readonly Subnet[]; readonly networks: readonly VirtualNetwork[] },
): Networks {
  const known = new Map<string, DraftNetwork>();

  const network = (id: string): DraftNetwork => {
    const found = known.get(idKey(id));
    if (found) return found;
    const itself = seen.networks.find((each) => sameId(each.id, id));
    const peering = seen.networks.flatMap(({ peers }) => peers).find((peer) => sameId(peer.network, id));
    const prefixes = itself?.prefixes ?? peering?.prefixes ?? [];
    const made: DraftNetwork = { id, prefixes, subnets: new Map(), peers: new Map() };
    known.set(idKey(id), made);
    return made;
  };

  const subnet = (id: string): DraftSubnet => {
    const { subnets } = network(parentId(id));
    const found = subnets.get(idKey(id));
    if (found) return found;
    const made: DraftSubnet = {
      id,
      prefixes: [],
      networkSecurityGroup: undefined,
      routeTable: undefined,
      addresses: [],
    };
    subnets.set(idKey(id), made);
    return made;
  };

  for (const { id, peers } of seen.networks)
    for (const peer of peers) {
      const other = network(peer.network);
      network(id).peers.set(other.id, peer.prefixes);
      if (!seen.networks.some((each) => sameId(each.id, other.id))) other.peers.set(network(id).id, undefined);
    }
  for (const { id, prefixes, networkSecurityGroup, routeTable } of seen.subnets)
    Object.assign(subnet(id), { prefixes, networkSecurityGroup, routeTable });

  const home = (id: string, address?: string): void => {
    const { addresses } = subnet(id);
    if (address !== undefined && !addresses.includes(address)) addresses.push(address);
  };

  const inside = (within: DraftNetwork, address: string): string => {
    const taken = [...within.subnets.values()];
    const there = taken.find((each) => prefixesOf(each, taken).some((prefix) => prefixContains(prefix, address)));
    const id = there?.id ?? `${within.id}/subnets/standin-${address.replaceAll('.', '-')}`;
    home(id, address);
    return id;
  };

  return {
    home,
    place(id, address, peered) {
      const near = network(id);
      const fits = near.prefixes.length === 0 || near.prefixes.some((prefix) => prefixContains(prefix, address));
      if (!peered && fits) return inside(near, address);
      const holds = ({ prefixes }: DraftNetwork) => prefixes.some((prefix) => prefixContains(prefix, address));
      const there = [...near.peers.keys()].map(network).find(holds);
      if (there) return inside(there, address);
      const other = network(`${id}-peer`);
      near.peers.set(other.id, undefined);
      other.peers.set(near.id, undefined);
      return inside(other, address);
    },
    attach: (id, { networkSecurityGroup, routeTable }) => {
      const to = subnet(id);
      to.networkSecurityGroup ??= networkSecurityGroup;
      to.routeTable ??= routeTable;
    },
    get: (id) => known.get(idKey(parentId(id)))?.subnets.get(idKey(id)),
    subnets: () => [...known.values()].flatMap(({ subnets }) => [...subnets.values()].map(({ id }) => id)),
    finish() {
      for (const each of known.values()) addNetwork(draft, each, network);
    },
  };
}

/** The prefixes of a subnet: as seen, else a block around its addresses that no other subnet has. */
function prefixesOf(subnet: DraftSubnet, all: readonly DraftSubnet[]): readonly string[] {
  if (subnet.prefixes.length > 0) return subnet.prefixes;
  const [address] = subnet.addresses;
  const others = all.filter((each) => each !== subnet).flatMap(({ prefixes }) => prefixes);
  if (address === undefined) return [freeBlock(others)];
  const free = ['/24', '/28', '/32'].map((length) => `${address}${length}`);
  return [aligned(free.find((block) => !others.some((other) => prefixesOverlap(other, block))) ?? `${address}/32`)];
}

/** A prefix with its host bits cleared, for the lengths that are used here. */
function aligned(block: string): string {
  const [address = '', length = ''] = block.split('/');
  const bytes = address.split('.').map(Number);
  const last = bytes[3] ?? 0;
  const kept = length === '24' ? 0 : length === '28' ? last - (last % 16) : last;
  return `${[...bytes.slice(0, 3), kept].join('.')}/${length}`;
}

const freeBlock = (others: readonly string[]): string =>
  Array.from({ length: 256 }, (_, third) => `10.255.${third}.0/24`).find(
    (block) => !others.some((other) => prefixesOverlap(other, block)),
  ) ?? '10.255.0.0/24';

function addNetwork(
  draft: Draft,
  { id, prefixes, subnets, peers }: DraftNetwork,
  network: (id: string) => DraftNetwork,
): void {
  if (!isOfType(id, 'Microsoft.Network/virtualNetworks')) return;
  const settled = settle(subnets);
  draft.add(id, {
    provisioningState: 'Succeeded',
    addressSpace: { addressPrefixes: spaceOf({ prefixes, subnets }) },
    subnets: settled.map((each) => ({
      id: each.id,
      name: nameOf(each.id),
      type: 'Microsoft.Network/virtualNetworks/subnets',
      properties: {
        provisioningState: 'Succeeded',
        ...(each.prefixes.length === 1 ? { addressPrefix: each.prefixes[0] } : { addressPrefixes: each.prefixes }),
        ...(each.networkSecurityGroup ? { networkSecurityGroup: { id: each.networkSecurityGroup } } : {}),
        ...(each.routeTable ? { routeTable: { id: each.routeTable } } : {}),
      },
    })),
    virtualNetworkPeerings: [...peers].map(([remote, space = spaceOf(network(remote))]) => ({
      name: `to-${nameOf(remote)}`,
      properties: {
        remoteVirtualNetwork: { id: remote },
        remoteAddressSpace: { addressPrefixes: space },
        peeringState: 'Connected',
        allowVirtualNetworkAccess: true,
      },
    })),
  });
}

/** Subnets with prefixes of their own. */
function settle(subnets: DraftNetwork['subnets']): readonly DraftSubnet[] {
  const all = [...subnets.values()];
  const settled: DraftSubnet[] = [];
  for (const each of all) {
    const others = [...all.filter((other) => other.prefixes.length > 0), ...settled];
    settled.push({ ...each, prefixes: prefixesOf(each, others) });
  }
  return settled;
}

/** The address space of a network: as seen, else that of its subnets. */
const spaceOf = ({ prefixes, subnets }: Pick<DraftNetwork, 'prefixes' | 'subnets'>): readonly string[] =>
  prefixes.length > 0 ? prefixes : settle(subnets).flatMap((each) => each.prefixes);

/** The resource group of an id, with everything before it. */
export function groupOf(id: string): string {
  const parsed = parseArmId(id);
  return parsed ? `/subscriptions/${parsed.subscription}/resourceGroups/${parsed.resourceGroup}` : id;
}
