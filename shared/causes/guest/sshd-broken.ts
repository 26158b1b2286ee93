import { text, type Text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { sure } from '../../model/known';
import type { VmTarget } from '../../model/target';
import type { GuestSsh } from '../../observations/guest-ssh';
import { listensElsewhere, lookAtSsh, theService } from './listening';

/** sshd does not run, or its configuration is broken. Its configuration is reset; where that does not help, restart and redeploy follow. */
export const sshdBroken: Cause<VmTarget> = {
  id: 'guest/sshd-broken',
  explains: ['ssh-unreachable'],
  order: 510,
  title: text('sshd is broken inside the VM', 'VM 내부의 sshd가 고장남'),
  source: source('ssh', 'Reset the SSH configuration'),
  judge: (see, target) => {
    const { ssh, listening } = lookAtSsh(see, target);
    if (listening.kind === 'here')
      return {
        kind: 'excluded',
        because: text(
          `sshd listens on TCP ${target.port} where connections arrive.`,
          `sshd가 연결이 도착하는 TCP ${target.port}에서 수신 대기합니다.`,
        ),
      };
    // It runs as somebody configured it, or still runs as it was; a reset would take that away.
    if (listening.kind === 'elsewhere') {
      const because = listensElsewhere(listening.at, target.port);
      const onOtherPorts = ssh.config === 'valid' && listening.at.every(({ port }) => port !== target.port);
      return { kind: onOtherPorts ? 'excluded' : 'uncertain', because };
    }
    return { kind: 'found', blamed: target.id, because: faultOf(ssh, target.port), fixes: fixesFor(target.id) };
  },
};

const fixesFor = (vm: string) => (['reset-ssh', 'restart-vm', 'redeploy-vm'] as const).map((fix) => ({ fix, vm }));

/** What is wrong with an sshd that listens nowhere. */
function faultOf(ssh: GuestSsh, port: number): Text {
  if (ssh.config === 'invalid')
    return text(
      `sshd rejects its configuration: ${ssh.configError ?? 'no reason given'}`,
      `sshd가 구성을 거부합니다: ${ssh.configError ?? '이유 없음'}`,
    );
  const state = sure(ssh.service, theService);
  if (state === 'active')
    return text(
      `The ssh service is active, but nothing listens on port ${port}.`,
      `ssh 서비스는 활성 상태지만 포트 ${port}에서 수신 대기하지 않습니다.`,
    );
  return text(
    `The ssh service is ${state}, and nothing listens on port ${port}.`,
    `ssh 서비스 상태는 ${state}이며, 포트 ${port}에서 수신 대기하지 않습니다.`,
  );
}
