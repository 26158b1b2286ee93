import { text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { VmTarget } from '../../model/target';
import { guestSsh, type GuestSsh } from '../../observations/guest-ssh';
import type { Text } from '../../model/text';
import { guestAnswers } from './agent';

/** sshd does not run, or its configuration is broken. Its configuration is reset; where that does not help, restart and redeploy follow. */
export const sshdBroken: Cause<VmTarget> = {
  id: 'guest/sshd-broken',
  explains: ['ssh-unreachable'],
  order: 510,
  title: text('sshd is broken inside the VM', 'VM 내부의 sshd가 고장남'),
  source: source('ssh', 'Reset the SSH configuration'),
  judge: (see, target) => {
    const vm = guestAnswers(see, target);
    const ssh = see(guestSsh, { vm });
    const broken = fault(ssh, target.port);
    if (!broken)
      return {
        kind: 'excluded',
        because: text(
          `sshd is active and listens on port ${target.port}.`,
          `sshd가 활성 상태이며 포트 ${target.port}에서 수신 대기합니다.`,
        ),
      };
    return {
      kind: 'found',
      blamed: target.id,
      because: broken,
      fixes: [
        { fix: 'reset-ssh', vm },
        { fix: 'restart-vm', vm },
        { fix: 'redeploy-vm', vm },
      ],
    };
  },
};

function fault(ssh: GuestSsh, port: number): Text | undefined {
  if (ssh.config === 'invalid')
    return text(
      `sshd rejects its configuration: ${ssh.configError ?? 'no reason given'}`,
      `sshd가 구성을 거부합니다: ${ssh.configError ?? '이유 없음'}`,
    );
  if (ssh.service !== 'active')
    return text(`The ssh service is ${ssh.service}.`, `ssh 서비스 상태는 ${ssh.service}입니다.`);
  if (ssh.ports.includes(port) && !ssh.listening.includes(port))
    return text(
      `The ssh service is active, but nothing listens on port ${port}.`,
      `ssh 서비스는 활성 상태지만 포트 ${port}에서 수신 대기하지 않습니다.`,
    );
  return undefined;
}
