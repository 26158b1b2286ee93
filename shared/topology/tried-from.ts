import { nameOf } from '../model/arm-id';
import { isSurely } from '../model/known';
import type { See } from '../model/observation';
import { attempt, soFar } from '../model/see';
import type { VmTarget } from '../model/target';
import { joinText, text, type Text } from '../model/text';
import { connectivity, type Connectivity, type ConnectivityParameters } from '../observations/connectivity';
import { guestHttp } from '../observations/guest-http';
import { guestPort } from '../observations/guest-port';
import { guestRdp } from '../observations/guest-rdp';
import { guestSsh } from '../observations/guest-ssh';
import { placesOf, type Listener } from '../observations/listeners';
import { isRdp, isSsh } from '../observations/served';
import { virtualMachine, type VirtualMachine } from '../observations/virtual-machine';
import { saysNothing } from './connectivity';
import { entrance } from './paths';
import { askQuestion, tryInside, tryQuestion, urlOf } from './questions';
import { arrivalOf } from './through';

/**
 * From where a VM was tried, as the source document goes about it: on the VM, from another VM inside the network, from outside. One line
 * each, with what it showed as far as the evidence has it, or that it was not tried. Asks nothing.
 */
export function triedFrom(see: See, target: VmTarget): readonly Text[] {
  const inside = fromInside(see, target);
  const arriving = atTheFrontend(see, target);
  const isReverse = inside.status === 'unreachable' && arriving.status === 'reachable';
  return [
    joinText(text('On the VM:', 'VM에서:'), onTheVm(see, target)),
    inside.told,
    arriving.told,
    ...(isReverse
      ? [
          text(
            'It works from outside, but not at the VM’s own address: something else may answer in its place.',
            '외부에서는 되지만 VM 자체 주소에서는 되지 않습니다. 다른 것이 대신 응답하고 있을 수 있습니다.',
          ),
        ]
      : []),
  ];
}

/** `status`: of a try that says something. */
interface Tried {
  readonly status?: Connectivity['status'];
  readonly told: Text;
}

function onTheVm(see: See, target: VmTarget): Text {
  const vm = soFar(() => see(virtualMachine, { id: target.id }));
  if (!vm) return notLookedInto();
  const looked = attempt(() => listenersOf(see, target, vm));
  if (looked.kind === 'done')
    return looked.value
      ? joinText(listening(looked.value, target.port), answering(see, target, vm))
      : text('it could not tell what listens in it.', '수신 대기 중인 프로그램을 알 수 없습니다.');
  if (looked.kind === 'skipped') return looked.because;
  if ('known' in vm.power && vm.power.known !== 'running')
    return notLookedInto(text(`it is ${vm.power.known}`, `전원 상태가 ${vm.power.known}입니다`));
  return isSurely(vm.agent, 'ready')
    ? notLookedInto()
    : notLookedInto(text('its agent is not ready', '에이전트가 준비되지 않았습니다'));
}

const notLookedInto = (why?: Text): Text =>
  why ? text(`not looked into: ${why.en}.`, `살펴보지 않음: ${why.ko}.`) : text('not looked into.', '살펴보지 않음.');

/** What listens on the port, by whichever look into the VM tells; `undefined` where that could not tell. */
function listenersOf(see: See, target: VmTarget, machine: VirtualMachine): readonly Listener[] | undefined {
  const { id: vm, os } = machine;
  const { port } = target;
  const looked = isSsh(machine, target)
    ? see(guestSsh, { vm })
    : isRdp(machine, target)
      ? see(guestRdp, { vm })
      : see(guestPort, { vm, os, port });
  return looked.listening?.filter((each) => each.port === port);
}

function listening(all: readonly Listener[], port: number): Text {
  if (all.length === 0)
    return text(`nothing listens on TCP ${port}.`, `TCP ${port}에서 수신 대기하는 프로그램이 없습니다.`);
  const who = [...new Set(all.flatMap(({ program }) => program ?? []))].join(', ');
  return text(
    `${who || 'something'} listens on ${placesOf(all)}.`,
    `${who || '어떤 프로그램'}이(가) ${placesOf(all)}에서 수신 대기합니다.`,
  );
}

/** What the VM answered to itself, where it was asked. */
function answering(see: See, target: VmTarget, { id: vm, os }: VirtualMachine): Text {
  const { http } = target;
  const status =
    http &&
    soFar(() => see(guestHttp, { vm, os, url: urlOf(http, entrance(see, target).privateAddress, target.port) }).status);
  if (!http || status === undefined) return text('', '');
  const page = `${http.protocol.toUpperCase()} ${http.path ?? '/'}`;
  return status === 'none'
    ? text(`It does not answer ${page} at its own address.`, `자체 주소의 ${page} 요청에 응답하지 않습니다.`)
    : text(
        `It answers ${page} at its own address with ${status}.`,
        `자체 주소의 ${page} 요청에 ${status}(으)로 응답합니다.`,
      );
}

/** From the VM that the policy names, to the VM's own address. */
function fromInside(see: See, target: VmTarget): Tried {
  const { from, through, http } = target;
  const { vm } = from;
  if (!vm) {
    const why = text('the policy names no VM to try it from', '시도할 VM이 정책에 없습니다');
    return notTried(text('From another VM in the network', '네트워크의 다른 VM에서'), why);
  }
  const where = text(`From ${nameOf(vm)}, inside the network`, `네트워크 내부의 ${nameOf(vm)}에서`);
  return tried(
    see,
    where,
    () => tryInside(see, target, vm),
    through ? undefined : () => askedBy(see, target, http, vm),
  );
}

/** By what clients reach it: from outside, where that has a public address. */
function atTheFrontend(see: See, target: VmTarget): Tried {
  const { from, through, http } = target;
  const { vm } = from;
  const outside = text('From outside', '외부에서');
  if (!through) return notTried(outside, text('the policy names no public address', '정책에 공용 주소가 없습니다'));
  const arrival = soFar(() => arrivalOf(see, through));
  const name = nameOf(through.frontend);
  if (!arrival) return notTried(outside, text(`nothing is known of ${name}`, `${name}에 대해 알려진 것이 없습니다`));
  const by = `${name} (TCP ${through.port})`;
  const where = arrival.publicAddress
    ? text(`From outside, by ${by}`, `외부에서 ${by}을(를) 통해`)
    : text(`Inside the network, by ${by}`, `네트워크 내부에서 ${by}을(를) 통해`);
  if (!vm) return notTried(where, text('the policy names no VM to try it from', '시도할 VM이 정책에 없습니다'));
  return tried(
    see,
    where,
    () => tryQuestion(see, target, vm),
    () => askedBy(see, target, http, vm),
  );
}

const askedBy = (see: See, target: VmTarget, http: VmTarget['http'], vm: string) =>
  http && see(connectivity, askQuestion(see, target, http, vm)).status;

const notTried = (where: Text, why: Text): Tried => ({
  told: text(`${where.en}: not tried, ${why.en}.`, `${where.ko}: 시도하지 않음. ${why.ko}.`),
});

/** What a try showed. `asks`: how it went to ask for a page over it, where that is expected. */
function tried(
  see: See,
  where: Text,
  question: () => ConnectivityParameters,
  asks: () => Connectivity['status'] | undefined = () => undefined,
): Tried {
  const came = attempt(() => see(connectivity, question()));
  const at = (en: string, ko: string) => text(`${where.en}: ${en}`, `${where.ko}: ${ko}`);
  if (came.kind === 'needs') return { told: at('not tried.', '시도하지 않음.') };
  if (came.kind !== 'done') return { told: at(came.because.en, came.because.ko) };
  const { status, probesFailed, probesSent } = came.value;
  const nothing = saysNothing(came.value);
  if (nothing) return { told: at(nothing.en, nothing.ko) };
  if (status === 'unreachable') {
    const lost = `${probesFailed}/${probesSent}`;
    return { status, told: at(`no answer (${lost} probes lost).`, `응답 없음(프로브 ${lost} 손실).`) };
  }
  return {
    status,
    told:
      soFar(asks) === 'unreachable'
        ? at('it connects, but the expected answer does not come.', '연결되지만 예상한 응답이 오지 않습니다.')
        : at('it connects.', '연결됩니다.'),
  };
}
