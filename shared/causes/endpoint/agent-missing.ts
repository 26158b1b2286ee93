import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { sure } from '../../model/known';
import type { EndpointTarget } from '../../model/target';
import { text } from '../../model/text';
import { installWatcherAgent, virtualMachine, watcherAgentOf } from '../../observations/virtual-machine';

/**
 * The VM has no Network Watcher agent, without which nothing can be tried from it. Reconnect installs none: it would mend the look and not
 * the connection, of which nothing is known before.
 */
export const agentMissing: Cause<EndpointTarget> = {
  id: 'endpoint/agent-missing',
  explains: ['endpoint-unreachable'],
  order: 101,
  title: text(
    'The VM has no Network Watcher agent to try it with',
    'VM에 연결을 시도할 Network Watcher 에이전트가 없음',
  ),
  source: source('connectivity', 'Before you begin'),
  judge: (see, target) => {
    const vm = see(virtualMachine, { id: target.id });
    if (watcherAgentOf(vm))
      return {
        kind: 'excluded',
        because: text(`${vm.name} has the Network Watcher agent.`, `${vm.name}에 Network Watcher 에이전트가 있습니다.`),
      };
    const agent = sure(vm.agent, text(`The guest agent of ${vm.name}`, `${vm.name}의 게스트 에이전트`));
    if (agent !== 'ready')
      return {
        kind: 'uncertain',
        because: text(
          `Extensions of ${vm.name} show only while its own agent reports.`,
          `${vm.name}의 확장은 VM 에이전트가 보고할 때만 보입니다.`,
        ),
      };
    const install = installWatcherAgent(vm);
    return {
      kind: 'found',
      blamed: vm.id,
      because: text(
        `${vm.name} has no Network Watcher agent (AzureNetworkWatcherExtension), so nothing can be tried from it.`,
        `${vm.name}에 Network Watcher 에이전트(AzureNetworkWatcherExtension)가 없어 연결을 시도할 수 없습니다.`,
      ),
      fixes: [],
      advice: text(`Install it: ${install}`, `설치하세요: ${install}`),
    };
  },
};
