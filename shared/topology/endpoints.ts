import { isIP } from 'node:net';
import { isOfType, nameOf, parentId, parseArmId, sameId } from '../model/arm-id';
import type { See } from '../model/observation';
import { isSurely } from '../model/known';
import { CannotSee, Unsure } from '../model/see';
import type { Endpoint, EndpointTarget, VmTarget } from '../model/target';
import { text, type Text } from '../model/text';
import { connectivity, type Connectivity } from '../observations/connectivity';
import { networkInterface } from '../observations/network-interface';
import { installWatcherAgent, virtualMachine, watcherAgentOf } from '../observations/virtual-machine';
import { isOfNic, isSilence, isSource, isWarning, saysNothing } from './connectivity';
import { lookupOf } from './names';
import { entrance } from './paths';
import { endpointQuestion, plainQuestion } from './questions';

// What a VM must reach, and what its own try of it shows.

/**
 * The way to an endpoint as the VM tried it.
 *
 * @throws CannotSee where it has no agent to try it with.
 */
export function triedOf(see: See, target: EndpointTarget): Connectivity {
  const vm = see(virtualMachine, { id: target.id });
  // Extensions show only while the VM's own agent reports.
  if (isSurely(vm.agent, 'ready') && !watcherAgentOf(vm))
    throw new CannotSee(
      text(
        `${vm.name} has no Network Watcher agent (AzureNetworkWatcherExtension), so nothing can be tried from it. To install it: ${installWatcherAgent(vm)}`,
        `${vm.name}에 Network Watcher 에이전트(AzureNetworkWatcherExtension)가 없어 연결을 시도할 수 없습니다. 설치하려면: ${installWatcherAgent(vm)}`,
      ),
      'AzureNetworkWatcherExtension',
    );
  return see(connectivity, endpointQuestion(see, target));
}

/** The endpoint for people, and equal for equal ones: `https://shop.contoso.com:443/health`, `10.1.0.4:5432`. */
export function calledOf(to: Endpoint): string {
  const host = parseArmId(to.address) ? nameOf(to.address) : to.address.toLowerCase();
  return to.protocol === 'Tcp'
    ? `${host}:${to.port}`
    : `${to.protocol.toLowerCase()}://${host}:${to.port}${to.path ?? ''}`;
}

/**
 * The address to which the VM connects: that of a name is where the try arrived, or would have.
 *
 * @throws Unsure where the name has none.
 */
export function addressOfEndpoint(see: See, target: EndpointTarget): string {
  const { address } = target.to;
  if (isIP(address) !== 0) return address;
  if (parseArmId(address)) return entrance(see, { id: address }).privateAddress;
  const found = lookupOf(triedOf(see, target));
  if (found.kind === 'found' && found.address !== undefined) return found.address;
  throw new Unsure(text(`No address of ${address} is known.`, `${address}의 주소를 알 수 없습니다.`));
}

/**
 * Whether a connection works and what is asked for over it is not answered as it should be. `undefined`: nothing is asked for, or something
 * on the way is named.
 *
 * @throws Unsure where the connection could not be tried.
 */
export function answersOtherwise(see: See, target: EndpointTarget): boolean | undefined {
  if (target.to.protocol === 'Tcp') return undefined;
  const { status, hops } = triedOf(see, target);
  const isNamed = hops.some((hop, index) =>
    hop.issues.some((issue) => !isWarning(issue) && (isSource(hop, index) || !isSilence(issue))),
  );
  if (status !== 'unreachable' || isNamed) return undefined;
  const plain = see(connectivity, plainQuestion(see, target));
  const nothing = plain.status === 'unknown' ? saysNothing(plain) : undefined;
  if (nothing) throw new Unsure(nothing);
  return plain.status === 'reachable';
}

/** How far it takes longer than is expected, in the mean of what Azure measured; `undefined` where it does not, or was not measured. */
export function slowness({ to, latencyMs }: EndpointTarget, { status, latency }: Connectivity): Text | undefined {
  if (latencyMs === undefined || status !== 'reachable' || !latency || latency.avg <= latencyMs) return undefined;
  const { avg, min, max } = latency;
  return text(
    `${calledOf(to)} takes ${avg} ms on average (${min} to ${max} ms); ${latencyMs} ms are expected.`,
    `${calledOf(to)}의 평균 지연 시간은 ${avg} ms(${min}~${max} ms)로, 기대값 ${latencyMs} ms를 넘습니다.`,
  );
}

/** The VM at the other end with what is expected of it, where a VM that Azure shows is there. */
export function receiverOf(see: See, target: EndpointTarget): VmTarget | undefined {
  const id = vmAtEnd(see, target);
  if (id === undefined) return undefined;
  const address = addressOfEndpoint(see, target);
  if (entrance(see, { id }).privateAddress !== address) return undefined;
  return {
    kind: 'vm',
    id,
    port: target.to.port,
    from: { address: entrance(see, { id: target.id }).privateAddress, vm: target.id },
  };
}

function vmAtEnd(see: See, target: EndpointTarget): string | undefined {
  if (parseArmId(target.to.address)) return target.to.address;
  const end = triedOf(see, target).hops.at(-1)?.resource ?? '';
  if (isOfNic(end)) return see(networkInterface, { id: parentId(end) }).vm;
  return isOfType(end, 'Microsoft.Compute/virtualMachines') && !sameId(end, target.id) ? end : undefined;
}
