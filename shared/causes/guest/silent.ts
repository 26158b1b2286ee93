import { parentId } from '../../model/arm-id';
import { az, within } from '../../model/az';
import type { Found, Verdict } from '../../model/judgement';
import { sure } from '../../model/known';
import type { See } from '../../model/observation';
import { CannotSee, forEach, ifSeen } from '../../model/see';
import { isAnybody, type GatewayTarget, type VmTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import type { ApplicationGateway } from '../../observations/application-gateway';
import { connectivity } from '../../observations/connectivity';
import { guestPort, type GuestPort } from '../../observations/guest-port';
import { guestSsh } from '../../observations/guest-ssh';
import { networkInterface } from '../../observations/network-interface';
import { subnet } from '../../observations/subnet';
import { powerOf, virtualMachine, type VirtualMachine } from '../../observations/virtual-machine';
import { entrance } from '../../topology/paths';
import { isSsh } from '../../observations/served';
import { isOfNic } from '../../topology/connectivity';
import { tryFromGateway } from '../../topology/questions';
import { addressOf, failuresOf, nothingFailed, reached, tryAgain, unanswered, whereOf, type Try } from '../appgw/tries';
import { withAgent } from './agent';

// Who does not answer on a port, and what they say of it themselves.

/** So many servers are looked into; each takes a Run Command. */
export const MOST_LOOKED_INTO = 2;

/** A VM that does not answer, looked into. */
export interface Look {
  /** As whoever connects knows it: what a pool has, or its address. */
  readonly server: string;
  readonly address: string;
  readonly port: number;
  readonly vm: VirtualMachine;
  /** Absent where the VM does not run. */
  readonly guest: GuestPort | undefined;
}

/** All that do not answer for one target. */
export interface Silent {
  readonly looks: readonly Look[];
  /** How many there are, looked into or not. */
  readonly wanted: number;
  /** Where they are, before what is said of them. */
  readonly where: Text;
  /** How far they were looked into, where that does not tell. */
  readonly lookedInto: Text;
  /** The prefixes from which connections come. */
  readonly from: () => readonly string[];
  /** What whoever connects has to do to use another port of a VM. */
  readonly useInstead: (look: Look, port: number) => Text;
  readonly accountFor: (bad: readonly Look[]) => Pick<Found, 'accountsFor'>;
}

/** The servers that a gateway cannot connect to, or why none is to be looked into. */
export function silentBackends(see: See, target: GatewayTarget): Silent | Verdict {
  const { gateway, wanted, tries } = tryAgain(see, target);
  if (!gateway) return nothingFailed;
  const asked = tries.filter(unanswered).slice(0, MOST_LOOKED_INTO);
  const where = whereOf(tries);
  if (tries.length === wanted && tries.every(reached))
    return {
      kind: 'excluded',
      because: text(`${where}: ${gateway.name} connects now.`, `${where}: 지금은 ${gateway.name}에서 연결됩니다.`),
    };
  const looks = forEach(asked, (attempt) => ifSeen(() => lookIntoBackend(see, attempt))).filter(
    (look) => look !== undefined,
  );
  const [first] = asked;
  // Where nobody could be looked into, that says why.
  if (first && looks.length === 0) lookIntoBackend(see, first);
  return {
    looks,
    wanted,
    where: text(`${where}:`, `${where}:`),
    lookedInto: text(
      `${looks.length} of ${wanted} servers were looked into, and they do not show it.`,
      `서버 ${wanted}개 중 ${looks.length}개의 내부를 확인했지만 드러나지 않았습니다.`,
    ),
    from: () => see(subnet, { id: gateway.subnet }).prefixes,
    useInstead: (look, port) => useInstead(see, gateway, look, port),
    accountFor: (bad) => ({
      accountsFor: failuresOf(tries.filter((one) => bad.some((look) => isSamePlace(look, one)))),
    }),
  };
}

const isSamePlace = (look: Look, { server, port }: Try): boolean => look.server === server && look.port === port;

/** How a gateway is led to another port of a server, and whether it connects there. */
function useInstead(see: See, gateway: ApplicationGateway, { server, port }: Look, other: number): Text {
  const attempt = ifSeen(() => see(connectivity, tryFromGateway(see, gateway, server, other)));
  const connects = attempt?.status === 'reachable';
  const commands = gateway.settings
    .filter((settings) => settings.port === port)
    .map(({ name }) =>
      az('network application-gateway http-settings update', {
        ...within('gateway-name', gateway.id),
        name,
        port: String(other),
      }),
    );
  return joinText(
    ...(connects
      ? [text(`${gateway.name} connects to TCP ${other}.`, `${gateway.name}에서 TCP ${other}에 연결됩니다.`)]
      : []),
    text(
      `If that is the site, have the gateway use that port${commands.length > 0 ? `: ${commands.join(' && ')}` : '.'}`,
      `그 프로그램이 맞다면 게이트웨이가 이 포트를 사용하게 하세요${commands.length > 0 ? `: ${commands.join(' && ')}` : '.'}`,
    ),
  );
}

/**
 * What a server says of its port.
 *
 * @throws CannotSee where it is no VM that can be found, or its agent is not ready.
 */
export function lookIntoBackend(see: See, attempt: Try): Look {
  const { server, port, hops } = attempt;
  const resource = hops.at(-1)?.resource ?? '';
  const id = isOfNic(resource) ? see(networkInterface, { id: parentId(resource) }).vm : undefined;
  if (id === undefined)
    throw new CannotSee(
      text(`Not checked: ${server} is not known as a VM’s.`, `확인하지 못함: ${server}의 VM을 알 수 없습니다.`),
      'VM',
    );
  const vm = see(virtualMachine, { id });
  return { server, address: addressOf(attempt), port, vm, guest: inside(see, vm, port) };
}

/**
 * A VM that is a target and does not answer.
 *
 * @throws CannotSee where its agent is not ready.
 */
export function silentVm(see: See, target: VmTarget): Silent {
  const { vm, privateAddress: address } = entrance(see, target);
  const { port, from } = target;
  const guest = isSsh(vm, target) ? insideBesideSsh(see, vm, port) : inside(see, vm, port);
  const where = `${vm.name} (${address}:${port})`;
  return {
    looks: [{ server: address, address, port, vm, guest }],
    wanted: 1,
    where: text(`Inside ${where}:`, `${where} 내부:`),
    lookedInto: text(
      `${vm.name} was looked into, and it does not show it.`,
      `${vm.name}의 내부를 확인했지만 드러나지 않았습니다.`,
    ),
    // Nothing is opened to everybody.
    from: () => (isAnybody(from) ? [] : [from.address]),
    useInstead: (_, other) =>
      text(
        `If that is what is meant, name TCP ${other} in the policy; otherwise have it listen on TCP ${port}.`,
        `그 프로그램이 맞다면 정책에 TCP ${other}을(를) 지정하고, 아니면 TCP ${port}에서 수신 대기하게 하세요.`,
      ),
    accountFor: () => ({}),
  };
}

/** What a VM says of one of its ports; nothing where it does not run. */
const inside = (see: See, vm: VirtualMachine, port: number): GuestPort | undefined =>
  sure(vm.power, powerOf(vm.name)) === 'running'
    ? see(guestPort, { vm: withAgent(vm).id, os: vm.os, port })
    : undefined;

/** The same where sshd is asked too, one after the other: one script at a time runs in a VM. */
function insideBesideSsh(see: See, vm: VirtualMachine, port: number): GuestPort | undefined {
  see(guestSsh, { vm: withAgent(vm).id });
  return inside(see, vm, port);
}
