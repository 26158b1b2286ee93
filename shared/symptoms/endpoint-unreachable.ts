import { source } from '../model/documents';
import type { Presence } from '../model/judgement';
import type { See } from '../model/observation';
import { ifSeen } from '../model/see';
import type { Symptom } from '../model/symptom';
import type { EndpointTarget } from '../model/target';
import { joinText, text } from '../model/text';
import { nextHop } from '../observations/next-hop';
import { virtualMachine } from '../observations/virtual-machine';
import { hasNoRoute, issuesTold, saysNothing } from '../topology/connectivity';
import { addressOfEndpoint, calledOf, slowness, triedOf } from '../topology/endpoints';
import { wayOut } from '../topology/questions';

/** A VM does not reach what it must reach, or not as fast as is expected. Its own Network Watcher agent tries it. */
export const endpointUnreachable: Symptom<EndpointTarget> = {
  id: 'endpoint-unreachable',
  order: 1,
  title: (vm, { to }) =>
    text(`${vm} does not reach ${calledOf(to)} as it should`, `${vm}에서 ${calledOf(to)}에 제대로 연결되지 않음`),
  ifNothing: text(
    'What runs on the VM goes on without what it needs there.',
    'VM에서 실행되는 작업이 그곳에 필요한 것을 계속 사용하지 못합니다.',
  ),
  notJudged: [
    {
      ...text(
        'certificates, and what the application sends and is answered',
        '인증서, 애플리케이션이 보내고 받는 내용',
      ),
      source: source('connectivity', 'Check website latency (what is answered)'),
    },
    text('what appliances and firewalls on the way let through', '경유하는 어플라이언스와 방화벽의 허용 여부'),
  ],
  concerns: 'endpoint',
  presence(see, target): Presence {
    const symptom = 'endpoint-unreachable';
    const vm = see(virtualMachine, { id: target.id });
    if ('known' in vm.power && vm.power.known !== 'running')
      return {
        kind: 'unclear',
        symptom,
        because: text(
          `${vm.name} is ${vm.power.known}, so nothing can be tried from it.`,
          `${vm.name}의 전원 상태가 ${vm.power.known}여서 연결을 시도할 수 없습니다.`,
        ),
      };
    const tried = triedOf(see, target);
    const slow = slowness(target, tried);
    if (slow) return { kind: 'present', symptom, because: slow };
    const to = calledOf(target.to);
    if (tried.status === 'reachable')
      return {
        kind: 'absent',
        because: text(`${vm.name} reaches ${to}.`, `${vm.name}에서 ${to}에 연결됩니다.`),
      };
    if (tried.status === 'unknown' && !(hasNoRoute(tried) && isDropped(see, target)))
      return { kind: 'unclear', symptom, because: saysNothing(tried) ?? joinText(issuesTold(tried.hops)) };
    return {
      kind: 'present',
      symptom,
      because: joinText(
        tried.probesSent > 0
          ? text(
              `${vm.name} does not reach ${to}: ${tried.probesFailed} of ${tried.probesSent} probes lost.`,
              `${vm.name}에서 ${to}에 연결되지 않습니다. 프로브 ${tried.probesSent}개 중 ${tried.probesFailed}개 손실.`,
            )
          : text(`${vm.name} has no route to ${to}.`, `${vm.name}에서 ${to}(으)로 가는 경로가 없습니다.`),
        tried.hops.some(({ issues }) => issues.length > 0)
          ? issuesTold(tried.hops)
          : text('Azure names no reason.', 'Azure가 이유를 알려 주지 않습니다.'),
      ),
    };
  },
};

/** Whether Azure drops what goes there: without a probe, that alone is certain. */
const isDropped = (see: See, target: EndpointTarget): boolean =>
  ifSeen(() => see(nextHop, wayOut(see, target.id, addressOfEndpoint(see, target))).type) === 'None';
