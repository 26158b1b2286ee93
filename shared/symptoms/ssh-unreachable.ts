import type { Symptom } from '../model/symptom';
import type { VmTarget } from '../model/target';
import { source } from '../model/documents';
import { text } from '../model/text';
import { isSsh } from '../observations/served';
import { connectionFails, onlyWhere } from './connection';

/**
 * A Linux VM cannot be reached by SSH. The source document resets the SSH configuration first; here everything that only
 * reads comes before it, because the reset is destructive and needs a live agent.
 */
export const sshUnreachable: Symptom<VmTarget> = {
  id: 'ssh-unreachable',
  order: 1,
  title: (vm, target) =>
    text(`${vm} cannot be reached by SSH on port ${target.port}`, `${vm}에 포트 ${target.port} SSH로 연결할 수 없음`),
  ifNothing: text('Nobody can log in to the VM by SSH.', '아무도 SSH로 VM에 로그인할 수 없습니다.'),
  notJudged: [
    {
      ...text(
        'user name, password or key (az vm user update sets new ones, and gives the user sudo)',
        '사용자 이름, 암호 또는 키(az vm user update로 재설정하며, 이때 사용자에게 sudo 권한이 부여됨)',
      ),
      source: source('ssh', 'Reset SSH credentials'),
    },
    text(
      'whom sshd turns away once they are connected (AllowUsers, DenyUsers, Match, TCP wrappers)',
      '연결된 뒤 sshd가 거부하는 사용자(AllowUsers, DenyUsers, Match, TCP wrappers)',
    ),
    text('network of the client', '클라이언트 네트워크'),
  ],
  concerns: 'vm',
  presence: onlyWhere(isSsh, connectionFails('ssh-unreachable')),
};
