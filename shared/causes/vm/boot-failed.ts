import { az, within } from '../../model/az';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { isSurely } from '../../model/known';
import { CannotSee } from '../../model/see';
import type { VmTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import { bootLog, type BootSign } from '../../observations/boot-log';
import { virtualMachine } from '../../observations/virtual-machine';
import { byItsConsole } from './console';
import { hasJustStarted } from './guest-not-responding';

/** What keeps a guest from coming up, and what people can do about it. */
const FAILURES: Partial<Readonly<Record<BootSign, { readonly shows: Text; readonly advice: Text }>>> = {
  'no-boot-device': {
    shows: text('the boot loader finds no system', '부트 로더가 시스템을 찾지 못함'),
    advice: text('Repair its boot loader or its disk.', '부트 로더 또는 디스크를 복구하세요.'),
  },
  'kernel-panic': {
    shows: text('a kernel panic', '커널 패닉'),
    advice: text(
      'Start an older kernel, or repair what the panic names.',
      '이전 커널로 시작하거나 패닉이 가리키는 문제를 복구하세요.',
    ),
  },
  'file-system': {
    shows: text('a file system that must be repaired (fsck)', '복구해야 하는 파일 시스템(fsck)'),
    advice: text('Run fsck on the file system that the log names.', '로그에 나온 파일 시스템에 fsck를 실행하세요.'),
  },
  mount: {
    shows: text('a file system that could not be mounted', '탑재하지 못한 파일 시스템'),
    advice: text(
      'Correct /etc/fstab; with nofail a data disk that is missing does not stop the start.',
      '/etc/fstab을 수정하세요. nofail을 지정하면 데이터 디스크가 없어도 시작됩니다.',
    ),
  },
  emergency: {
    shows: text('emergency mode', '응급 모드'),
    advice: text('', ''),
  },
  'no-space': {
    shows: text('“No space left on device”', '“No space left on device”'),
    advice: text('Free room on the disk, or enlarge it.', '디스크 공간을 확보하거나 디스크를 늘리세요.'),
  },
  memory: {
    shows: text('too little memory', '메모리 부족'),
    advice: text('Give the VM a larger size.', '더 큰 VM 크기를 사용하세요.'),
  },
};

/** What can go wrong long after a start as well: of a log that does not go back to it, nobody knows which it was. */
const AT_ANY_TIME: readonly BootSign[] = ['kernel-panic', 'no-space', 'memory'];

/**
 * The guest does not come up, as its serial console shows since its last start. To restart it would not help. What went wrong only after
 * it had come up is no failed start: that is what a restart is for.
 */
export const bootFailed: Cause<VmTarget> = {
  id: 'vm/boot-failed',
  explains: ['ssh-unreachable', 'app-unreachable'],
  order: 400,
  title: text('The operating system does not start', '운영 체제가 시작되지 않음'),
  source: source('ssh', 'Check VM resource health'),
  judge: (see, target) => {
    const vm = see(virtualMachine, { id: target.id });
    const { name } = vm;
    if (isSurely(vm.agent, 'ready'))
      return {
        kind: 'excluded',
        because: text(`The guest agent of ${name} reports Ready.`, `${name}의 게스트 에이전트가 Ready로 보고합니다.`),
      };
    if (vm.os !== 'Linux')
      throw new CannotSee(
        text(`Not checked: ${name} is not a Linux VM.`, `확인하지 못함: ${name}은(는) Linux VM이 아닙니다.`),
        'Linux',
      );
    if (!vm.bootDiagnostics) {
      const enable = az('vm boot-diagnostics enable', within('name', vm.id));
      throw new CannotSee(
        text(
          `Not checked: boot diagnostics of ${name} is off, so nobody can tell what its console shows. Switch it on: ${enable}`,
          `확인하지 못함: ${name}의 부트 진단이 꺼져 있어 콘솔 내용을 알 수 없습니다. 켜기: ${enable}`,
        ),
        'boot diagnostics',
      );
    }
    const { signs } = see(bootLog, { vm: vm.id });
    const cameUp = signs.indexOf('asks');
    const since = signs.slice(cameUp + 1);
    const wrong = since.flatMap((sign) => FAILURES[sign] ?? []);
    const isOfStart = signs.includes('starts') || since.some((sign) => sign in FAILURES && !AT_ANY_TIME.includes(sign));
    const shown = listed(wrong.map(({ shows }) => shows));
    if (cameUp >= 0)
      return {
        kind: 'excluded',
        because: joinText(
          text(
            `The console of ${name} asks for a login: it has started.`,
            `${name}의 콘솔이 로그인을 요청합니다. 시작은 되었습니다.`,
          ),
          ...(wrong.length > 0 ? [text(`After that it shows: ${shown.en}.`, `그 이후 표시된 문제: ${shown.ko}.`)] : []),
        ),
      };
    // The log is minutes behind: right after a start it may be that of the start before.
    if (!isOfStart || wrong.length === 0 || hasJustStarted(vm))
      return {
        kind: 'uncertain',
        because: joinText(
          text(
            `The console of ${name} shows neither a login nor why it does not start.`,
            `${name}의 콘솔에 로그인 요청도, 시작되지 않는 이유도 나타나지 않습니다.`,
          ),
          ...(signs.includes('agent')
            ? [text('It shows that the Azure agent does not start.', 'Azure 에이전트가 시작되지 않는다고 표시됩니다.')]
            : []),
        ),
      };
    const log = az('vm boot-diagnostics get-boot-log', within('name', vm.id));
    return {
      kind: 'found',
      blamed: vm.id,
      because: text(
        `${name} does not start. Its console shows: ${shown.en}.`,
        `${name}이(가) 시작되지 않습니다. 콘솔에 표시된 문제: ${shown.ko}.`,
      ),
      fixes: [],
      advice: joinText(
        text(`Read the log: ${log}.`, `로그 확인: ${log}.`),
        ...wrong.map(({ advice }) => advice),
        byItsConsole(vm.id),
        text(
          'Where that does not help, repair its disk on another VM (az vm repair create); to restart it would not.',
          '그래도 해결되지 않으면 다른 VM에서 디스크를 복구하세요(az vm repair create). 다시 시작해도 해결되지 않습니다.',
        ),
      ),
    };
  },
};

const listed = (all: readonly Text[]): Text =>
  text(all.map(({ en }) => en).join(', '), all.map(({ ko }) => ko).join(', '));
