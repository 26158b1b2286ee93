import { outboundQuestion, tryQuestion } from '../topology/questions';
import { saysNothing } from '../topology/connectivity';
import { arrivalOf } from '../topology/through';
import { poolsOf } from '../topology/pools';
import { triedFrom } from '../topology/tried-from';
import { idKey, nameOf } from '../model/arm-id';
import { soFar } from '../model/see';
import type { See } from '../model/observation';
import { stationAt, stationKinds, type Station } from '../model/station';
import type { VmTarget } from '../model/target';
import { text, type Text } from '../model/text';
import { connectivity } from '../observations/connectivity';
import { subnet } from '../observations/subnet';
import { entrance } from '../topology/paths';
import { ipFlow } from '../observations/ip-flow';
import { networkInterface } from '../observations/network-interface';
import { networkWatchers } from '../observations/network-watchers';
import { nextHop } from '../observations/next-hop';
import { publicIpAddress } from '../observations/public-ip-address';
import { resourceHealth } from '../observations/resource-health';
import { virtualMachine, type VirtualMachine } from '../observations/virtual-machine';
import type { TargetKind } from './target-kind';
import { cannotTry } from './tester';

/** A port of a VM: only the policy knows which, and who connects. */
export const vm: TargetKind<VmTarget> = {
  kind: 'vm',
  key: ({ id, port, through }) =>
    [
      `vm ${idKey(id)} ${port}`,
      ...(through ? [`through ${idKey(through.frontend)} ${through.port}`] : []),
      ...(through?.name === undefined ? [] : [`as ${through.name.toLowerCase()}`]),
    ].join(' '),
  resourceType: 'Microsoft.Compute/virtualMachines',
  expected: (id, connection) => (connection && 'from' in connection ? [{ kind: 'vm', id, ...connection }] : []),
  stations(see, target) {
    const { id, port, from, through } = target;
    const end = soFar(() => entrance(see, target));
    const home = soFar(() => end && see(subnet, { id: end.subnet }));
    const tried = soFar(() => (from.vm ? see(connectivity, tryQuestion(see, target, from.vm)) : undefined));
    return [
      from.vm ? stationAt(stationKinds.source, from.vm) : [{ what: stationKinds.source, name: from.address }],
      ...(through ? frontendStations(see, through) : []),
      stationAt(stationKinds.routes, home?.routeTable),
      stationAt(stationKinds.rules, home?.networkSecurityGroup),
      stationAt(stationKinds.rules, end?.nic.networkSecurityGroup),
      [
        {
          what: stationKinds.vm,
          name: `${nameOf(id)}:${port}`,
          id,
          seen: tried && ({ reachable: 'well', unreachable: 'unwell', unknown: undefined } as const)[tried.status],
        },
      ],
    ];
  },
  triedFrom,
  host: ({ id }) => nameOf(id),
  asked: [
    ...[virtualMachine, networkInterface, networkWatchers, resourceHealth, ipFlow, nextHop],
    // About the VM from which the connection is tried.
    ...[virtualMachine, connectivity],
  ],
  tags: (see, { id }) => see(virtualMachine, { id }).tags,
  gateways: (see, { id }, policy) => poolsOf(see, id, policy).map(({ gateway }) => gateway),
  probes: () => [],
  /** It is tried from another VM, by its Network Watcher agent, and that this works shows only by trying. */
  notVerifiable(see, target) {
    const { port, from, through } = target;
    if (!from.vm)
      return text(
        'Name a VM to try it from in the policy (targets[].from.vm).',
        '정책(targets[].from.vm)에 연결을 시도할 VM을 지정하세요.',
      );
    const tester = see(virtualMachine, { id: from.vm });
    const idle = cannotTry(see, tester);
    if (idle) return idle;
    const other = through && arrivesAsAnother(see, through, from.address, tester);
    if (other) return other;
    const out = see(ipFlow, outboundQuestion(see, target, from.vm));
    if (out.access === 'Deny')
      return text(
        `${tester.name} may not connect to TCP ${through?.port ?? port} itself: ${out.rule} denies it.`,
        `${tester.name}에서 TCP ${through?.port ?? port}(으)로 나가는 연결이 ${out.rule} 규칙으로 거부됩니다.`,
      );
    return saysNothing(see(connectivity, tryQuestion(see, target, from.vm)));
  },
};

/** The public address and the load balancer by which it is reached. */
function frontendStations(see: See, through: NonNullable<VmTarget['through']>): readonly (readonly Station[])[] {
  const arrival = soFar(() => arrivalOf(see, through));
  return [
    stationAt(stationKinds.publicAddress, arrival?.publicAddress?.id),
    stationAt(stationKinds.balancer, arrival?.frontend?.balancer.id),
  ];
}

/** Why a try shows nothing of the clients: at a public frontend the VM arrives by a public address of its own. */
function arrivesAsAnother(
  see: See,
  through: NonNullable<VmTarget['through']>,
  expected: string,
  tester: VirtualMachine,
): Text | undefined {
  const [nic] = tester.nics;
  const own = nic === undefined ? undefined : see(networkInterface, { id: nic }).addresses[0];
  if (!own || !arrivalOf(see, through).publicAddress) return undefined;
  const shown = own.publicIpAddress ? see(publicIpAddress, { id: own.publicIpAddress }).address : undefined;
  // By what else it may go out (a NAT gateway, Azure's shared addresses) is not looked at.
  if (shown === expected || (shown === undefined && own.privateAddress !== expected)) return undefined;
  return text(
    `${tester.name} does not arrive at a public address as ${expected}${shown ? `, but as ${shown}` : ''}: write that in the policy (targets[].from.address).`,
    `${tester.name}이(가) 공용 주소에 도착할 때의 주소는 ${expected}이(가) 아닙니다${shown ? `(${shown})` : ''}. 정책(targets[].from.address)에 그 주소를 지정하세요.`,
  );
}
