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
      ...text('user name, password or key', '사용자 이름, 암호 또는 키'),
      source: source('ssh', 'Reset SSH credentials'),
    },
    text('network of the client', '클라이언트 네트워크'),
  ],
  concerns: 'vm',
  presence: onlyWhere(isSsh, connectionFails('ssh-unreachable')),
};
