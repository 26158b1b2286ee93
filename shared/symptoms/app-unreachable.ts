import { source } from '../model/documents';
import type { Symptom } from '../model/symptom';
import type { VmTarget } from '../model/target';
import { text } from '../model/text';
import { isRdp, isSsh } from '../observations/served';
import { connectionFails, onlyWhere } from './connection';

/**
 * A port of a VM cannot be reached that is neither its SSH nor its Remote Desktop. The source document goes from the VM itself over another
 * VM to the outside; here the way in comes first, because it takes no script in the VM.
 */
export const appUnreachable: Symptom<VmTarget> = {
  id: 'app-unreachable',
  order: 2,
  title: (vm, target) =>
    text(`${vm} cannot be reached on TCP ${target.port}`, `${vm}의 TCP ${target.port}에 연결할 수 없음`),
  ifNothing: text('Nobody can use what the VM serves there.', '아무도 VM의 해당 서비스를 사용할 수 없습니다.'),
  notJudged: [
    {
      ...text('other security software in the VM', 'VM 내부의 다른 보안 소프트웨어'),
      source: source('app-access', 'Step 2: intrusion detection and monitoring'),
    },
    {
      ...text('edge devices of the client’s network', '클라이언트 네트워크의 에지 장치'),
      source: source('app-access', 'Step 4: Internet edge device'),
    },
    text('what the application answers', '애플리케이션의 응답 내용'),
  ],
  concerns: 'vm',
  presence: onlyWhere((vm, target) => !isSsh(vm, target) && !isRdp(vm, target), connectionFails('app-unreachable')),
};
