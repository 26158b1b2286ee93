import type { Symptom } from '../model/symptom';
import type { VmTarget } from '../model/target';
import { text } from '../model/text';
import { connectionFails, isRdp, onlyOn } from './connection';

/**
 * A port of a Windows VM other than that of Remote Desktop cannot be reached. Only what lies outside the guest is judged, and nothing
 * that concerns SSH is said or done.
 */
export const appUnreachable: Symptom<VmTarget> = {
  id: 'app-unreachable',
  order: 2,
  title: (vm, target) =>
    text(`${vm} cannot be reached on TCP ${target.port}`, `${vm}의 TCP ${target.port}에 연결할 수 없음`),
  ifNothing: text('Nobody can use what the VM serves there.', '아무도 VM의 해당 서비스를 사용할 수 없습니다.'),
  notJudged: [
    text('everything inside the VM', 'VM 내부의 모든 것'),
    text('network of the client', '클라이언트 네트워크'),
  ],
  concerns: 'vm',
  presence: onlyOn('Windows', (see, target) =>
    isRdp(target) ? undefined : connectionFails('app-unreachable')(see, target),
  ),
};
