import type { Symptom } from '../model/symptom';
import type { VmTarget } from '../model/target';
import { source } from '../model/documents';
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
    {
      ...text('whether the application runs and listens', '애플리케이션의 실행과 수신 대기 여부'),
      source: source('app-access', 'Step 1: the application runs and listens'),
    },
    { ...text('firewall inside the VM', 'VM 내부 방화벽'), source: source('app-access', 'Step 2: host firewall') },
    {
      ...text('other security software in the VM', 'VM 내부의 다른 보안 소프트웨어'),
      source: source('app-access', 'Step 2: intrusion detection and monitoring'),
    },
    {
      ...text('whether a restart or a redeployment helps', '재시작이나 재배포의 효과'),
      source: source('app-access', 'Quick start: restart, redeploy or recreate the VM'),
    },
    {
      ...text('network of the client', '클라이언트 네트워크'),
      source: source('app-access', 'Step 4: Internet edge device'),
    },
  ],
  concerns: 'vm',
  presence: onlyOn('Windows', (see, target) =>
    isRdp(target) ? undefined : connectionFails('app-unreachable')(see, target),
  ),
};
