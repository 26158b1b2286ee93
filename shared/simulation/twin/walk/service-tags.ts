import { inPrefix, isPrivate } from './address';
import { peersOf, prefixesOfVnet } from './topology';
import type { ArmResource, Estate } from './arm';

/** Where Azure's health probes, DHCP and DNS come from (Azure: IP address 168.63.129.16). */
export const AZURE_LOAD_BALANCER = '168.63.129.16';

/** The one address from which the twin's Azure manages Application Gateways: the service tag GatewayManager. */
export const GATEWAY_MANAGER = '20.221.40.7';

/** The prefixes of the tag VirtualNetwork as seen from a virtual network: its own, its peers', and the host's address. */
export function virtualNetworkPrefixes(estate: Estate, vnet: ArmResource): readonly string[] {
  return [...[vnet, ...peersOf(estate, vnet)].flatMap(prefixesOfVnet), `${AZURE_LOAD_BALANCER}/32`];
}

/**
 * Whether an address belongs to a service tag (Azure: virtual network service tags). GatewayManager's address is a public
 * one, so the tag Internet holds it too; it is in the region of whatever gateway is asked about. Tags of Azure services that the twin does not have hold nothing. Prefixes of
 * user-defined routes are not added to VirtualNetwork.
 */
export function inServiceTag(estate: Estate, vnet: ArmResource, tag: string, address: string): boolean {
  const isVirtualNetwork = () => virtualNetworkPrefixes(estate, vnet).some((prefix) => inPrefix(address, prefix));
  const [name, region] = tag.toLowerCase().split('.');
  const isHere = region === undefined || region === vnet.location?.toLowerCase().replaceAll(' ', '');
  switch (name) {
    case 'virtualnetwork':
      return isVirtualNetwork();
    case 'internet':
      return !isVirtualNetwork() && !isPrivate(address);
    case 'azureloadbalancer':
      return address === AZURE_LOAD_BALANCER;
    case 'azurecloud':
    case 'gatewaymanager':
      return isHere && address === GATEWAY_MANAGER;
    default:
      return false;
  }
}
