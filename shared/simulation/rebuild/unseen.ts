import type { IncidentEvent } from '../../incident/events';
import type { State } from '../../incident/phase';
import { parseArmId, sameId } from '../../model/arm-id';
import type { Target, VmTarget } from '../../model/target';
import { isSurely, recognise } from '../../model/known';
import { applicationGateway } from '../../observations/application-gateway';
import { backendHealth } from '../../observations/backend-health';
import { ipFlow } from '../../observations/ip-flow';
import { networkInterface } from '../../observations/network-interface';
import { nextHop, type NextHop } from '../../observations/next-hop';
import { nextHopTypes, type Route } from '../../observations/route-table';
import { isPrivate } from '../../network/prefix';
import { groupProperties, ruleResource, routeTableProperties } from './arm';
import type { Draft } from './draft';
import { groupOf, type Networks } from './networks';
import type { Seen } from './seen';
import { standIn } from './stand-ins';

/** Why Azure could not tell how the backends are, where what was seen of the gateway's network does not say it. */
export function explainUnknown(
  draft: Draft,
  networks: Networks,
  seen: Seen,
  state: State,
  events: readonly IncidentEvent[],
): void {
  const [first] = seen.all(backendHealth);
  if (!first?.answer.servers.some(({ health }) => isSurely(health, 'unknown'))) return;
  const gateway = seen.first(applicationGateway)[0]?.answer.subnet ?? gatewaySubnet(draft, state.target);
  const home = networks.get(gateway);
  if (!home) return;
  const said = (cause: string) =>
    events
      .filter((event) => event.kind === 'diagnosed')
      .flatMap(({ judgements }) => judgements)
      .find((each) => each.cause === cause)?.judgement.kind;
  const blocked = said('appgw/infrastructure-ports-blocked');
  const helped =
    !state.attempts.some(({ applied }) => applied) ||
    events.some((event) => event.kind === 'verified' && event.presence.kind === 'absent');
  const explained = blocked === 'found' || blocked === 'uncertain' || said('appgw/default-route-diverted') === 'found';
  if (explained && helped) return;

  const table = home.routeTable;
  if (table && !draft.get(table))
    return addRoute(draft, table, {
      addressPrefix: '0.0.0.0/0',
      nextHopType: { known: 'VirtualAppliance' },
      nextHopIpAddress: '10.255.255.4',
    });
  const group =
    home.networkSecurityGroup ?? `${groupOf(gateway)}/providers/Microsoft.Network/networkSecurityGroups/standin`;
  if (!draft.get(group)) {
    networks.attach(gateway, { networkSecurityGroup: group });
    return addRule(draft, group, { access: 'Deny', source: 'GatewayManager', destination: '*', ports: '65200-65535' });
  }
  draft.note('Azure could not tell how the backends are, and nothing that was seen explains why.');
}

const gatewaySubnet = (draft: Draft, target: Target): string => {
  const [configuration] = (draft.get(target.id)?.properties['gatewayIPConfigurations'] ?? []) as readonly {
    readonly properties: { readonly subnet: { readonly id: string } };
  }[];
  return configuration?.properties.subnet.id ?? '';
};

/** What was only pointed at: groups and route tables. */
export function addUnseenPath(draft: Draft, networks: Networks): void {
  for (const { properties } of [...draft.resources]) {
    const group = (properties['networkSecurityGroup'] as { readonly id: string } | undefined)?.id;
    if (group) draft.add(group, groupProperties(group, []));
  }
  for (const id of networks.subnets()) {
    const home = networks.get(id);
    if (home?.networkSecurityGroup)
      draft.add(home.networkSecurityGroup, groupProperties(home.networkSecurityGroup, []));
    if (home?.routeTable)
      draft.add(
        home.routeTable,
        routeTableProperties({ id: home.routeTable, disableBgpRoutePropagation: false, routes: [] }),
      );
  }
}

/** What lies on the way to and from a VM, as far as it decided something: rules, routes, appliances. */
export function addWayOfVm(draft: Draft, networks: Networks, seen: Seen, { id, from, port }: VmTarget): void {
  const [flow] = seen.first(ipFlow);
  const hops = seen.first(nextHop);
  const nicOf = (id: string | undefined) =>
    seen.first(networkInterface).find(({ answer }) => id !== undefined && sameId(answer.id, id))?.answer;
  for (const { params, answer } of hops) {
    const subnet = nicOf(params.nic)?.addresses[0]?.subnet;
    if (subnet !== undefined) addHop(draft, networks, subnet, params.destinationAddress, answer);
  }
  const nic = nicOf(flow?.params.nic ?? hops.find(({ params }) => sameId(params.vm, id))?.params.nic);
  const home = nic?.addresses[0];
  if (!nic || !home) return;

  const groups = [nic.networkSecurityGroup, networks.get(home.subnet)?.networkSecurityGroup].filter(
    (id) => id !== undefined,
  );
  const rule = /^(?:securityRules\/|UserRule_)(.+)$/.exec(flow?.answer.rule ?? '')?.[1];
  if (flow && groups.every((id) => !draft.get(id)) && (flow.answer.access === 'Deny' || groups.length > 0)) {
    const group = groups[0] ?? `${groupOf(home.subnet)}/providers/Microsoft.Network/networkSecurityGroups/standin`;
    if (groups.length === 0) networks.attach(home.subnet, { networkSecurityGroup: group });
    addRule(draft, group, {
      access: flow.answer.access,
      source: from.address,
      destination: home.privateAddress,
      ports: String(port),
      ...(rule ? { name: rule } : {}),
    });
  }
}

/** Where what a subnet (an id) sends to an address goes next. */
function addHop(
  draft: Draft,
  networks: Networks,
  subnet: string,
  destination: string,
  { type, address, routeTable }: NextHop,
): void {
  if (parseArmId(routeTable)) {
    networks.attach(subnet, { routeTable });
    addRoute(draft, routeTable, {
      addressPrefix: `${destination}/32`,
      nextHopType: recognise(nextHopTypes, type),
      ...(address ? { nextHopIpAddress: address } : {}),
    });
  }
  if (type === 'VirtualAppliance' && address && isPrivate(address)) standIn(draft, networks, subnet, address);
}

interface Ruling {
  readonly access: 'Allow' | 'Deny';
  readonly source: string;
  readonly destination: string;
  readonly ports: string;
  readonly name?: string;
}

/** A group with the one rule that decided. */
function addRule(draft: Draft, group: string, { name = 'standin', source, destination, ports, access }: Ruling): void {
  const rule = {
    name,
    access,
    direction: 'Inbound',
    protocol: 'Tcp',
    priority: 100,
    sources: [source],
    sourcePorts: ['*'],
    destinations: [destination],
    destinationPorts: [ports],
  } as const;
  draft.add(group, { provisioningState: 'Succeeded', securityRules: [ruleResource(group, rule)] });
}

/** A route table with the one route that decided. */
function addRoute(draft: Draft, id: string, route: Omit<Route, 'name'>): void {
  draft.add(
    id,
    routeTableProperties({ id, disableBgpRoutePropagation: false, routes: [{ name: 'standin', ...route }] }),
  );
}
