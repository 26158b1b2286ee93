import { idKey, nameOf, parseArmId } from '../model/arm-id';
import { soFar } from '../model/see';
import type { See } from '../model/observation';
import { stationAt, stationKinds, type Station } from '../model/station';
import type { EndpointTarget } from '../model/target';
import type { Text } from '../model/text';
import { connectivity, type Connectivity, type Hop } from '../observations/connectivity';
import { networkWatchers } from '../observations/network-watchers';
import { subnet } from '../observations/subnet';
import { virtualMachine } from '../observations/virtual-machine';
import { hasNoRoute, saysNothing } from '../topology/connectivity';
import { calledOf, receiverOf, triedOf } from '../topology/endpoints';
import { entrance } from '../topology/paths';
import { poolsOf } from '../topology/pools';
import { watcherAgent } from '../topology/watcher';
import type { TargetKind } from './target-kind';
import { cannotTry } from './tester';

/** What a VM must reach: only the policy knows what. The VM itself tries it. */
export const endpoint: TargetKind<EndpointTarget> = {
  kind: 'endpoint',
  key: ({ id, to }) => `endpoint ${idKey(id)} ${keyOf(to)}`,
  resourceType: 'Microsoft.Compute/virtualMachines',
  expected: (id, connection) => (connection && 'to' in connection ? [{ kind: 'endpoint', id, ...connection }] : []),
  stations(see, target) {
    const tried = soFar(() => triedOf(see, target));
    const receiver = soFar(() => receiverOf(see, target));
    const [source, ...onward] = tried?.hops ?? [];
    return [
      [{ what: stationKinds.source, name: nameOf(target.id), id: target.id, seen: unwell(source) }],
      ...around(see, target.id).toReversed(),
      ...onward.slice(0, -1).map((hop) => [stationOf(hop)]),
      ...(receiver ? around(see, receiver.id) : []),
      [
        {
          what: stationKinds.endpoint,
          name: calledOf(target.to),
          id: receiver?.id ?? calledOf(target.to),
          seen: unwell(onward.at(-1)) ?? reached(tried),
        },
      ],
    ];
  },
  host: ({ id }) => nameOf(id),
  asked: [virtualMachine, networkWatchers, connectivity],
  tags: (see, { id }) => see(virtualMachine, { id }).tags,
  gateways: (see, { id }, policy) => poolsOf(see, id, policy).map(({ gateway }) => gateway),
  probes: () => [],
  notVerifiable(see, target) {
    // Whether the agent is there then, Azure shows without trying anything.
    if (watcherAgent(see, target.id).kind === 'missing') return undefined;
    const idle = cannotTry(see, see(virtualMachine, { id: target.id }));
    if (idle) return idle;
    const tried = triedOf(see, target);
    return hasNoRoute(tried) ? undefined : untried(tried);
  },
};

const keyOf = (to: EndpointTarget['to']): string =>
  parseArmId(to.address) ? `${idKey(to.address)}:${to.port}` : calledOf(to);

/** What is at the VM's own end says why it does not reach the endpoint; only where nothing was tried, nothing is known. */
const untried = (tried: Connectivity): Text | undefined =>
  tried.status === 'unknown' ? saysNothing(tried) : undefined;

/** What is around a VM (an id), as far as it was looked at: in the order in which it is met on the way in. */
function around(see: See, id: string): readonly (readonly Station[])[] {
  const end = soFar(() => entrance(see, { id }));
  const home = soFar(() => end && see(subnet, { id: end.subnet }));
  return [
    stationAt(stationKinds.routes, home?.routeTable),
    stationAt(stationKinds.rules, home?.networkSecurityGroup),
    stationAt(stationKinds.rules, end?.nic.networkSecurityGroup),
  ];
}

const unwell = (hop: Hop | undefined): Station['seen'] => (hop && hop.issues.length > 0 ? 'unwell' : undefined);

const reached = (tried: Connectivity | undefined): Station['seen'] =>
  tried && ({ reachable: 'well', unreachable: 'unwell', unknown: undefined } as const)[tried.status];

function stationOf(hop: Hop): Station {
  const { type, address, resource = '' } = hop;
  const named = parseArmId(resource) ? { name: parseArmId(resource)?.names[0] ?? '', id: resource } : {};
  return { what: kinds[type.toLowerCase()] ?? stationKinds.hop, name: address ?? type, ...named, seen: unwell(hop) };
}

/** By Azure's words for hops in lower case. */
const kinds: Readonly<Record<string, Text>> = {
  virtualappliance: stationKinds.appliance,
  virtualnetworkgateway: stationKinds.networkGateway,
  internet: stationKinds.internet,
};
