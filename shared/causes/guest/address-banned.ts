import { nameOf } from '../../model/arm-id';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { shellWord } from '../../model/shell-word';
import { isAnybody, type VmTarget } from '../../model/target';
import { joinText, text } from '../../model/text';
import { guestBan } from '../../observations/guest-ban';
import { firewallOf, guestPort } from '../../observations/guest-port';
import { byItsConsole } from '../vm/console';
import { lookAtSsh } from './listening';

/** fail2ban keeps the address out from which connections come, by a chain of the VM's own firewall. People decide who is let in again. */
export const addressBanned: Cause<VmTarget> = {
  id: 'guest/address-banned',
  explains: ['ssh-unreachable'],
  // Which of all addresses it has banned says nothing about everybody.
  concerns: ({ from }) => !isAnybody(from),
  order: 523,
  title: text('fail2ban has banned the address', 'fail2ban이 주소를 차단함'),
  source: source('app-access', 'Step 2: intrusion detection and monitoring'),
  judge(see, target) {
    const vm = nameOf(target.id);
    const { address } = target.from;
    // Both are seen first also because a VM runs one script at a time.
    const { listening } = lookAtSsh(see, target);
    const firewall = firewallOf(see(guestPort, { vm: target.id, os: 'Linux', port: target.port }), target.port);
    // Where the firewall may be the ban’s, starting sshd would not help.
    if (listening.kind !== 'here' && firewall.kind === 'accepts')
      return {
        kind: 'uncertain',
        because: text(
          `sshd does not listen on TCP ${target.port}.`,
          `sshd가 TCP ${target.port}에서 수신 대기하지 않습니다.`,
        ),
      };
    if (firewall.kind === 'drops')
      return {
        kind: 'uncertain',
        because: text(
          `The firewall in ${vm} drops TCP ${target.port} whoever connects.`,
          `${vm}의 방화벽이 모든 출발지의 TCP ${target.port}을(를) 버립니다.`,
        ),
      };
    const { ban } = see(guestBan, { vm: target.id, address });
    if (ban === 'unknown')
      return {
        kind: 'uncertain',
        because: text(`fail2ban in ${vm} did not tell.`, `${vm}의 fail2ban에서 알 수 없었습니다.`),
      };
    if (ban === 'no-fail2ban')
      return { kind: 'excluded', because: text(`${vm} has no fail2ban.`, `${vm}에 fail2ban이 없습니다.`) };
    if (ban === 'not-banned')
      return {
        kind: 'excluded',
        because: text(
          `fail2ban in ${vm} has not banned ${address}.`,
          `${vm}의 fail2ban이 ${address}을(를) 차단하지 않았습니다.`,
        ),
      };
    const unban = `sudo fail2ban-client set sshd unbanip ${shellWord(address)}`;
    return {
      kind: 'found',
      blamed: target.id,
      because: text(
        `fail2ban in ${vm} has banned ${address}, from which connections come.`,
        `${vm}의 fail2ban이 연결 출발지 ${address}을(를) 차단했습니다.`,
      ),
      fixes: [],
      advice: joinText(
        text(
          `Find out which logins from ${address} failed. Then, in ${vm}: ${unban}. With ignoreip in jail.local it is not banned again.`,
          `${address}의 로그인 실패 원인을 먼저 확인하세요. 그런 다음 ${vm}에서 ${unban}을(를) 실행하세요. jail.local의 ignoreip에 추가하면 다시 차단되지 않습니다.`,
        ),
        byItsConsole(target.id),
      ),
    };
  },
};
