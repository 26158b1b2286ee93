import { joinText, text, type Text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { isSurely, sure } from '../../model/known';
import type { FixRequest } from '../../model/plan';
import type { VmTarget } from '../../model/target';
import type { GuestSsh } from '../../observations/guest-ssh';
import { byItsConsole } from '../vm/console';
import { isObstructed } from './obstacles';
import { listensElsewhere, lookAtSsh, theService } from './listening';

/**
 * sshd does not run, or its configuration is broken. One that is only stopped is started; otherwise, and where that does not help, its
 * configuration is reset, and restart and redeploy follow.
 */
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
    if (isObstructed(ssh))
      return {
        kind: 'uncertain',
        because: text(
          'Something else keeps sshd from starting, which a reset of its configuration does not mend.',
          '다른 문제로 sshd가 시작되지 못하며, 구성 재설정으로는 해결되지 않습니다.',
        ),
      };
    const unit = ssh.unit?.name ?? 'ssh';
    const start = `sudo systemctl start ${unit}`;
    return {
      kind: 'found',
      blamed: target.id,
      because: faultOf(ssh, target.port),
      fixes: fixesFor(ssh, target),
      advice: joinText(
        ...(isOnlyStopped(ssh) ? [text(`In the VM, ${start} starts it.`, `VM에서 ${start}(으)로 시작하세요.`)] : []),
        text(
          `In the VM, sudo sshd -t and sudo journalctl -u ${unit} -n 50 show why.`,
          `VM에서 sudo sshd -t와 sudo journalctl -u ${unit} -n 50으로 원인을 확인할 수 있습니다.`,
        ),
        byItsConsole(target.id),
      ),
    };
  },
};

function fixesFor(ssh: GuestSsh, { id: vm, port }: VmTarget): readonly FixRequest[] {
  const others = (['reset-ssh', 'restart-vm', 'redeploy-vm'] as const).map((fix) => ({ fix, vm }));
  return isOnlyStopped(ssh) ? [{ fix: 'start-service', vm, port }, ...others] : others;
}

/** Whether sshd has nothing to say against a start. One that is stopped may lack its directory until then. */
const isOnlyStopped = ({ service, config, lacks }: GuestSsh): boolean =>
  (isSurely(service, 'inactive') || isSurely(service, 'failed')) &&
  (config === 'valid' || lacks?.what === 'separation-directory');

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
      `The ssh service is active, but sshd does not listen on port ${port}.`,
      `ssh 서비스는 활성 상태지만 sshd가 포트 ${port}에서 수신 대기하지 않습니다.`,
    );
  return text(
    `The ssh service is ${state}, and sshd does not listen on port ${port}.`,
    `ssh 서비스 상태는 ${state}이며, sshd가 포트 ${port}에서 수신 대기하지 않습니다.`,
  );
}
