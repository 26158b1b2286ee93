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
      ...text(
        'other security software in the VM, such as intrusion detection (see whether its log shows the port, or try while it is paused)',
        'VM 내부의 침입 탐지 등 다른 보안 소프트웨어(로그에 이 포트가 있는지 보거나, 잠시 멈추고 시도해 보세요)',
      ),
      source: source('app-access', 'Step 2: intrusion detection and monitoring'),
    },
    {
      ...text(
        'edge devices of the client’s network (try from a computer that is directly on the Internet; if that works, have them let the port out and the answers in)',
        '클라이언트 네트워크의 에지 장치(인터넷에 직접 연결된 컴퓨터에서 시도해 보고, 되면 에지 장치에서 이 포트의 송신과 응답 수신을 허용하세요)',
      ),
      source: source('app-access', 'Step 4: Internet edge device'),
    },
    text(
      'endpoints and their access lists of classic cloud services, which Azure has retired (a rule of a network security group and an inbound NAT rule take their place)',
      'Azure에서 사용 중지된 클래식 클라우드 서비스의 엔드포인트와 ACL(네트워크 보안 그룹 규칙과 인바운드 NAT 규칙으로 대신합니다)',
    ),
    {
      ...text(
        'what the application answers (name it in the policy: targets[].http)',
        '애플리케이션의 응답 내용(정책의 targets[].http에 지정하세요)',
      ),
      unless: ({ http }) => http !== undefined,
    },
  ],
  concerns: 'vm',
  presence: onlyWhere((vm, target) => !isSsh(vm, target) && !isRdp(vm, target), connectionFails('app-unreachable')),
};
