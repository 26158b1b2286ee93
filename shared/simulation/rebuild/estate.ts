import type { z } from 'zod';
import type { Estate } from '../scenarios/schema';
import type { Policy } from '../../model/policy';
import type { IncidentEvent } from '../../incident/events';
import { stateOf } from '../../incident/state';
import { wordOf } from '../../model/known';
import { parentId } from '../../model/arm-id';
import { isReadable } from '../../network/rules';
import { applicationGateway } from '../../observations/application-gateway';
import { loadBalancer } from '../../observations/load-balancer';
import { networkInterface } from '../../observations/network-interface';
import { networkSecurityGroup } from '../../observations/network-security-group';
import { networkWatchers } from '../../observations/network-watchers';
import { publicIpAddress } from '../../observations/public-ip-address';
import { resourceHealth } from '../../observations/resource-health';
import { routeTable } from '../../observations/route-table';
import { subnet } from '../../observations/subnet';
import { virtualMachine } from '../../observations/virtual-machine';
import { virtualNetwork } from '../../observations/virtual-network';
import {
  applicationGroupsOf,
  extensionResources,
  groupProperties,
  loadBalancerProperties,
  nicProperties,
  publicAddressProperties,
  routeTableProperties,
  vmProperties,
} from './arm';
import { addAuthorization, missingActions } from './authorization';
import { addProbed, probesLost } from './regression-probes';
import type { Clock } from './clock';
import { draft, type Draft } from './draft';
import { addEndpoint } from './endpoint';
import { addGateway } from './gateway';
import { networks } from './networks';
import type { Seen } from './seen';
import { addUnseenPath, addWayOfVm, explainUnknown } from './unseen';
import { addVm } from './vm';

/** An estate as a scenario writes it, and what had to be filled in or left out. */
export interface Rebuilt {
  readonly estate: z.input<typeof Estate>;
  /** Connections that worked in it and then stopped working. */
  readonly lost: ReturnType<typeof probesLost>;
  readonly notes: readonly string[];
}

/** The Azure that an incident saw when it began, as far as it saw it. What it did not see is filled in so that it would see the same. */
export function rebuildEstate(
  incident: string,
  events: readonly IncidentEvent[],
  seen: Seen,
  policy: Policy,
  clock: Clock,
): Rebuilt {
  const state = stateOf(incident, events);
  const { target } = state;
  const made = draft(locationIn(seen));
  addSeen(made, seen);
  const nets = networks(made, {
    subnets: seen.first(subnet).map(({ answer }) => answer),
    networks: seen.first(virtualNetwork).map(({ answer }) => answer),
  });
  for (const { answer } of seen.first(networkInterface))
    for (const { subnet: home, privateAddress } of answer.addresses) nets.home(home, privateAddress);
  switch (target.kind) {
    case 'gateway':
      addGateway(made, nets, seen, target.id);
      explainUnknown(made, nets, seen, state, events);
      break;
    case 'vm':
      addVm(made, nets, seen, target, state);
      addWayOfVm(made, nets, seen, target);
      break;
    case 'endpoint':
      addEndpoint(made, nets, seen, target);
  }
  addUnseenPath(made, nets);
  const [home] = nets.subnets();
  if (home) addProbed(made, nets, seen, policy, parentId(home));
  nets.finish();
  return {
    estate: {
      resources: [...made.resources],
      guests: made.guests,
      health: healthIn(made, seen),
      missingActions: missingActions(events, seen),
    },
    lost: probesLost(made, seen, policy, clock),
    notes: made.notes,
  };
}

/** The region of whatever says where it is. */
const locationIn = (seen: Seen): string =>
  [...seen.first(applicationGateway), ...seen.first(virtualMachine), ...seen.first(networkSecurityGroup)][0]?.answer
    .location ?? 'koreacentral';

/** Every resource that Azure showed, in ARM's own shape. */
function addSeen(made: Draft, seen: Seen): void {
  for (const { answer: vm } of seen.first(virtualMachine)) {
    made.add(vm.id, vmProperties(vm), { location: vm.location, tags: vm.tags });
    for (const [id, properties] of extensionResources(vm.id, vm.extensions))
      made.add(id, properties, { location: vm.location });
  }
  for (const { answer: nic } of seen.first(networkInterface)) made.add(nic.id, nicProperties(nic));
  for (const { answer: group } of seen.first(networkSecurityGroup)) {
    made.add(group.id, groupProperties(group.id, group.rules), { location: group.location });
    for (const { name } of group.rules.filter((rule) => !isReadable(rule)))
      made.note(
        `The rule ${name} of ${group.name} could not be read; the simulated Azure takes it for one that denies.`,
      );
  }
  for (const id of applicationGroups(seen)) made.add(id, { provisioningState: 'Succeeded' });
  for (const { answer: table } of seen.first(routeTable)) made.add(table.id, routeTableProperties(table));
  for (const { answer: address } of seen.first(publicIpAddress))
    made.add(address.id, publicAddressProperties(address), { sku: { name: wordOf(address.sku) } });
  for (const { answer: balancer } of seen.first(loadBalancer))
    made.add(balancer.id, loadBalancerProperties(balancer), {
      location: balancer.location,
      sku: { name: wordOf(balancer.sku) },
    });
  for (const { answer } of seen.first(networkWatchers))
    for (const { id, location } of answer.watchers) made.add(id, { provisioningState: 'Succeeded' }, { location });
  addAuthorization(made, seen);
}

const applicationGroups = (seen: Seen): readonly string[] => [
  ...seen.first(networkInterface).flatMap(({ answer }) => answer.addresses.flatMap(({ groups = [] }) => groups)),
  ...seen.first(networkSecurityGroup).flatMap(({ answer }) => applicationGroupsOf(answer.rules)),
];

const eventCauses = { user: 'UserInitiated', platform: 'PlatformInitiated', unknown: undefined } as const;

function healthIn(made: Draft, seen: Seen): Record<string, Record<string, unknown>> {
  const told = seen.first(resourceHealth).flatMap(({ params, answer }) => {
    const resource = made.get(params.resource);
    if (!resource || answer.state === 'Available') return [];
    const { state, summary, reasonType, occurredAt, cause } = answer;
    return [
      [
        resource.id,
        {
          availabilityState: state,
          summary,
          ...(reasonType ? { reasonType } : {}),
          ...(eventCauses[cause] ? { healthEventCause: eventCauses[cause] } : {}),
          ...(occurredAt ? { occurredTime: occurredAt } : {}),
        },
      ] as const,
    ];
  });
  return Object.fromEntries(told);
}
