import { sameId } from '../../../model/arm-id';
import { inPrefix, isPrivate } from '../walk/address';
import { properties, type ArmResource, type Estate } from '../walk/arm';
import { publicAddressesOf, type InsidePlace } from '../walk/topology';
import { SHARED_OUTBOUND_ADDRESS } from '../walk/walk';

interface AccountProperties {
  publicNetworkAccess: string;
  networkAcls: {
    readonly defaultAction?: string;
    readonly virtualNetworkRules?: readonly { readonly id: string }[];
    readonly ipRules?: readonly { readonly value: string }[];
  };
}

/**
 * The status with which a storage account answers who asks for its root without signing in (Azure: "Azure Storage firewall rules", "Status
 * and error codes"): 400 where it is let in, 403 where not. `undefined`: the name is of no account of the estate. `address`: the one
 * that was connected to; the network rules are for the public one.
 */
export function storageStatus(estate: Estate, from: InsidePlace, host: string, address: string): number | undefined {
  const [name = '', ...domain] = host.toLowerCase().split('.');
  if (!/\b(?:core\.windows|storage\.azure)\.net$/.test(domain.join('.'))) return undefined;
  const account = estate.list('Microsoft.Storage/storageAccounts').find((each) => sameId(each.name, name));
  if (!account) return undefined;
  return isPrivate(address) || letsIn(estate, account, from) ? 400 : 403;
}

function letsIn(estate: Estate, account: ArmResource, from: InsidePlace): boolean {
  const { publicNetworkAccess = 'Enabled', networkAcls = {} } = properties<AccountProperties>(account);
  const { defaultAction = 'Allow', virtualNetworkRules = [], ipRules = [] } = networkAcls;
  if (publicNetworkAccess === 'Disabled') return false;
  if (defaultAction === 'Allow') return true;
  const { serviceEndpoints = [] } = from.subnet.properties as {
    readonly serviceEndpoints?: readonly { readonly service: string }[];
  };
  const isItself = serviceEndpoints.some(({ service }) => /^Microsoft\.Storage(\.Global)?$/.test(service));
  if (isItself) return virtualNetworkRules.some(({ id }) => sameId(id, from.subnet.id));
  // Rules for addresses count only from other regions: within one, Azure connects by private addresses.
  const shown = publicAddressesOf(estate, from)[0] ?? SHARED_OUTBOUND_ADDRESS;
  return (
    from.subnet.vnet.location !== account.location &&
    ipRules.some(({ value }) => inPrefix(shown, value.includes('/') ? value : `${value}/32`))
  );
}
