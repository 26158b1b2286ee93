import { outboundQuestion, tryQuestion } from '../topology/questions';
import { saysNothing } from '../topology/connectivity';
import type { Guard } from '../model/guard';
import type { See } from '../model/observation';
import type { VmTarget } from '../model/target';
import { joinText, text, type Text } from '../model/text';
import { isSurely } from '../model/known';
import { backendHealth } from '../observations/backend-health';
import { connectivity } from '../observations/connectivity';
import { ipFlow } from '../observations/ip-flow';
import { virtualMachine } from '../observations/virtual-machine';
import { vmExtension } from '../observations/vm-extension';

/**
 * Can the connection be tried after the fix? What cannot be checked is not changed. A VM is tried from another one, by its
 * Network Watcher agent, and that this works shows only by trying.
 */
export const verifiable: Guard = {
  id: 'verifiable',
  title: text('The result can be checked', '결과를 확인할 수 있음'),
  order: 120,
  check: (see, { target }) => {
    if (target.kind === 'gateway') {
      see(backendHealth, { gateway: target.id });
      return { kind: 'pass' };
    }
    if (!target.from.vm)
      return {
        kind: 'block',
        because: text(
          'The connection could not be tried after the fix. Name a VM to try it from in the policy (targets[].from.vm).',
          '조치 후 연결을 확인할 수 없습니다. 정책(targets[].from.vm)에 연결을 시도할 VM을 지정하세요.',
        ),
      };
    const fault = faultOfTester(see, target, target.from.vm);
    if (!fault) return { kind: 'pass' };
    return {
      kind: 'block',
      because: joinText(
        text('The connection could not be tried after the fix.', '조치 후 연결을 확인할 수 없습니다.'),
        fault,
      ),
    };
  },
};

/** Why the connection to the target cannot be tried from this VM (an id) now. */
function faultOfTester(see: See, target: VmTarget, vm: string): Text | undefined {
  const tester = see(virtualMachine, { id: vm });
  const watcherAgent = tester.extensions.find(({ type }) => /networkwatcheragent/i.test(type));
  if (!isSurely(tester.power, 'running') || !watcherAgent)
    return text(
      `${tester.name} is not running or has no Network Watcher agent.`,
      `${tester.name}이(가) 실행 중이 아니거나 Network Watcher 에이전트가 없습니다.`,
    );
  if (!isSurely(tester.agent, 'ready'))
    return text(`The VM agent of ${tester.name} is not ready.`, `${tester.name}의 VM 에이전트가 준비되지 않았습니다.`);
  const installed = see(vmExtension, { id: `${tester.id}/extensions/${watcherAgent.name}` });
  if (installed.kind === 'absent' || installed.provisioningState.toLowerCase() !== 'succeeded')
    return text(
      `The Network Watcher agent of ${tester.name} is not provisioned.`,
      `${tester.name}의 Network Watcher 에이전트가 프로비저닝되지 않았습니다.`,
    );
  const out = see(ipFlow, outboundQuestion(see, target, vm));
  if (out.access === 'Deny')
    return text(
      `${tester.name} may not connect to TCP ${target.port} itself: ${out.rule} denies it.`,
      `${tester.name}에서 TCP ${target.port}(으)로 나가는 연결이 ${out.rule} 규칙으로 거부됩니다.`,
    );
  return saysNothing(see(connectivity, tryQuestion(see, target, vm)));
}
