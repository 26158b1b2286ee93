import { source } from '../model/documents';
import { isSurely } from '../model/known';
import { cannotPlan, type Fix } from '../model/plan';
import { joinText, text } from '../model/text';
import { guestRdp, TERMINAL_SERVER } from '../observations/guest-rdp';
import { changeable } from './changeable';
import { inWindows } from './in-windows';
import { vmAccess, type VmAccess } from './vm-access';

const extension: VmAccess = { publisher: 'Microsoft.Compute', type: 'VMAccessAgent', lowestVersion: '2.4' };

/**
 * Resets Remote Desktop through the VMAccess extension, which lets connections in and turns the firewall's rules for it on. Without a user
 * name and a password in its settings it does nothing else. It fails on a domain controller, so it is proposed only
 * where the VM is known not to be one. What it will change was seen before, and is put back by a script.
 */
export const resetRdp: Fix<'reset-rdp'> = {
  id: 'reset-rdp',
  title: text('Reset Remote Desktop', '원격 데스크톱 재설정'),
  risk: 'medium',
  source: source('rdp', 'Source 5: Windows-based Azure VM (connections denied)'),
  changes: ['put-vm-extension', 'run-power-shell'],
  recoversWithinMs: 5 * 60_000,
  plan: (see, { vm: id }, { incident }) => {
    const vm = changeable(see, id, 'Windows');
    if ('kind' in vm) return vm;
    const rdp = see(guestRdp, { vm: vm.id });
    if (!isSurely(rdp.role, 'server'))
      return cannotPlan(
        isSurely(rdp.role, 'domain-controller')
          ? text(
              `${vm.name} is a domain controller, where VMAccess does not run.`,
              `${vm.name}은(는) 도메인 컨트롤러이므로 VMAccess를 실행할 수 없습니다.`,
            )
          : text(
              `It is not known whether ${vm.name} is a domain controller, where VMAccess does not run.`,
              `${vm.name}이(가) VMAccess를 실행할 수 없는 도메인 컨트롤러인지 알 수 없습니다.`,
            ),
      );
    const denies = isSurely(rdp.denied, 'yes');
    const off = rdp.rules.filter(({ state }) => state === 'off').map(({ name }) => name);
    if (!denies && off.length === 0)
      return cannotPlan(
        text(
          `${vm.name} lets Remote Desktop in already: there is nothing to reset.`,
          `${vm.name}은(는) 이미 원격 데스크톱을 허용하므로 재설정할 것이 없습니다.`,
        ),
      );
    return {
      kind: 'plan',
      plan: {
        fix: 'reset-rdp',
        resource: vm.id,
        region: vm.location,
        risk: 'medium',
        changes: [vmAccess(vm, incident, extension, {})],
        undo: [
          inWindows(vm.id, `${incident}-denied-again`, {
            steps: [
              ...(denies ? [`Set-ItemProperty -Path '${TERMINAL_SERVER}' -Name fDenyTSConnections -Value 1`] : []),
              ...off.map((name) => `Disable-NetFirewallRule -Name '${name}'`),
            ],
          }),
        ],
        opens: [],
        closes: [],
        effect: joinText(
          text(
            `Let VMAccess reset Remote Desktop in ${vm.name}: connections are allowed, and Windows Firewall lets TCP 3389 in.`,
            `VMAccess로 ${vm.name}의 원격 데스크톱을 재설정합니다. 연결이 허용되고 Windows 방화벽이 TCP 3389를 허용합니다.`,
          ),
          text(
            `Changed by it: ${[...(denies ? ['fDenyTSConnections'] : []), ...off].join(', ')}.`,
            `변경되는 항목: ${[...(denies ? ['fDenyTSConnections'] : []), ...off].join(', ')}.`,
          ),
        ),
        proof: [
          text(
            'The guest agent is ready, so the extension can run, and the VM is no domain controller.',
            '게스트 에이전트가 준비되어 확장을 실행할 수 있으며, VM은 도메인 컨트롤러가 아닙니다.',
          ),
        ],
        losses: [
          text(
            'Nothing, if Remote Desktop was not turned off on purpose. Whatever network security groups let in on TCP 3389 can log in again.',
            '원격 데스크톱을 의도적으로 끈 것이 아니라면 없습니다. 네트워크 보안 그룹이 TCP 3389를 허용하는 모든 곳에서 다시 로그인할 수 있습니다.',
          ),
        ],
      },
    };
  },
};
