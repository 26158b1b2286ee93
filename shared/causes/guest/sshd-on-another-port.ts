import { text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { VmTarget } from '../../model/target';
import { guestSsh } from '../../observations/guest-ssh';
import { guestAnswers } from './agent';

/** sshd runs as somebody configured it, on another port than the one expected. Resetting it would destroy that configuration. */
export const sshdOnAnotherPort: Cause<VmTarget> = {
  id: 'guest/sshd-on-another-port',
  explains: ['ssh-unreachable'],
  order: 500,
  title: text('sshd listens on another port', 'sshd가 다른 포트에서 수신 대기함'),
  source: source('ssh', 'Check which port SSH is running on'),
  judge: (see, target) => {
    const ssh = see(guestSsh, { vm: guestAnswers(see, target) });
    const healthy =
      ssh.service === 'active' && ssh.config === 'valid' && ssh.ports.some((port) => ssh.listening.includes(port));
    if (!healthy || ssh.ports.includes(target.port))
      return {
        kind: 'excluded',
        because: text(
          `sshd is configured for port ${ssh.ports.join(', ')}.`,
          `sshd는 포트 ${ssh.ports.join(', ')}(으)로 구성되어 있습니다.`,
        ),
      };
    return {
      kind: 'found',
      blamed: target.id,
      because: text(
        `sshd runs well on port ${ssh.ports.join(', ')}, as /etc/ssh/sshd_config says; port ${target.port} is expected.`,
        `sshd는 /etc/ssh/sshd_config대로 포트 ${ssh.ports.join(', ')}에서 정상 실행 중입니다. 예상한 포트는 ${target.port}입니다.`,
      ),
      fixes: [],
    };
  },
};
