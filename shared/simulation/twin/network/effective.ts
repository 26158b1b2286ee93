import { isAddressOrPrefix, portRange } from '../walk/address';
import { effectiveRoutes } from '../walk/routes';
import { either, groupsAt, rulesInForce } from '../walk/security';
import { AZURE_LOAD_BALANCER, GATEWAY_MANAGER, virtualNetworkPrefixes } from '../walk/service-tags';
import { placesOfNic, vmOfNic } from '../walk/topology';
import { estateOf } from './estate';
import { badRequest, diagnosis, result } from './replies';
import type { ArmResource, Estate } from '../walk/arm';
import type { SecurityRule } from '../walk/security';
import type { NicPlace } from '../walk/topology';
import type { Model, Refused, Reply } from '../provider';

/** The rules that apply to a network interface, one entry per group (Azure: List Effective Network Security Groups). */
export function effectiveNetworkSecurityGroups(model: Model, nic: ArmResource): Reply {
  const place = placeOfRunningVm(estateOf(model), nic, {
    code: 'NicMustBeAttachedToRunningVmToGetEffectiveSecurityGroups',
    thing: 'security groups',
  });
  if ('code' in place) return place;
  return diagnosis(model.times.networkWatcher, () => {
    const estate = estateOf(model);
    const value = groupsAt(estate, place, 'Inbound').map(({ group, on }) => ({
      networkSecurityGroup: { id: group.id },
      association: on === 'subnet' ? { subnet: { id: place.subnet.id } } : { networkInterface: { id: place.nic.id } },
      effectiveSecurityRules: rulesInForce(estate, group).map((rule) => effectiveRule(estate, place, rule)),
    }));
    return result({ value });
  });
}

/** The routes of a network interface (Azure: Get Effective Route Table). */
export function effectiveRouteTable(model: Model, nic: ArmResource): Reply {
  const place = placeOfRunningVm(estateOf(model), nic, {
    code: 'NicMustBeAttachedToRunningVmToGetEffectiveRoutes',
    thing: 'routes',
  });
  if ('code' in place) return place;
  return diagnosis(model.times.networkWatcher, () => {
    const value = effectiveRoutes(estateOf(model), place.subnet).map((route) => ({
      ...(route.name !== undefined && { name: route.name }),
      source: route.source,
      state: route.state,
      addressPrefix: [route.prefix],
      nextHopType: route.nextHopType,
      nextHopIpAddress: route.nextHopAddress === undefined ? [] : [route.nextHopAddress],
    }));
    return result({ value });
  });
}

function placeOfRunningVm(
  estate: Estate,
  nic: ArmResource,
  refusal: { readonly code: string; readonly thing: string },
): NicPlace | Refused {
  const vm = vmOfNic(estate, nic);
  const [place] = placesOfNic(estate, nic);
  if (place && vm && estate.guest(vm.id).powered) return place;
  return badRequest(
    refusal.code,
    `A network interface must be attached to a running virtual machine to get effective ${refusal.thing}. The network interface ${nic.id} is not attached to a running virtual machine.`,
  );
}

function effectiveRule(estate: Estate, place: NicPlace, rule: SecurityRule): unknown {
  const { properties } = rule;
  return {
    name: `${rule.origin === 'user' ? 'securityRules' : 'defaultSecurityRules'}/${rule.name}`,
    protocol: properties.protocol === '*' ? 'All' : properties.protocol,
    ...ports('source', either(properties.sourcePortRange, properties.sourcePortRanges)),
    ...ports('destination', either(properties.destinationPortRange, properties.destinationPortRanges)),
    ...addresses(estate, place, 'Source', either(properties.sourceAddressPrefix, properties.sourceAddressPrefixes)),
    ...addresses(
      estate,
      place,
      'Destination',
      either(properties.destinationAddressPrefix, properties.destinationAddressPrefixes),
    ),
    access: properties.access,
    priority: properties.priority,
    direction: properties.direction,
  };
}

function ports(side: 'source' | 'destination', ranges: readonly string[]): Record<string, unknown> {
  const written = ranges.map(portRange).map(({ first, last }) => `${first}-${last}`);
  return { [`${side}PortRange`]: written[0], [`${side}PortRanges`]: written };
}

function addresses(
  estate: Estate,
  place: NicPlace,
  side: 'Source' | 'Destination',
  prefixes: readonly string[],
): Record<string, unknown> {
  const written = prefixes.map((prefix) => {
    if (prefix === '*') return '0.0.0.0/0';
    return isAddressOrPrefix(prefix) && !prefix.includes('/') ? `${prefix}/32` : prefix;
  });
  const expanded = written.flatMap((prefix) => expand(estate, place, prefix));
  return {
    [`${side.toLowerCase()}AddressPrefix`]: written[0],
    [`${side.toLowerCase()}AddressPrefixes`]: written,
    ...(expanded.length > 0 && { [`expanded${side}AddressPrefix`]: expanded }),
  };
}

/** The prefixes of a service tag. The Internet's are too many to be worth listing. */
function expand(estate: Estate, place: NicPlace, prefix: string): readonly string[] {
  switch (prefix.toLowerCase()) {
    case 'virtualnetwork':
      return virtualNetworkPrefixes(estate, place.subnet.vnet);
    case 'azureloadbalancer':
      return [`${AZURE_LOAD_BALANCER}/32`];
    case 'gatewaymanager':
      return [`${GATEWAY_MANAGER}/32`];
    default:
      return [];
  }
}
