import { isOfType, sameId } from '../../../model/arm-id';
import { properties } from '../walk/arm';
import { DEFAULT_RULES } from '../walk/security';
import { behindNatRule, membersOfPool } from '../walk/load-balancing';
import { placesOfNics, vmOfNic } from '../walk/topology';
import { estateOf } from './estate';
import { membersOf } from './pools';
import type { Resource } from '../../scenarios/schema';
import type { Child } from '../walk/arm';
import type { Call, Model } from '../provider';

/** What a GET of a network resource answers: what is stored, and what Azure adds to it. */
export function show(resource: Resource, _call: Call, model: Model): Resource {
  return {
    ...resource,
    properties: { provisioningState: 'Succeeded', ...resource.properties, ...added(resource, model) },
  };
}

function added(resource: Resource, model: Model): Record<string, unknown> {
  if (isOfType(resource.id, 'Microsoft.Network/networkSecurityGroups')) return rulesOfGroup(resource);
  if (isOfType(resource.id, 'Microsoft.Network/networkSecurityGroups/securityRules'))
    return withLists(resource.properties);
  if (isOfType(resource.id, 'Microsoft.Network/routeTables')) return wayOf(resource, model);
  if (isOfType(resource.id, 'Microsoft.Network/virtualNetworks')) return withOccupants(resource, model);
  if (isOfType(resource.id, 'Microsoft.Network/networkInterfaces')) return attachment(resource, model);
  if (isOfType(resource.id, 'Microsoft.Network/applicationGateways')) return stateOfGateway(resource, model);
  if (isOfType(resource.id, 'Microsoft.Network/loadBalancers')) return whoIsBehind(resource, model);
  if (isOfType(resource.id, 'Microsoft.Network/publicIPAddresses')) return useOf(resource, model);
  return {};
}

function rulesOfGroup(group: Resource): Record<string, unknown> {
  const { securityRules = [] } = properties<{ securityRules: readonly Child<object>[] }>(group);
  const complete = (collection: string) => (rule: Child<object>) =>
    childOf(group, collection, { ...rule, properties: withLists(rule.properties) });
  return {
    securityRules: securityRules.map(complete('securityRules')),
    defaultSecurityRules: DEFAULT_RULES.map(complete('defaultSecurityRules')),
  };
}

const childOf = (parent: Resource, collection: string, child: Child<object>) => ({
  ...child,
  id: `${parent.id}/${collection}/${child.name}`,
  type: `${parent.type}/${collection}`,
  properties: { provisioningState: 'Succeeded', ...child.properties },
});

/** ARM writes the lists of a rule also where they are empty. */
export const withLists = (rule: object): Record<string, unknown> => ({
  sourcePortRanges: [],
  destinationPortRanges: [],
  sourceAddressPrefixes: [],
  destinationAddressPrefixes: [],
  ...rule,
});

/** The routes of a table, and the subnets that go by it; where there are none, Azure leaves those out. */
function wayOf(table: Resource, model: Model): Record<string, unknown> {
  const { routes = [] } = properties<{ routes: readonly Child<object>[] }>(table);
  const subnets = model
    .list('Microsoft.Network/virtualNetworks/subnets')
    .filter((subnet) => sameId(properties<{ routeTable: { id: string } }>(subnet).routeTable?.id ?? '', table.id));
  return {
    routes: routes.map((route) => childOf(table, 'routes', route)),
    ...(subnets.length > 0 && { subnets: subnets.map(({ id }) => ({ id })) }),
  };
}

/** The subnets of a network, each with the IP configurations of the interfaces in it; where there are none, Azure leaves those out. */
function withOccupants(vnet: Resource, model: Model): Record<string, unknown> {
  const { subnets = [] } = properties<{ subnets: readonly Child<object>[] }>(vnet);
  const places = placesOfNics(estateOf(model));
  return {
    subnets: subnets.map((subnet) => {
      const inside = places.filter((place) => sameId(place.subnet.id, `${vnet.id}/subnets/${subnet.name}`));
      const ipConfigurations = inside.map(({ ipConfiguration: { id } }) => ({ id }));
      return { ...subnet, properties: { ...subnet.properties, ...(inside.length > 0 && { ipConfigurations }) } };
    }),
  };
}

function attachment(nic: Resource, model: Model): Record<string, unknown> {
  const vm = vmOfNic(estateOf(model), nic);
  return vm ? { virtualMachine: { id: vm.id } } : {};
}

function stateOfGateway(gateway: Resource, model: Model): Record<string, unknown> {
  const { backendAddressPools = [], operationalState = 'Running' } = properties<{
    backendAddressPools: readonly Child<object>[];
    operationalState: string;
  }>(gateway);
  const { provisioning } = model.gateways.of(gateway.id);
  return {
    operationalState,
    ...(provisioning && { provisioningState: provisioning }),
    ...partsWithIds(gateway),
    backendAddressPools: backendAddressPools.map((pool) => {
      const id = `${gateway.id}/backendAddressPools/${pool.name}`;
      const members = membersOf(estateOf(model), id);
      const backendIPConfigurations = members.map((member) => ({ id: member.ipConfiguration.id }));
      return {
        ...pool,
        id,
        properties: { ...pool.properties, ...(members.length > 0 && { backendIPConfigurations }) },
      };
    }),
  };
}

/** The parts of a load balancer, with the interfaces that are in its pools and behind its NAT rules: those say so themselves. */
function whoIsBehind(balancer: Resource, model: Model): Record<string, unknown> {
  const estate = estateOf(model);
  const { backendAddressPools = [], inboundNatRules = [] } = balancer.properties as {
    backendAddressPools?: readonly Child<object>[];
    inboundNatRules?: readonly Child<object>[];
  };
  const partOf = (collection: string, part: Child<object>, added: (id: string) => object) => {
    const id = `${balancer.id}/${collection}/${part.name}`;
    return { ...part, id, properties: { provisioningState: 'Succeeded', ...part.properties, ...added(id) } };
  };
  return {
    ...partsWithIds(balancer),
    backendAddressPools: backendAddressPools.map((pool) =>
      partOf('backendAddressPools', pool, (id) => {
        const members = membersOfPool(estate, id).map(({ ipConfiguration }) => ({ id: ipConfiguration.id }));
        return members.length > 0 ? { backendIPConfigurations: members } : {};
      }),
    ),
    inboundNatRules: inboundNatRules.map((rule) =>
      partOf('inboundNatRules', rule, (id) => {
        const [to] = behindNatRule(estate, id);
        return to ? { backendIPConfiguration: { id: to.ipConfiguration.id } } : {};
      }),
    ),
  };
}

/** The IP configuration that a public address is given to. */
function useOf(address: Resource, model: Model): Record<string, unknown> {
  const isIts = (one: { readonly publicIPAddress?: { readonly id: string } }): boolean =>
    sameId(one.publicIPAddress?.id ?? '', address.id);
  const nic = placesOfNics(estateOf(model)).find((place) => isIts(place.ipConfiguration.properties));
  const frontends = ['Microsoft.Network/loadBalancers', 'Microsoft.Network/applicationGateways'].flatMap((type) =>
    model
      .list(type)
      .flatMap((one) =>
        (
          properties<{ frontendIPConfigurations: readonly Child<{ publicIPAddress?: { id: string } }>[] }>(one)
            .frontendIPConfigurations ?? []
        )
          .filter((frontend) => isIts(frontend.properties))
          .map((frontend) => `${one.id}/frontendIPConfigurations/${frontend.name}`),
      ),
  );
  const id = nic?.ipConfiguration.id ?? frontends[0];
  return id === undefined ? {} : { ipConfiguration: { id } };
}

/** The parts of a gateway, each with its id. */
function partsWithIds(gateway: Resource): Record<string, unknown> {
  const collections = Object.entries({ backendHttpSettingsCollection: [], probes: [], ...gateway.properties }).flatMap(
    ([collection, parts]) => (Array.isArray(parts) ? [[collection, parts as readonly Child<object>[]] as const] : []),
  );
  return Object.fromEntries(
    collections.map(([collection, parts]) => [
      collection,
      parts.map((part) => ({ ...part, id: `${gateway.id}/${collection}/${part.name}` })),
    ]),
  );
}
