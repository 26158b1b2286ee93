import { idKey, parentId, sameId } from '../../../model/arm-id';
import { addressAt } from './address';
import { children, properties, untilChanged } from './arm';
import type { ArmResource, Child, Estate, Reference } from './arm';

interface SubnetProperties {
  addressPrefix: string;
  addressPrefixes: readonly string[];
  networkSecurityGroup: Reference;
  routeTable: Reference;
  natGateway: Reference;
  defaultOutboundAccess: boolean;
  serviceEndpoints: readonly unknown[];
}

interface PeeringProperties {
  remoteVirtualNetwork: Reference;
  peeringState: string;
  allowVirtualNetworkAccess: boolean;
  useRemoteGateways: boolean;
}

interface IpConfigurationProperties {
  privateIPAddress: string;
  primary: boolean;
  subnet: Reference;
  publicIPAddress: Reference;
  applicationSecurityGroups: readonly Reference[];
  applicationGatewayBackendAddressPools: readonly Reference[];
  loadBalancerBackendAddressPools: readonly Reference[];
  loadBalancerInboundNatRules: readonly Reference[];
}

interface GatewayProperties {
  gatewayIPConfigurations: readonly Child<{ subnet?: Reference }>[];
  frontendIPConfigurations: readonly Child<{ privateIPAddress?: string; publicIPAddress?: Reference }>[];
  frontendPorts: readonly Child<{ port: number }>[];
}

/** A subnet with the virtual network that it is part of. */
export interface Subnet extends Child<Partial<SubnetProperties>> {
  readonly vnet: ArmResource;
}

/** One address of a network interface. */
export interface NicPlace {
  readonly kind: 'nic';
  readonly address: string;
  readonly nic: ArmResource;
  readonly ipConfiguration: Child<Partial<IpConfigurationProperties>>;
  readonly subnet: Subnet;
}

/** The instances of an Application Gateway. */
export interface GatewayPlace {
  readonly kind: 'gateway';
  readonly address: string;
  readonly gateway: ArmResource;
  readonly subnet: Subnet;
}

/** Anything that is no part of the estate: the Internet, or Azure's own services. */
export interface OutsidePlace {
  readonly kind: 'outside';
  readonly address: string;
}

export type InsidePlace = NicPlace | GatewayPlace;
export type Place = InsidePlace | OutsidePlace;

export function subnetOf(estate: Estate, id: string): Subnet | undefined {
  const vnet = estate.get(parentId(id));
  if (!vnet) return undefined;
  const subnet = children<SubnetProperties>(estate, vnet, 'subnets').find((child) => sameId(child.id, id));
  return subnet && { ...subnet, vnet };
}

export function prefixesOfSubnet(subnet: Subnet): readonly string[] {
  const { addressPrefix, addressPrefixes } = subnet.properties;
  return addressPrefix === undefined ? (addressPrefixes ?? []) : [addressPrefix];
}

export function prefixesOfVnet(vnet: ArmResource): readonly string[] {
  return (
    properties<{ addressSpace: { addressPrefixes?: readonly string[] } }>(vnet).addressSpace?.addressPrefixes ?? []
  );
}

/** The virtual networks that this one reaches through a connected peering. */
export function peersOf(estate: Estate, vnet: ArmResource): readonly ArmResource[] {
  return children<PeeringProperties>(estate, vnet, 'virtualNetworkPeerings')
    .map((peering) => peering.properties)
    .filter(
      (peering) => (peering.peeringState ?? 'Connected') === 'Connected' && peering.allowVirtualNetworkAccess !== false,
    )
    .map((peering) => estate.get(peering.remoteVirtualNetwork?.id ?? ''))
    .filter((peer) => peer !== undefined);
}

/** Every address of a network interface, the primary one first. */
export function placesOfNic(estate: Estate, nic: ArmResource): readonly NicPlace[] {
  return children<IpConfigurationProperties>(estate, nic, 'ipConfigurations')
    .flatMap((ipConfiguration): readonly NicPlace[] => {
      const { privateIPAddress: address, subnet: reference } = ipConfiguration.properties;
      const subnet = reference && subnetOf(estate, reference.id);
      return address === undefined || !subnet ? [] : [{ kind: 'nic', address, nic, ipConfiguration, subnet }];
    })
    .sort((a, b) => Number(isPrimary(b)) - Number(isPrimary(a)));
}

const isPrimary = (place: NicPlace): boolean => place.ipConfiguration.properties.primary === true;

/** The network interfaces of a VM, the primary one first. */
export function nicsOfVm(estate: Estate, vm: ArmResource): readonly ArmResource[] {
  const { networkProfile } = properties<{
    networkProfile: { networkInterfaces?: readonly (Reference & { properties?: { primary?: boolean } })[] };
  }>(vm);
  return [...(networkProfile?.networkInterfaces ?? [])]
    .sort((a, b) => Number(b.properties?.primary === true) - Number(a.properties?.primary === true))
    .map((reference) => estate.get(reference.id))
    .filter((nic) => nic !== undefined);
}

/** The VM that a network interface is attached to. */
export const vmOfNic = (estate: Estate, nic: ArmResource): ArmResource | undefined =>
  ownersOfNics(estate, 'Microsoft.Compute/virtualMachines').get(idKey(nic.id));

const ownersOfNics = untilChanged((vms, estate) => {
  const owners = vms.flatMap((vm) => nicsOfVm(estate, vm).map((nic) => [idKey(nic.id), vm] as const));
  return new Map(owners.reverse());
});

/**
 * Where the instances of an Application Gateway sit. Azure does not say which addresses of its subnet they have; the twin
 * gives them the first one that Azure does not reserve.
 */
export function placeOfGateway(estate: Estate, gateway: ArmResource): GatewayPlace | undefined {
  const reference = properties<GatewayProperties>(gateway).gatewayIPConfigurations?.[0]?.properties.subnet;
  const subnet = reference && subnetOf(estate, reference.id);
  if (!subnet) return undefined;
  const [prefix] = prefixesOfSubnet(subnet);
  return prefix === undefined ? undefined : { kind: 'gateway', address: addressAt(prefix, 4), gateway, subnet };
}

/** The ports on which an Application Gateway serves its clients. */
export function portsOfGateway(gateway: ArmResource): readonly number[] {
  return (properties<GatewayProperties>(gateway).frontendPorts ?? []).map((frontend) => frontend.properties.port);
}

/** Who has this private address in one of these virtual networks. */
export function placeByPrivateAddress(
  estate: Estate,
  vnets: readonly ArmResource[],
  address: string,
): InsidePlace | undefined {
  const places = placesByNetwork(estate, NICS);
  return vnets
    .flatMap((vnet) => places.get(idKey(vnet.id)) ?? [])
    .find(
      (place) => place.address === address || (place.kind === 'gateway' && privateFrontends(place).includes(address)),
    );
}

/** Who is reached from the Internet under this address. */
export function placeByPublicAddress(estate: Estate, address: string): InsidePlace | undefined {
  return everyPlace(estate, NICS).find((place) => publicAddressesOf(estate, place).includes(address));
}

/** Whether a subnet is private, and neither it nor the interface has a way to the Internet; every pool of a load balancer counts as one. */
export function hasNoWayOut(estate: Estate, place: InsidePlace): boolean {
  const { defaultOutboundAccess, natGateway } = place.subnet.properties;
  return (
    place.kind === 'nic' &&
    defaultOutboundAccess === false &&
    natGateway === undefined &&
    publicAddressesOf(estate, place).length === 0 &&
    !place.ipConfiguration.properties.loadBalancerBackendAddressPools?.length
  );
}

/** The public addresses that lead to a place. */
export function publicAddressesOf(estate: Estate, place: InsidePlace): readonly string[] {
  const configurations =
    place.kind === 'nic'
      ? [place.ipConfiguration]
      : (properties<GatewayProperties>(place.gateway).frontendIPConfigurations ?? []);
  return configurations.flatMap((configuration) => {
    const publicIp = estate.get(configuration.properties.publicIPAddress?.id ?? '');
    const address = publicIp && properties<{ ipAddress: string }>(publicIp).ipAddress;
    return address === undefined ? [] : [address];
  });
}

function privateFrontends(place: GatewayPlace): readonly (string | undefined)[] {
  const frontends = properties<GatewayProperties>(place.gateway).frontendIPConfigurations ?? [];
  return frontends.map((frontend) => frontend.properties.privateIPAddress);
}

/** The private addresses that are taken by others than one network interface. */
export const usedAddresses = (estate: Estate, nicId: string): string[] =>
  everyPlace(estate, NICS)
    .filter((place) => place.kind === 'gateway' || !sameId(place.nic.id, nicId))
    .map((place) => place.address);

/** The addresses of all network interfaces. */
export const placesOfNics = (estate: Estate): readonly NicPlace[] => everyNicPlace(estate, NICS);

const NICS = 'Microsoft.Network/networkInterfaces';

const everyNicPlace = untilChanged((nics, estate) => nics.flatMap((nic) => placesOfNic(estate, nic)));

const placesByNetwork = untilChanged((_, estate) =>
  Map.groupBy(everyPlace(estate, NICS), ({ subnet }) => idKey(subnet.vnet.id)),
);

const everyPlace = untilChanged((_, estate): readonly InsidePlace[] => [
  ...placesOfNics(estate),
  ...estate
    .list('Microsoft.Network/applicationGateways')
    .map((gateway) => placeOfGateway(estate, gateway))
    .filter((place) => place !== undefined),
]);

/** The VPN and ExpressRoute gateways that a virtual network uses: its own, and those that a peer shares with it. */
export function virtualNetworkGatewaysOf(estate: Estate, vnet: ArmResource): readonly ArmResource[] {
  const shared = children<PeeringProperties>(estate, vnet, 'virtualNetworkPeerings')
    .filter(({ properties: peering }) => peering.useRemoteGateways === true)
    .map(({ properties: peering }) => peering.remoteVirtualNetwork?.id ?? '');
  return estate.list('Microsoft.Network/virtualNetworkGateways').filter((gateway) =>
    (properties<{ ipConfigurations: readonly Child<{ subnet?: Reference }>[] }>(gateway).ipConfigurations ?? []).some(
      (configuration) => {
        const home = parentId(configuration.properties.subnet?.id ?? '');
        return [vnet.id, ...shared].some((id) => sameId(id, home));
      },
    ),
  );
}
