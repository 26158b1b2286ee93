import { parseArmId } from '../../model/arm-id';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { EndpointTarget } from '../../model/target';
import { text } from '../../model/text';
import { silentHop } from '../../topology/connectivity';
import { answersOtherwise, calledOf, triedOf } from '../../topology/endpoints';

/** What is sent arrives, and nothing answers. Azure names a missing listener and the guest's firewall together: from outside they look the same. */
export const notAnswering: Cause<EndpointTarget> = {
  id: 'endpoint/not-answering',
  explains: ['endpoint-unreachable'],
  order: 600,
  title: text('Nothing answers at the destination', '대상에서 응답이 없음'),
  source: source('connectivity', 'Check connectivity to a virtual machine (destination)'),
  judge: (see, target) => {
    const silent = silentHop(triedOf(see, target));
    const called = calledOf(target.to);
    if (!silent)
      return {
        kind: 'excluded',
        because: text('The connection check does not name silence.', '연결 확인이 무응답을 지목하지 않습니다.'),
      };
    if (answersOtherwise(see, target))
      return {
        kind: 'excluded',
        because: text('A plain connection is answered.', '단순 연결에는 응답합니다.'),
      };
    const { resource = '' } = silent;
    return {
      kind: 'found',
      blamed: parseArmId(resource) ? resource : called,
      because: text(
        `What the VM sends gets there, and nothing answers at ${called}: nothing listens on the port, a firewall in the destination drops it, or its answers find no way back.`,
        `VM이 보낸 것은 도착하지만 ${called}에서 응답이 없습니다. 포트에서 수신 대기하지 않거나, 대상 내부의 방화벽이 버리거나, 응답이 돌아올 경로가 없습니다.`,
      ),
      fixes: [],
      advice: text(
        `On the destination: ss -ltn (Windows: netstat -an) must show port ${target.to.port} on its own address or on all; then look at its firewall, and at the route table of its subnet.`,
        `대상에서 ss -ltn(Windows: netstat -an)으로 자신의 주소 또는 모든 주소의 포트 ${target.to.port}을(를) 확인하고, 방화벽과 서브넷의 경로 테이블을 살펴보세요.`,
      ),
    };
  },
};
