import { isSurely } from '../model/known';
import type { See } from '../model/observation';
import { text, type Text } from '../model/text';
import { watcherAgentOf, type VirtualMachine } from '../observations/virtual-machine';
import { vmExtension } from '../observations/vm-extension';

/** Why no connection can be tried from a VM, if so. */
export function cannotTry(see: See, tester: VirtualMachine): Text | undefined {
  const watcherAgent = watcherAgentOf(tester);
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
  return undefined;
}
