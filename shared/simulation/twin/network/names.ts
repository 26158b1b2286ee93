import { isIP } from 'node:net';
import { parentId, sameId } from '../../../model/arm-id';
import { properties } from '../walk/arm';
import { nicsOfVm, placeByPrivateAddress, placesOfNic } from '../walk/topology';
import { walk } from '../walk/walk';
import type { ArmResource, Estate, Reference } from '../walk/arm';
import type { InsidePlace } from '../walk/topology';

/** What asking for a name came to. `no-answer`: no DNS server that was asked answered. */
export type NameAnswer =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'no-answer' };

/** Azure's own DNS, as it is reached from every virtual network (Azure: IP address 168.63.129.16). */
export const AZURE_DNS = '168.63.129.16';

/** The address that every name outside the estate resolves to. It belongs to nobody and answers. */
const SOME_SITE = '20.221.42.11';

/** The DNS servers of a place: its interface's own, its network's, or Azure's. */
export function dnsServersOf(place: InsidePlace): readonly string[] {
  const own = place.kind === 'nic' ? properties<{ dnsSettings: Servers }>(place.nic).dnsSettings : undefined;
  const { dhcpOptions } = properties<{ dhcpOptions: Servers }>(place.subnet.vnet);
  const given = [own, dhcpOptions].find((servers) => (servers?.dnsServers ?? []).length > 0);
  return given?.dnsServers ?? [AZURE_DNS];
}

interface Servers {
  readonly dnsServers?: readonly string[];
}

/** Asks the DNS servers one after the other: the first that answers decides. Addresses stand for themselves. */
export function resolve(estate: Estate, from: InsidePlace, name: string, servers = dnsServersOf(from)): NameAnswer {
  if (isIP(name) !== 0) return { kind: 'address', address: name };
  const asked = name.replace(/\.$/, '').toLowerCase();
  for (const server of servers) {
    if (server === AZURE_DNS) return answerOf(askAzure(estate, from.subnet.vnet, asked));
    const reached = walk(estate, { from, to: server, protocol: 'Udp', port: 53 });
    if (reached.end.kind === 'answered') return answerOf(askServer(estate, server, asked));
  }
  return { kind: 'no-answer' };
}

const answerOf = ([address]: readonly string[]): NameAnswer =>
  address === undefined ? { kind: 'not-found' } : { kind: 'address', address };

function askServer(estate: Estate, address: string, name: string): readonly string[] {
  const server = estate.outside.dnsServer(address);
  const known = Object.entries(server?.names ?? {}).find(([one]) => one.toLowerCase() === name)?.[1];
  if (known) return known;
  const networks = estate.list('Microsoft.Network/virtualNetworks');
  const home = networks.find((vnet) => placeByPrivateAddress(estate, [vnet], address));
  const forwards = server?.forwards ?? (home ? 'azure' : 'public');
  if (forwards === 'nowhere') return [];
  return forwards === 'azure' && home ? askAzure(estate, home, name) : askPublic(estate, name);
}

interface Records {
  readonly aRecords?: readonly { readonly ipv4Address: string }[];
  readonly cnameRecord?: { readonly cname: string };
}

/**
 * Azure's DNS as a virtual network sees it (Azure: private DNS zones, virtual network links): the names of a linked zone are
 * only what the zone says; all others are public. A name that has a private endpoint is an alias in `privatelink`.
 */
function askAzure(estate: Estate, vnet: ArmResource, name: string): readonly string[] {
  const linked = linksOf(estate, vnet);
  for (const alias of [name, name.replace('.', '.privatelink.')]) {
    const [link] = linked
      .filter(({ zone }) => isIn(alias, zone.name))
      .sort((a, b) => b.zone.name.length - a.zone.name.length);
    if (!link) continue;
    const found = recordsOf(estate, link.zone, alias);
    if (found?.cnameRecord) return askAzure(estate, vnet, found.cnameRecord.cname.replace(/\.$/, '').toLowerCase());
    if (found) return (found.aRecords ?? []).map(({ ipv4Address }) => ipv4Address);
    const machine = link.registers ? machineNamed(estate, vnet, alias.slice(0, -link.zone.name.length - 1)) : undefined;
    if (machine !== undefined) return [machine];
    if (!link.falls) return [];
  }
  return askPublic(estate, name);
}

const isIn = (name: string, zone: string): boolean => `.${name}`.endsWith(`.${zone.toLowerCase()}`);

interface LinkProperties {
  virtualNetwork: Reference;
  registrationEnabled: boolean;
  resolutionPolicy: string;
  virtualNetworkLinkState: string;
}

/** The private zones that are linked to a network. `falls`: what the zone does not know is asked of public DNS. */
function linksOf(estate: Estate, vnet: ArmResource) {
  return estate.list('Microsoft.Network/privateDnsZones/virtualNetworkLinks').flatMap((resource) => {
    const link = properties<LinkProperties>(resource);
    const zone = estate.get(parentId(resource.id));
    const isLinked = sameId(link.virtualNetwork?.id ?? '', vnet.id) && link.virtualNetworkLinkState !== 'InProgress';
    if (!zone || !isLinked) return [];
    const falls = link.resolutionPolicy === 'NxDomainRedirect';
    return [{ zone, falls, registers: link.registrationEnabled === true }];
  });
}

function recordsOf(estate: Estate, zone: ArmResource, name: string): Records | undefined {
  const label = name.slice(0, -zone.name.length - 1) || '@';
  const sets = ['A', 'CNAME']
    .flatMap((type) => estate.list(`Microsoft.Network/privateDnsZones/${type}`))
    .filter(({ id }) => sameId(parentId(id), zone.id));
  const found = [label, '*'].map((wanted) => sets.find((one) => sameId(one.name, wanted))).find(Boolean);
  return found && properties<Records>(found);
}

/** A zone that registers VMs has them under their names. */
function machineNamed(estate: Estate, vnet: ArmResource, name: string): string | undefined {
  return estate
    .list('Microsoft.Compute/virtualMachines')
    .filter((vm) => sameId(vm.name, name))
    .flatMap((vm) => nicsOfVm(estate, vm).flatMap((nic) => placesOfNic(estate, nic)))
    .find((place) => sameId(place.subnet.vnet.id, vnet.id))?.address;
}

/** Public DNS. Names under `.invalid` never resolve (RFC 2606), nor do those of a private zone. */
function askPublic(estate: Estate, name: string): readonly string[] {
  const known = estate.outside.addressesOf(name);
  if (known) return known;
  const named = estate
    .list('Microsoft.Network/publicIPAddresses')
    .map((address) => properties<{ ipAddress: string; dnsSettings: { fqdn?: string } }>(address))
    .find(({ dnsSettings }) => dnsSettings?.fqdn?.toLowerCase() === name);
  if (named) return named.ipAddress === undefined ? [] : [named.ipAddress];
  const zones = estate.list('Microsoft.Network/privateDnsZones').map((zone) => zone.name);
  const isPrivate = zones.some((zone) => isIn(name, zone) && !zone.startsWith('privatelink.'));
  return isPrivate || !name.includes('.') || name.endsWith('.invalid') ? [] : [SOME_SITE];
}
