import type { Guard } from '../model/guard';
import { text } from '../model/text';
import { backendHealth } from '../observations/backend-health';
import { virtualMachine } from '../observations/virtual-machine';

/** Can the connection be tried after the fix? What cannot be checked is not changed. A VM is tried from another one, by its Network Watcher agent. */
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
    const prober = see(virtualMachine, { id: target.from.vm });
    if (prober.power === 'running' && prober.extensions.some(({ type }) => /networkwatcheragent/i.test(type)))
      return { kind: 'pass' };
    return {
      kind: 'block',
      because: text(
        `The connection could not be tried after the fix: ${prober.name} is not running or has no Network Watcher agent.`,
        `조치 후 연결을 확인할 수 없습니다. ${prober.name}이(가) 실행 중이 아니거나 Network Watcher 에이전트가 없습니다.`,
      ),
    };
  },
};
