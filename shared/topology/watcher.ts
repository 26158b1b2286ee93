import { isSurely } from '../model/known';
import type { See } from '../model/observation';
import { text, type Text } from '../model/text';
import { virtualMachine, WATCHER_AGENT, watcherAgentOf, type VirtualMachine } from '../observations/virtual-machine';
import { vmExtension } from '../observations/vm-extension';

/** Whether a VM has the Network Watcher agent, and what shows it. */
export interface WatcherAgent {
  readonly kind: 'there' | 'missing' | 'unknown';
  readonly vm: VirtualMachine;
  readonly because: Text;
}

/**
 * Whether a VM (an id) has the agent by which connections are tried from it. That it has none is certain only where the VM's own agent reports
 * no such extension, and ARM knows none of its usual name that is still on its way.
 */
export function watcherAgent(see: See, id: string): WatcherAgent {
  const vm = see(virtualMachine, { id });
  if (watcherAgentOf(vm))
    return {
      kind: 'there',
      vm,
      because: text(`${vm.name} has the Network Watcher agent.`, `${vm.name}에 Network Watcher 에이전트가 있습니다.`),
    };
  if (!isSurely(vm.power, 'running') || !isSurely(vm.agent, 'ready'))
    return {
      kind: 'unknown',
      vm,
      because: text(
        `Extensions of ${vm.name} show only while it runs and its own agent reports.`,
        `${vm.name}의 확장은 VM이 실행 중이고 VM 에이전트가 보고할 때만 보입니다.`,
      ),
    };
  const extension = see(vmExtension, { id: `${vm.id}/extensions/${WATCHER_AGENT}` });
  if (extension.kind === 'installed')
    return {
      kind: 'unknown',
      vm,
      because: text(
        `${WATCHER_AGENT} of ${vm.name} is ${extension.provisioningState} by ARM, and the VM agent does not report it.`,
        `ARM에서 ${vm.name}의 ${WATCHER_AGENT} 상태는 ${extension.provisioningState}이지만 VM 에이전트가 보고하지 않습니다.`,
      ),
    };
  return {
    kind: 'missing',
    vm,
    because: text(
      `${vm.name} has no Network Watcher agent (${WATCHER_AGENT}), so nothing can be tried from it.`,
      `${vm.name}에 Network Watcher 에이전트(${WATCHER_AGENT})가 없어 연결을 시도할 수 없습니다.`,
    ),
  };
}
