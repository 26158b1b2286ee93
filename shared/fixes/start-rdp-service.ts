import { source } from '../model/documents';
import { isSurely, sure } from '../model/known';
import { cannotPlan, type Fix } from '../model/plan';
import { text } from '../model/text';
import { guestRdp, TERM_SERVICE } from '../observations/guest-rdp';
import { hasBegun, inWindows, windowsVm } from './in-windows';

/** Starts Remote Desktop Services in a Windows VM. Where the service is disabled, it gets Windows' own start type first. */
export const startRdpService: Fix<'start-rdp-service'> = {
  id: 'start-rdp-service',
  title: text('Start Remote Desktop Services', '원격 데스크톱 서비스 시작'),
  risk: 'medium',
  source: source('rdp', 'Source 5: Windows-based Azure VM (service not running)'),
  changes: ['run-power-shell'],
  recoversWithinMs: 3 * 60_000,
  plan: (see, { vm: id }, { incident }) => {
    const vm = windowsVm(see, id);
    if ('kind' in vm) return vm;
    const rdp = see(guestRdp, { vm: vm.id });
    const mode = sure(rdp.startMode, text(`The start type of ${TERM_SERVICE}`, `${TERM_SERVICE}의 시작 유형`));
    if (!isSurely(rdp.service, 'stopped'))
      return cannotPlan(
        text(
          `${TERM_SERVICE} in ${vm.name} is not stopped.`,
          `${vm.name}의 ${TERM_SERVICE}이(가) 중지되어 있지 않습니다.`,
        ),
      );
    const isDisabled = mode === 'disabled';
    const name = `${incident}-service`;
    const set = (type: string): string => `Set-Service -Name ${TERM_SERVICE} -StartupType ${type}`;
    return {
      kind: 'plan',
      plan: {
        fix: 'start-rdp-service',
        resource: vm.id,
        region: vm.location,
        risk: 'medium',
        changes: [
          inWindows(vm.id, name, {
            checks: [
              `if ((Get-Service -Name ${TERM_SERVICE}).Status -ne 'Stopped') { throw '${TERM_SERVICE} is not stopped any more.' }`,
            ],
            steps: [...(isDisabled ? [set('Manual')] : []), `Start-Service -Name ${TERM_SERVICE}`],
            back: isDisabled ? [set('Disabled')] : [],
          }),
        ],
        undo: [
          inWindows(vm.id, `${name}-stopped`, {
            steps: [
              `if (${hasBegun(name)}) { Stop-Service -Name ${TERM_SERVICE} -Force${isDisabled ? `; ${set('Disabled')}` : ''} }`,
            ],
          }),
        ],
        opens: [],
        closes: [],
        effect: isDisabled
          ? text(
              `Set ${TERM_SERVICE} in ${vm.name} from Disabled to Manual, and start it.`,
              `${vm.name}의 ${TERM_SERVICE} 시작 유형을 Disabled에서 Manual로 바꾸고 시작합니다.`,
            )
          : text(`Start ${TERM_SERVICE} in ${vm.name}.`, `${vm.name}의 ${TERM_SERVICE}을(를) 시작합니다.`),
        proof: [
          text(
            'The guest agent is ready, so the script can run; the service is stopped.',
            '게스트 에이전트가 준비되어 스크립트를 실행할 수 있으며, 서비스는 중지되어 있습니다.',
          ),
        ],
        losses: [],
      },
    };
  },
};
