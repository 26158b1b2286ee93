import { source } from '../model/documents';
import { cannotPlan, type Fix } from '../model/plan';
import { text } from '../model/text';
import { guestRdp, RDP_PORT, RDP_TCP, TERM_SERVICE } from '../observations/guest-rdp';
import { changeable } from './changeable';
import { hasBegun, inWindows } from './in-windows';

const port = `(Get-ItemProperty -Path '${RDP_TCP}' -Name PortNumber).PortNumber`;
const set = (to: number): string => `Set-ItemProperty -Path '${RDP_TCP}' -Name PortNumber -Value ${to}`;
const restart = `Restart-Service -Name ${TERM_SERVICE} -Force`;
const somebodyListens = `Get-NetTCPConnection -State Listen -LocalPort ${RDP_PORT} -ErrorAction SilentlyContinue`;

/**
 * Has Remote Desktop listen on its default port again. The source document sets the port and restarts the VM; restarting the service is
 * enough, and all that there is to do where the port is set already.
 */
export const correctRdpPort: Fix<'correct-rdp-port'> = {
  id: 'correct-rdp-port',
  title: text('Have Remote Desktop listen on port 3389', '원격 데스크톱을 포트 3389에서 수신 대기하게 함'),
  risk: 'high',
  source: source('rdp', 'Source 5: Windows-based Azure VM (listening port)'),
  changes: ['run-power-shell'],
  recoversWithinMs: 3 * 60_000,
  plan: (see, { vm: id }, { incident }) => {
    const vm = changeable(see, id, 'Windows');
    if ('kind' in vm) return vm;
    const { port: from, listening } = see(guestRdp, { vm: vm.id });
    const isSet = from === RDP_PORT;
    if (from === undefined || (isSet && listening?.some((each) => each.port === RDP_PORT) !== false))
      return cannotPlan(
        text(
          `It is not certain that Remote Desktop in ${vm.name} has to be set to ${RDP_PORT} or restarted.`,
          `${vm.name}의 원격 데스크톱을 ${RDP_PORT}(으)로 설정하거나 다시 시작해야 하는지 확실하지 않습니다.`,
        ),
      );
    const name = `${incident}-port`;
    return {
      kind: 'plan',
      plan: {
        fix: 'correct-rdp-port',
        resource: vm.id,
        region: vm.location,
        risk: 'high',
        changes: [
          inWindows(vm.id, name, {
            checks: [
              `if (${port} -ne ${from}) { throw 'PortNumber is not ${from} any more.' }`,
              ...(isSet ? [`if (${somebodyListens}) { throw 'Something listens on ${RDP_PORT} now.' }`] : []),
            ],
            steps: [...(isSet ? [] : [set(RDP_PORT)]), restart],
            back: [...(isSet ? [] : [set(from)]), `Start-Service -Name ${TERM_SERVICE} -ErrorAction SilentlyContinue`],
          }),
        ],
        // Nothing of a restart can be taken back.
        undo: isSet
          ? []
          : [
              inWindows(vm.id, `${name}-back`, {
                steps: [`if ((${hasBegun(name)}) -and ${port} -eq ${RDP_PORT}) { ${set(from)}; ${restart} }`],
              }),
            ],
        opens: [],
        closes: [],
        effect: isSet
          ? text(
              `Restart ${TERM_SERVICE} in ${vm.name}, so that it listens on port ${RDP_PORT}, to which it is set.`,
              `${vm.name}의 ${TERM_SERVICE}을(를) 다시 시작하여 설정된 포트 ${RDP_PORT}에서 수신 대기하게 합니다.`,
            )
          : text(
              `Set the Remote Desktop port of ${vm.name} from ${from} to ${RDP_PORT} (PortNumber), and restart ${TERM_SERVICE}.`,
              `${vm.name}의 원격 데스크톱 포트(PortNumber)를 ${from}에서 ${RDP_PORT}(으)로 바꾸고 ${TERM_SERVICE}을(를) 다시 시작합니다.`,
            ),
        proof: [
          text(
            'The guest agent is ready, so the script can run.',
            '게스트 에이전트가 준비되어 스크립트를 실행할 수 있습니다.',
          ),
        ],
        losses: [
          isSet
            ? text(
                'Remote Desktop sessions that are open are cut. Programs in the sessions go on running.',
                '열려 있는 원격 데스크톱 세션이 끊깁니다. 세션의 프로그램은 계속 실행됩니다.',
              )
            : text(
                `Remote Desktop sessions on port ${from} are cut, and whoever uses that port has to change to ${RDP_PORT}. Programs in the sessions go on running.`,
                `포트 ${from}의 원격 데스크톱 세션이 끊기며, 그 포트를 쓰던 사람은 ${RDP_PORT}(으)로 바꿔야 합니다. 세션의 프로그램은 계속 실행됩니다.`,
              ),
        ],
      },
    };
  },
};
