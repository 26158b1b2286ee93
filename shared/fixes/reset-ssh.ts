import { source } from '../model/documents';
import type { Fix } from '../model/plan';
import { text } from '../model/text';
import { changeable } from './changeable';
import { vmAccess, type VmAccess } from './vm-access';

const extension: VmAccess = { publisher: 'Microsoft.OSTCExtensions', type: 'VMAccessForLinux', lowestVersion: '1.5' };

/**
 * Resets sshd's configuration through the VMAccess extension.
 *
 * The source document sends `reset_ssh` in the public settings; the extension reads it only from the protected ones, and takes
 * any non-empty string for yes. So it is sent protected, as a boolean. The extension keeps a copy of sshd_config only
 * sometimes, so a copy is made first. A second extension of the same publisher and type is refused by Azure: an existing
 * one is run again under its own name.
 */
export const resetSsh: Fix<'reset-ssh'> = {
  id: 'reset-ssh',
  title: text('Reset the SSH configuration', 'SSH 구성 재설정'),
  risk: 'high',
  source: source('ssh', 'Reset the SSH configuration'),
  changes: ['run-command', 'put-vm-extension'],
  recoversWithinMs: 5 * 60_000,
  plan: (see, { vm: id }, { incident }) => {
    const vm = changeable(see, id, 'Linux');
    if ('kind' in vm) return vm;
    const copy = `/etc/ssh/sshd_config.reconnect-${incident}`;
    return {
      kind: 'plan',
      plan: {
        fix: 'reset-ssh',
        resource: vm.id,
        region: vm.location,
        risk: 'high',
        changes: [
          {
            kind: 'run-command',
            vm: vm.id,
            script: [`cp -np /etc/ssh/sshd_config ${copy} && echo reconnect:done`],
            leaves: copy,
          },
          vmAccess(vm, incident, extension, { reset_ssh: true }),
        ],
        undo: [
          {
            kind: 'run-command',
            vm: vm.id,
            script: [
              `cp -p ${copy} /etc/ssh/sshd_config && mv ${copy} ${copy}.restored && echo reconnect:done`,
              'systemctl restart ssh || systemctl restart sshd',
            ],
            leaves: `${copy}.restored`,
          },
        ],
        opens: [],
        closes: [],
        effect: text(
          `Copy /etc/ssh/sshd_config of ${vm.name} to ${copy}, then let VMAccess write its own (port 22, drop-ins ignored) and restart sshd.`,
          `${vm.name}의 /etc/ssh/sshd_config를 ${copy}(으)로 복사한 뒤, VMAccess가 자체 구성(포트 22, 드롭인 무시)을 쓰고 sshd를 다시 시작합니다.`,
        ),
        proof: [
          text(
            'The guest agent is ready, so the extension can run.',
            '게스트 에이전트가 준비되어 확장을 실행할 수 있습니다.',
          ),
        ],
        losses: [
          text(
            `Custom SSH settings (port, Match, AllowUsers, hardening) until somebody puts them back; the copy stays in ${copy}. Until then password logins are allowed, and iptables rules against port 22 are removed.`,
            `사용자 지정 SSH 설정(포트, Match, AllowUsers, 보안 강화)은 되돌릴 때까지 사라집니다. 사본은 ${copy}에 남습니다. 그때까지 암호 로그인이 허용되고, 포트 22를 막는 iptables 규칙이 제거됩니다.`,
          ),
        ],
      },
    };
  },
};
