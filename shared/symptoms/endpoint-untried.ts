import type { Presence } from '../model/judgement';
import type { Symptom } from '../model/symptom';
import type { EndpointTarget } from '../model/target';
import { text } from '../model/text';
import { calledOf } from '../topology/endpoints';
import { watcherAgent } from '../topology/watcher';

/** Nobody can tell whether a VM reaches what it must reach: it has nothing to try it with. */
export const endpointUntried: Symptom<EndpointTarget> = {
  id: 'endpoint-untried',
  order: 2,
  title: (vm, { to }) =>
    text(
      `Nobody can tell whether ${vm} reaches ${calledOf(to)}`,
      `${vm}에서 ${calledOf(to)}에 연결되는지 확인할 수 없음`,
    ),
  ifNothing: text(
    'Whether the VM reaches what it needs there stays unknown, and nobody is told when it does not.',
    'VM이 그곳에 필요한 것에 연결되는지 계속 알 수 없고, 연결되지 않아도 알려 줄 수 없습니다.',
  ),
  notJudged: [],
  concerns: 'endpoint',
  hides: 'endpoint-unreachable',
  presence(see, target): Presence {
    const symptom = 'endpoint-untried';
    const { kind, because } = watcherAgent(see, target.id);
    if (kind === 'there') return { kind: 'absent', because };
    return { kind: kind === 'missing' ? 'present' : 'unclear', symptom, because };
  },
};
