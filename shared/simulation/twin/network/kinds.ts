import * as z from 'zod';
import { idKey, nameOf, parentId, sameId } from '../../../model/arm-id';
import { inPrefix, isAddressOrPrefix, isNetwork, prefixLength } from '../walk/address';
import { prefixesOfVnet, usedAddresses } from '../walk/topology';
import { estateOf } from './estate';
import { badRequest } from './replies';
import { readBalancer } from './balancer-writes';
import { readGateway } from './gateway-writes';
import { readRule } from './security-rules';
import { word } from './words';
import type { Resource } from '../../scenarios/schema';
import type { OperationTimes } from '../contract';
import type { Model, Refused } from '../provider';

export type Properties = Readonly<Record<string, unknown>>;

interface Place {
  readonly id: string;
  readonly existing: Resource | undefined;
  readonly model: Model;
}

/** What a kind of resource is asked before it is written or deleted. */
export interface Kind {
  readonly create: 'simulated' | 'not-simulated';
  /** The properties that Azure adds by itself. */
  readonly readOnly: readonly string[];
  readonly ms: (times: OperationTimes) => number;
  /** The properties as Azure keeps them, or its refusal. */
  readonly read: (properties: Properties, place: Place) => { readonly properties: Properties } | Refused;
  readonly inUse?: (resource: Resource, model: Model) => Refused | undefined;
  /** What else goes on while one that is there is changed, and when that is done or has failed. */
  readonly begin?: (existing: Resource, model: Model) => { readonly done: () => void; readonly failed: () => void };
}

const asItIs: Kind['read'] = (properties) => ({ properties });

const simple = (change: Partial<Kind>): Kind => ({
  create: 'simulated',
  readOnly: [],
  ms: (times) => times.securityRule,
  read: asItIs,
  ...change,
});

/** The children that come inside their parent, each read as if it came alone. */
const withChildren =
  (collection: string, read: Kind['read']): Kind['read'] =>
  (properties, { id, existing, model }) => {
    const given = (properties[collection] ?? []) as readonly { name?: string; properties?: Properties }[];
    const kept: object[] = [];
    for (const child of given) {
      if (child.name === undefined) return badRequest('InvalidRequestFormat', 'Cannot parse the request.');
      const answer = read(child.properties ?? {}, {
        id: `${id}/${collection}/${child.name}`,
        existing: undefined,
        model: beside(model, { id, existing, properties, collection, kept }),
      });
      if ('kind' in answer) return answer;
      kept.push({ name: child.name, properties: answer.properties });
    }
    return { properties: { ...properties, [collection]: kept } };
  };

/** The model in which the parent is as it is being written, with the children that were read so far. */
function beside(
  model: Model,
  parent: {
    id: string;
    existing: Resource | undefined;
    properties: Properties;
    collection: string;
    kept: readonly object[];
  },
): Model {
  const { id, properties, collection, kept } = parent;
  const type = parent.existing?.type ?? id.split('/').slice(6, 8).join('/');
  const resource = { id, name: nameOf(id), type, properties: { ...properties, [collection]: kept } };
  const children = `${type}/${collection}`;
  return {
    ...model,
    get: (asked) => (sameId(asked, id) ? resource : model.get(asked)),
    list: (asked) =>
      model.list(asked).filter((one) => !sameId(asked, children) || !idKey(one.id).startsWith(`${idKey(id)}/`)),
  };
}

const Route = z.looseObject({
  addressPrefix: z.string(),
  nextHopType: word('VirtualNetworkGateway', 'VnetLocal', 'Internet', 'VirtualAppliance', 'None'),
  nextHopIpAddress: z.string().optional(),
});

const readRoute: Kind['read'] = (properties, { id, model }) => {
  const route = Route.safeParse(properties);
  if (!route.success) return badRequest('InvalidRequestFormat', 'Cannot parse the request.');
  const { addressPrefix, nextHopType, nextHopIpAddress } = route.data;
  const isPrefix = isAddressOrPrefix(addressPrefix) && isNetwork(addressPrefix);
  if (!isPrefix && !/^[A-Za-z][\w.]*$/.test(addressPrefix)) {
    return badRequest(
      'InvalidAddressPrefixFormat',
      `Address prefix ${addressPrefix} of resource ${id} is not formatted correctly.`,
    );
  }
  if (nextHopType === 'VirtualAppliance' && !nextHopIpAddress) {
    return badRequest(
      'MissingNextHopIpAddress',
      `NextHopIpAddress cannot be Null or Empty in route ${nameOf(id)} when NextHopType is VirtualAppliance.`,
    );
  }
  if (nextHopType !== 'VirtualAppliance' && nextHopIpAddress) {
    return badRequest(
      'InvalidRequestFormat',
      `NextHopIpAddress must be Null or Empty in route ${nameOf(id)} when NextHopType is ${nextHopType}.`,
    );
  }
  const clash = siblings(id, 'routes', model).find(
    (other) => other.properties?.addressPrefix === addressPrefix && !sameId(other.name, nameOf(id)),
  );
  if (clash) {
    return badRequest(
      'RouteConflict',
      `Route ${nameOf(id)} conflicts with Route ${clash.name}. Routes cannot have the same AddressPrefix.`,
    );
  }
  return { properties: route.data };
};

interface Sibling {
  readonly name: string;
  readonly properties?: Properties;
}

/** The other children of the same parent. */
const siblings = (id: string, collection: string, model: Model): readonly Sibling[] =>
  ((model.get(parentId(id))?.properties[collection] ?? []) as readonly Sibling[]).filter(
    ({ name }) => !sameId(name, nameOf(id)),
  );

const prefixesOf = (subnet: Properties): readonly string[] => {
  const { addressPrefix, addressPrefixes = [] } = subnet as {
    addressPrefix?: string;
    addressPrefixes?: readonly string[];
  };
  return addressPrefix === undefined ? addressPrefixes : [addressPrefix];
};

const contains = (outer: string, inner: string): boolean =>
  inPrefix(inner.split('/')[0] ?? '', outer) && prefixLength(inner) >= prefixLength(outer);

const readSubnet: Kind['read'] = (properties, { id, model }) => {
  const vnet = model.get(parentId(id));
  const prefixes = prefixesOf(properties);
  if (!vnet || prefixes.length === 0 || !prefixes.every((one) => isAddressOrPrefix(one) && isNetwork(one))) {
    return badRequest('InvalidAddressPrefixFormat', `The address prefix of resource ${id} is not formatted correctly.`);
  }
  const name = nameOf(id);
  if (!prefixes.every((one) => prefixesOfVnet(vnet).some((whole) => contains(whole, one)))) {
    return badRequest(
      'NetcfgSubnetRangeOutsideVnet',
      `Subnet '${name}' is not valid because its IP address range is outside the IP address range of virtual network '${vnet.name}'.`,
    );
  }
  const others = siblings(id, 'subnets', model).flatMap((other) => prefixesOf(other.properties ?? {}));
  if (prefixes.some((one) => others.some((other) => contains(one, other) || contains(other, one)))) {
    return badRequest(
      'NetcfgSubnetRangesOverlap',
      `Subnet '${name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${vnet.name}'.`,
    );
  }
  return { properties };
};

const Nic = z.looseObject({
  ipConfigurations: z
    .array(
      z.looseObject({
        name: z.string(),
        properties: z.looseObject({
          privateIPAddress: z.string().optional(),
          privateIPAllocationMethod: word('Static', 'Dynamic').default('Dynamic'),
          subnet: z.looseObject({ id: z.string() }),
        }),
      }),
    )
    .min(1),
});

/** An address is given from the subnet where none is asked for; one that is asked for must be free and inside. */
const readNic: Kind['read'] = (properties, { id, model }) => {
  const nic = Nic.safeParse(properties);
  if (!nic.success) return badRequest('InvalidRequestFormat', 'Cannot parse the request.');
  const taken = usedAddresses(estateOf(model), id);
  const ipConfigurations: object[] = [];
  for (const configuration of nic.data.ipConfigurations) {
    const { privateIPAddress, subnet } = configuration.properties;
    const [prefix] = prefixesOf(model.get(subnet.id)?.properties ?? {});
    // A subnet that is not there is refused as a reference.
    const address = privateIPAddress ?? (prefix === undefined ? undefined : firstFree(prefix, taken));
    if (prefix !== undefined && address !== undefined && !inPrefix(address, prefix)) {
      return badRequest(
        'PrivateIPAddressNotInSubnet',
        `Private static IP address ${address} does not belong to the range of subnet prefix ${prefix}.`,
      );
    }
    if (address !== undefined && taken.includes(address)) {
      return badRequest(
        'PrivateIPAddressInUse',
        `IP configuration ${id}/ipConfigurations/${configuration.name} is using the private IP address ${address} which is already allocated.`,
      );
    }
    if (address !== undefined) taken.push(address);
    ipConfigurations.push({ ...configuration, properties: { ...configuration.properties, privateIPAddress: address } });
  }
  return { properties: { ...nic.data, ipConfigurations } };
};

/** The first four addresses of a subnet are Azure's. */
function firstFree(prefix: string, taken: readonly string[]): string | undefined {
  const [base = ''] = prefix.split('/');
  const [a = '', b = '', c = '', d = '0'] = base.split('.');
  return Array.from({ length: 250 }, (_, index) => [a, b, c, Number(d) + 4 + index].join('.')).find(
    (address) => inPrefix(address, prefix) && !taken.includes(address),
  );
}

/** A static address is given at once, from a range for documentation. */
const readPublicAddress: Kind['read'] = (properties, { existing, model }) => {
  const Method = word('Static', 'Dynamic').default('Dynamic');
  const method = Method.safeParse(properties.publicIPAllocationMethod);
  if (!method.success) return badRequest('InvalidRequestFormat', 'Cannot parse the request.');
  const given = model.list('Microsoft.Network/publicIPAddresses').map((one) => one.properties.ipAddress);
  const free = Array.from({ length: 250 }, (_, index) => `198.51.100.${index + 1}`).find((one) => !given.includes(one));
  const ipAddress = existing?.properties.ipAddress ?? (method.data === 'Static' ? free : undefined);
  return {
    properties: { ...properties, publicIPAllocationMethod: method.data, ...(ipAddress !== undefined && { ipAddress }) },
  };
};

/** The resources that refer to one. */
const usersOf = (id: string, model: Model): readonly string[] =>
  [
    'Microsoft.Network/networkInterfaces',
    'Microsoft.Network/virtualNetworks/subnets',
    'Microsoft.Network/applicationGateways',
    'Microsoft.Network/loadBalancers',
    'Microsoft.Network/virtualNetworkGateways',
    'Microsoft.Compute/virtualMachines',
  ]
    .flatMap((type) => model.list(type))
    .filter((one) => idKey(JSON.stringify(one.properties)).includes(`"id":"${idKey(id)}"`))
    .map((one) => one.id);

const usedBy =
  (code: string, sentence: (name: string, user: string) => string): NonNullable<Kind['inUse']> =>
  (resource, model) => {
    const [user] = usersOf(resource.id, model);
    return user === undefined ? undefined : badRequest(code, sentence(nameOf(resource.id), user));
  };

const subnetInUse = usedBy(
  'InUseSubnetCannotBeDeleted',
  (name, user) =>
    `Subnet ${name} is in use by ${user} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
);

const subnetsOf = (vnet: Resource, model: Model): readonly Resource[] =>
  model.list('Microsoft.Network/virtualNetworks/subnets').filter((subnet) => sameId(parentId(subnet.id), vnet.id));

const readVnet: Kind['read'] = (properties, place) => {
  const read = withChildren('subnets', readSubnet)({ virtualNetworkPeerings: [], ...properties }, place);
  if ('kind' in read) return read;
  const named = (read.properties.subnets as readonly Sibling[]).map(({ name }) => name);
  const gone = place.existing
    ? subnetsOf(place.existing, place.model).filter((one) => !named.some((name) => sameId(name, nameOf(one.id))))
    : [];
  const refusals = gone.flatMap((one) => subnetInUse(one, place.model) ?? []);
  return refusals[0] ?? read;
};

/** The kinds of Microsoft.Network that can be written, by type in lower case. */
export const KINDS: Readonly<Record<string, Kind>> = {
  'microsoft.network/networksecuritygroups': simple({
    readOnly: ['defaultSecurityRules', 'networkInterfaces', 'subnets', 'flowLogs'],
    read: withChildren('securityRules', readRule),
    inUse: usedBy(
      'InUseNetworkSecurityGroupCannotBeDeleted',
      (name, user) =>
        `Network security group ${name} cannot be deleted because it is in use by the following resources: ${user}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`,
    ),
  }),
  'microsoft.network/networksecuritygroups/securityrules': simple({ read: readRule }),
  'microsoft.network/routetables': simple({
    readOnly: ['subnets'],
    read: withChildren('routes', readRoute),
    inUse: usedBy(
      'InUseRouteTableCannotBeDeleted',
      (name, user) => `Route table ${name} is in use and cannot be deleted. It is associated with ${user}.`,
    ),
  }),
  'microsoft.network/routetables/routes': simple({ readOnly: ['hasBgpOverride'], read: readRoute }),
  'microsoft.network/virtualnetworks': simple({
    read: readVnet,
    inUse: (vnet, model) => subnetsOf(vnet, model).flatMap((one) => subnetInUse(one, model) ?? [])[0],
  }),
  'microsoft.network/virtualnetworks/subnets': simple({
    readOnly: ['ipConfigurations', 'purpose'],
    read: readSubnet,
    inUse: subnetInUse,
  }),
  'microsoft.network/virtualnetworks/virtualnetworkpeerings': simple({
    read: (properties) => ({ properties: { peeringState: 'Connected', ...properties } }),
  }),
  'microsoft.network/networkinterfaces': simple({
    readOnly: ['virtualMachine', 'macAddress', 'hostedWorkloads', 'tapConfigurations'],
    read: readNic,
    inUse: usedBy(
      'NicInUse',
      (name, user) =>
        `Network Interface ${name} is used by existing resource ${user}. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.`,
    ),
  }),
  'microsoft.network/publicipaddresses': simple({
    readOnly: ['ipConfiguration'],
    read: readPublicAddress,
    inUse: usedBy(
      'PublicIPAddressCannotBeDeleted',
      (name, user) =>
        `Public IP address ${name} can not be deleted since it is still allocated to resource ${user}. In order to delete the public IP, disassociate/detach the Public IP address from the resource.`,
    ),
  }),
  'microsoft.network/applicationsecuritygroups': simple({}),
  'microsoft.network/loadbalancers': simple({ read: readBalancer }),
  'microsoft.network/applicationgateways': simple({
    create: 'not-simulated',
    readOnly: ['operationalState', 'defaultPredefinedSslPolicy', 'privateEndpointConnections'],
    ms: (times) => times.gatewayUpdate,
    read: readGateway,
    begin: (gateway, model) => {
      const memory = model.gateways.of(gateway.id);
      memory.provisioning = 'Updating';
      return {
        done: () => {
          memory.provisioning = 'Succeeded';
          model.gateways.updated(gateway.id);
        },
        failed: () => (memory.provisioning = 'Failed'),
      };
    },
  }),
};
