import { text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { VmTarget } from '../../model/target';
import { placesOf } from '../../observations/listeners';
import { listensElsewhere, lookAtSsh } from './listening';

/** sshd runs as somebody configured it, on another port than the one expected. Resetting it would destroy that configuration. */
export const sshdOnAnotherPort: Cause<VmTarget> = {
  id: 'guest/sshd-on-another-port',
  explains: ['ssh-unreachable'],
  order: 500,
  title: text('sshd listens on another port', 'sshd가 다른 포트에서 수신 대기함'),
  source: source('ssh', 'Check which port SSH is running on'),
  judge: (see, target) => {
    const { ssh, listening } = lookAtSsh(see, target);
    if (listening.kind === 'here')
      return {
        kind: 'excluded',
        because: text(`sshd listens on port ${target.port}.`, `sshd가 포트 ${target.port}에서 수신 대기합니다.`),
      };
    if (listening.kind === 'nowhere')
      return {
        kind: 'excluded',
        because: text('sshd listens on no port.', 'sshd가 수신 대기하는 포트가 없습니다.'),
      };

    const { at, reachable } = listening;
    // One that rejects its configuration only runs on from before: after the next restart it listens nowhere.
    if (ssh.config !== 'valid' || reachable.length === 0)
      return { kind: 'uncertain', because: listensElsewhere(at, target.port) };
    return {
      kind: 'found',
      blamed: target.id,
      because: text(
        `sshd runs well at ${placesOf(reachable)}, as its configuration says; port ${target.port} is expected.`,
        `sshd는 구성대로 ${placesOf(reachable)}에서 정상 실행 중입니다. 예상한 포트는 ${target.port}입니다.`,
      ),
      fixes: [],
      advice: text(
        `If that port is meant, connect to it and name it in the policy; otherwise have sshd listen on ${target.port}.`,
        `의도한 포트라면 그 포트로 연결하고 정책에도 지정하세요. 아니라면 sshd가 포트 ${target.port}에서 수신 대기하게 하세요.`,
      ),
    };
  },
};
