import { source } from '../model/documents';
import { isSurely } from '../model/known';
import type { See } from '../model/observation';
import { cannotPlan, type Fix, type Plan } from '../model/plan';
import { joinText, text } from '../model/text';
import { TERM_SERVICE } from '../observations/guest-rdp';
import { guestService, type GuestService } from '../observations/guest-service';
import { isRdp, isSsh } from '../observations/served';
import type { VirtualMachine } from '../observations/virtual-machine';
import { changeable } from './changeable';
import { backInLinux, inLinux } from './in-linux';
import { hasBegun, inWindows } from './in-windows';

/** Which services may be started for a port: what the policy names, and those of SSH and Remote Desktop, which a VM has anyway. */
const allowed = (
  vm: VirtualMachine,
  port: number,
  services: readonly { readonly name: string; readonly port: number }[],
): readonly string[] => [
  ...(isSsh(vm, { port }) ? ['ssh', 'sshd'] : []),
  ...(isRdp(vm, { port }) ? [TERM_SERVICE] : []),
  ...services.flatMap((each) => (each.port === port ? [each.name] : [])),
];

/**
 * Starts the service that serves a port. Where a service of Windows is disabled, it gets Windows' own start type first; a unit of Linux is
 * started as it is. Only what the policy names is started, and what SSH and Remote Desktop are served by, where exactly one of these is there
 * and does not run. What that needs is started by Windows with it, but where it is disabled only if the policy names it too.
 */
export const startService: Fix<'start-service'> = {
  id: 'start-service',
  title: text('Start the service', '서비스 시작'),
  risk: 'medium',
  source: source('app-access', 'Step 1: the application runs and listens'),
  changes: ['run-command', 'run-power-shell'],
  recoversWithinMs: 3 * 60_000,
  plan: (see, { vm: id, port }, { incident, policy }) => {
    const vm = changeable(see, id);
    if ('kind' in vm) return vm;
    const names = allowed(vm, port, policy.services);
    if (names.length === 0)
      return cannotPlan(
        text(
          `Reconnect may not start what serves TCP ${port} in ${vm.name}: the policy’s services name nothing for this port.`,
          `Reconnect는 ${vm.name}의 TCP ${port} 서비스를 시작할 수 없습니다. 정책의 services에 이 포트가 없습니다.`,
        ),
      );
    const found = stoppedOf(see, vm, names);
    if ('kind' in found) return found;
    const kept = found.needs.find(({ name, start }) => isSurely(start, 'disabled') && !includes(names, name));
    if (kept)
      return cannotPlan(
        text(
          `${found.name} in ${vm.name} needs ${kept.name}, which is disabled. Enable and start that first, or name it for TCP ${port} in the policy’s services: then Reconnect may.`,
          `${vm.name}의 ${found.name}에는 사용 안 함으로 설정된 ${kept.name}이(가) 필요합니다. 먼저 그 서비스를 사용하도록 설정하고 시작하거나, 정책의 services에 TCP ${port}용으로 지정하면 Reconnect가 할 수 있습니다.`,
        ),
      );
    const { changes, undo } = vm.os === 'Linux' ? onLinux(vm, found, incident) : onWindows(vm, found, incident);
    const wasDisabled = vm.os === 'Windows' && isSurely(found.start, 'disabled');
    const { name } = found;
    return {
      kind: 'plan',
      plan: {
        fix: 'start-service',
        resource: vm.id,
        region: vm.location,
        risk: 'medium',
        changes,
        undo,
        opens: [],
        closes: [],
        effect: joinText(
          wasDisabled
            ? text(
                `Set ${name} in ${vm.name} from Disabled to Manual, and start it.`,
                `${vm.name}의 ${name} 시작 유형을 Disabled에서 Manual로 바꾸고 시작합니다.`,
              )
            : text(`Start ${name} in ${vm.name}.`, `${vm.name}의 ${name}을(를) 시작합니다.`),
          ...found.needs.map((needed) =>
            isSurely(needed.start, 'disabled')
              ? text(
                  `It needs ${needed.name}, which is set from Disabled to Manual and started too.`,
                  `필요한 서비스 ${needed.name}도 시작 유형을 Disabled에서 Manual로 바꾸고 시작합니다.`,
                )
              : text(
                  `It needs ${needed.name}, which is started too.`,
                  `필요한 서비스 ${needed.name}도 함께 시작됩니다.`,
                ),
          ),
          ...(isSurely(found.start, 'auto') || name === TERM_SERVICE
            ? []
            : [
                text(
                  'It does not start by itself when the VM does: that stays so.',
                  'VM이 시작될 때 자동으로 시작되지 않는 설정은 그대로입니다.',
                ),
              ]),
        ),
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

/** The one service of these that is stopped, or why none is started. */
function stoppedOf(
  see: See,
  vm: VirtualMachine,
  names: readonly string[],
): GuestService | ReturnType<typeof cannotPlan> {
  const { services } = see(guestService, { vm: vm.id, os: vm.os, names: names.join(' ') });
  // One with two names is told twice.
  const named = new Map(services.filter(({ name }) => includes(names, name)).map((each) => [each.name, each]));
  const all = [...named.values()].filter(({ state }) => isSurely(state, 'stopped'));
  const needed = all.flatMap(({ needs }) => needs.map(({ name }) => name));
  const [stopped, ...others] = all.filter(({ name }) => !includes(needed, name));
  const listed = names.join(', ');
  if (!stopped)
    return cannotPlan(
      text(
        `None of these is known to be stopped in ${vm.name}: ${listed}.`,
        `${vm.name}에 중지된 것으로 확인된 서비스가 없습니다: ${listed}.`,
      ),
    );
  if (others.length > 0)
    return cannotPlan(
      text(
        `Several of these are stopped in ${vm.name}, and one port can be served by one only: ${listed}.`,
        `${vm.name}에 중지된 서비스가 여러 개이며 한 포트는 하나만 서비스할 수 있습니다: ${listed}.`,
      ),
    );
  return stopped;
}

/** What is started is called as the policy has it, whatever the VM says. */
const includes = (names: readonly string[], name: string): boolean =>
  names.some((each) => each.toLowerCase() === name.toLowerCase());

type Changes = Pick<Plan, 'changes' | 'undo'>;

function onLinux(vm: VirtualMachine, { name: unit }: GuestService, incident: string): Changes {
  const name = `${incident}-service`;
  const running = {
    make: `systemctl start ${unit}`,
    takeBack: `systemctl stop ${unit}`,
    isThere: `systemctl is-active --quiet ${unit}`,
    shows: `${unit} is not stopped any more.`,
  };
  return { changes: [inLinux(vm.id, name, running)], undo: [backInLinux(vm.id, name, running)] };
}

function onWindows(vm: VirtualMachine, { name: service, start, needs }: GuestService, incident: string): Changes {
  const name = `${incident}-service`;
  const set = (type: string) => (each: string) => `Set-Service -Name '${each}' -StartupType ${type}`;
  const disabled = [...needs, { name: service, start }].flatMap((each) =>
    isSurely<string>(each.start, 'disabled') ? [each.name] : [],
  );
  const stop = [service, ...needs.map((each) => each.name)].map((each) => `Stop-Service -Name '${each}' -Force`);
  return {
    changes: [
      inWindows(vm.id, name, {
        checks: [
          `if ((Get-Service -Name '${service}').Status -ne 'Stopped') { throw '${service} is not stopped any more.' }`,
        ],
        steps: [...disabled.map(set('Manual')), `Start-Service -Name '${service}'`],
        back: disabled.map(set('Disabled')),
      }),
    ],
    undo: [
      inWindows(vm.id, `${name}-stopped`, {
        steps: [`if (${hasBegun(name)}) { ${[...stop, ...disabled.map(set('Disabled'))].join('; ')} }`],
      }),
    ],
  };
}
