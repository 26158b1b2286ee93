import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { EndpointTarget } from '../../model/target';
import { text } from '../../model/text';
import { installWatcherAgent } from '../../observations/virtual-machine';
import { watcherAgent } from '../../topology/watcher';

/** The VM has no Network Watcher agent, without which nothing can be tried from it. Installing it mends the look; what it shows comes next. */
export const agentMissing: Cause<EndpointTarget> = {
  id: 'endpoint/agent-missing',
  explains: ['endpoint-untried', 'endpoint-unreachable'],
  order: 101,
  title: text(
    'The VM has no Network Watcher agent to try it with',
    'VM에 연결을 시도할 Network Watcher 에이전트가 없음',
  ),
  source: source('connectivity', 'Before you begin'),
  judge: (see, target) => {
    const { kind, vm, because } = watcherAgent(see, target.id);
    if (kind !== 'missing') return { kind: kind === 'there' ? 'excluded' : 'uncertain', because };
    const install = installWatcherAgent(vm);
    return {
      kind: 'found',
      blamed: vm.id,
      because,
      fixes: [{ fix: 'install-network-watcher-agent', vm: vm.id }],
      advice: text(`Install it: ${install}`, `설치하세요: ${install}`),
    };
  },
};
