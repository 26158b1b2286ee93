import { askQuestion, inboundQuestion, returnQuestion, tryInside, tryQuestion } from '../topology/questions';
import { judgeWayThere } from '../topology/way-there';
import { balancedBy, membershipOf, misled } from '../topology/through';
import { nameOf } from '../model/arm-id';
import { issuesTold, saysNothing } from '../topology/connectivity';
import { nameAstray } from '../topology/naming';
import type { Presence } from '../model/judgement';
import { isSurely, wordOf } from '../model/known';
import type { See } from '../model/observation';
import { ifSeen, together, Unsure } from '../model/see';
import { whence, type Http, type SymptomId, type VmTarget } from '../model/target';
import { joinText, text } from '../model/text';
import { connectivity } from '../observations/connectivity';
import { loadBalancingRuleHealth } from '../observations/load-balancing-rule-health';
import { entrance } from '../topology/paths';
import { ipFlow } from '../observations/ip-flow';
import { nextHop } from '../observations/next-hop';
import { resourceHealth } from '../observations/resource-health';
import { virtualMachine, type VirtualMachine } from '../observations/virtual-machine';

/** Looks only at targets of which this is expected. */
export const onlyWhere =
  (isExpected: (vm: VirtualMachine, target: VmTarget) => boolean, presence: (see: See, target: VmTarget) => Presence) =>
  (see: See, target: VmTarget): Presence | undefined =>
    isExpected(see(virtualMachine, { id: target.id }), target) ? presence(see, target) : undefined;

/**
 * Whether the expected connection to a VM fails. Cheap questions come first; the connection itself is tried only when they
 * leave it open, because that takes an agent and ten seconds.
 */
export function connectionFails(symptom: SymptomId) {
  return (see: See, target: VmTarget): Presence => {
    const present = (because: ReturnType<typeof text>): Presence => ({ kind: 'present', symptom, because });
    const unclear = (because: ReturnType<typeof text>): Presence => ({ kind: 'unclear', symptom, because });

    const where = placeOf(target);
    const vm = see(virtualMachine, { id: target.id });
    if ('known' in vm.power && vm.power.known !== 'running')
      return present(text(`${vm.name} is ${vm.power.known}.`, `${vm.name}의 전원 상태는 ${vm.power.known}입니다.`));
    const [, flow, back] = together(
      () => ifSeen(() => see(resourceHealth, { resource: target.id })),
      () => ifSeen(() => see(ipFlow, inboundQuestion(see, target))),
      () => ifSeen(() => see(nextHop, returnQuestion(see, target))),
    );
    if (flow?.access === 'Deny')
      return present(
        text(
          `IP flow verify: TCP ${target.port} from ${whence(target.from).en} is denied by ${flow.rule}.`,
          `IP 흐름 확인: ${whence(target.from).ko}의 TCP ${target.port}이(가) ${flow.rule} 규칙으로 거부됩니다.`,
        ),
      );
    if (back?.type === 'None')
      return present(
        text(
          `Next hop: answers to ${whence(target.from).en} are dropped.`,
          `다음 홉: ${whence(target.from).ko}(으)로 가는 응답이 버려집니다.`,
        ),
      );

    // Where the load balancer’s rules do not settle it, the try does.
    const wrongWay = target.through && ifSeen(() => misled(see, target));
    if (wrongWay) return present(wrongWay.because);
    const prober = target.from.vm;
    if (!prober)
      return unclear(
        text(
          `The connection cannot be tried: no VM at ${whence(target.from).en} is named to try it from.`,
          `연결을 시도할 수 없습니다. ${whence(target.from).ko}에서 시도할 VM이 지정되지 않았습니다.`,
        ),
      );
    const tried = see(connectivity, tryQuestion(see, target, prober));
    if (tried.status === 'reachable') {
      const others = target.through && answeredByOthers(see, target);
      if (others) return present(others);
      const astray = target.through && nameAstray(see, target);
      if (astray) return present(astray);
      const answer = target.http && answerOf(see, target, target.http, prober);
      if (answer) return answer.kind === 'otherwise' ? present(answer.because) : unclear(answer.because);
      return {
        kind: 'absent',
        because: text(
          `A connection to ${where.en} of ${vm.name} succeeds.`,
          `${vm.name}의 ${where.ko} 연결에 성공했습니다.`,
        ),
      };
    }
    const nothing = saysNothing(tried);
    if (nothing) {
      // What the client’s own routes drop fails for certain; whatever else stops it at its own end may be the tester’s alone.
      const way = ifSeen(() => judgeWayThere(see, target, prober));
      return way?.kind === 'found' ? present(way.because) : unclear(nothing);
    }
    return present(
      joinText(
        text(
          `A connection to ${where.en} of ${vm.name} fails: ${tried.probesFailed} of ${tried.probesSent} probes lost.`,
          `${vm.name}의 ${where.ko} 연결이 실패합니다. 프로브 ${tried.probesSent}개 중 ${tried.probesFailed}개 손실.`,
        ),
        issuesTold(tried.hops),
        ...(target.through ? [insideTold(see, target, prober)] : []),
      ),
    );
  };
}

/** Why it is not as expected over a connection that works, or not certain; `undefined` where it answers. */
function answerOf(see: See, target: VmTarget, http: Http, prober: string) {
  const asked = see(connectivity, askQuestion(see, target, http, prober));
  if (asked.status === 'reachable') return undefined;
  const page = `${http.protocol.toUpperCase()} ${http.path ?? '/'}`;
  const expected = (http.statusCodes ?? [200]).join(', ');
  return asked.status === 'unknown'
    ? ({ kind: 'unknown', because: saysNothing(asked) ?? text('', '') } as const)
    : ({
        kind: 'otherwise',
        because: text(
          `A connection to TCP ${target.port} works, but ${page} does not answer with ${expected}.`,
          `TCP ${target.port} 연결은 되지만 ${page}의 응답이 ${expected}이(가) 아닙니다.`,
        ),
      } as const);
}

/** The port that is tried, and by what. */
function placeOf({ port, through }: VmTarget): ReturnType<typeof text> {
  if (!through) return text(`TCP ${port}`, `TCP ${port}`);
  const frontend = nameOf(through.frontend);
  return text(
    `TCP ${port}, by TCP ${through.port} of ${frontend},`,
    `TCP ${port}(${frontend}의 TCP ${through.port} 경유)`,
  );
}

/** Whether the VM answers at its own address: what works inside and not from outside is not the VM's doing. */
function insideTold(see: See, target: VmTarget, prober: string): ReturnType<typeof text> {
  const inside = ifSeen(() => see(connectivity, tryInside(see, target, prober)));
  if (inside?.status === 'reachable')
    return text(
      'It works inside, but not from outside: the VM’s private address answers.',
      '내부에서는 되지만 외부에서는 되지 않습니다. VM의 개인 주소는 응답합니다.',
    );
  return inside?.status === 'unreachable'
    ? text('The VM’s private address does not answer either.', 'VM의 개인 주소도 응답하지 않습니다.')
    : text('', '');
}

/**
 * Why it was not this VM that answered, if so: a load balancer leads on to any member of its pool.
 *
 * @throws CannotSee where only Azure's own probe can tell and it does not.
 */
function answeredByOthers(see: See, target: VmTarget): ReturnType<typeof text> | undefined {
  const balanced = balancedBy(see, target);
  if (!balanced || membershipOf(see, target, balanced.rule, balanced.balancer).others <= 0) return undefined;
  const { rule } = balanced;
  const { privateAddress } = entrance(see, target);
  const { members } = see(loadBalancingRuleHealth, { rule: rule.id });
  const own = members.find(({ address }) => address === privateAddress);
  if (own && isSurely(own.state, 'Up')) return undefined;
  if (own && isSurely(own.state, 'Down'))
    return text(
      `Other members of the pool answer, but the health probe of rule ${rule.name} finds the VM down (${own.reason}).`,
      `풀의 다른 구성원은 응답하지만, 규칙 ${rule.name}의 상태 프로브는 이 VM을 다운으로 봅니다(${own.reason}).`,
    );
  throw new Unsure(
    text(
      `The pool answers, but whether the VM does is not told (${own ? wordOf(own.state) : 'no health'}).`,
      `풀은 응답하지만 이 VM이 응답하는지는 알 수 없습니다(${own ? wordOf(own.state) : '상태 없음'}).`,
    ),
  );
}
