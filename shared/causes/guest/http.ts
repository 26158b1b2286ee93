import { source, type Section } from '../../model/documents';
import type { Cause, Verdict } from '../../model/judgement';
import type { See } from '../../model/observation';
import { Unsure } from '../../model/see';
import type { VmTarget } from '../../model/target';
import { text, type Text } from '../../model/text';
import { connectivity } from '../../observations/connectivity';
import { guestHttp } from '../../observations/guest-http';
import { virtualMachine, type VirtualMachine } from '../../observations/virtual-machine';
import { entrance } from '../../topology/paths';
import { askQuestion, tryQuestion, urlOf } from '../../topology/questions';
import { withAgent } from './agent';

// What a VM answers to HTTP, asked inside and from outside.

interface Look {
  readonly vm: VirtualMachine;
  /** What is asked for, inside. */
  readonly url: string;
  readonly expected: readonly number[];
  readonly inside: number | 'none';
}

type Kind = 'as-expected' | 'otherwise' | 'not-at-all';

const kindOf = ({ inside, expected }: Look): Kind =>
  inside === 'none' ? 'not-at-all' : expected.includes(inside) ? 'as-expected' : 'otherwise';

/** What the VM answers inside, where a connection from outside works and no expected answer comes over it; else that there is nothing to judge. */
function lookAt(see: See, target: VmTarget): Look | Verdict {
  const { http, from, id } = target;
  if (!http || !from.vm)
    throw new Unsure(text('No answer is asked for from outside.', '외부에서 응답을 요청하지 않습니다.'));
  const asked = see(connectivity, askQuestion(see, target, http, from.vm));
  if (asked.status === 'reachable')
    return { kind: 'excluded', because: text('It answers as expected.', '예상대로 응답합니다.') };
  if (see(connectivity, tryQuestion(see, target, from.vm)).status !== 'reachable')
    return {
      kind: 'uncertain',
      because: text(
        'No connection works over which an answer could come.',
        '응답을 받을 수 있는 연결이 되지 않습니다.',
      ),
    };
  const vm = withAgent(see(virtualMachine, { id }));
  const url = urlOf(http, entrance(see, target).privateAddress, target.port);
  const { status } = see(guestHttp, { vm: vm.id, os: vm.os, url });
  if (status === undefined)
    throw new Unsure(text(`${vm.name} has no curl to ask with.`, `${vm.name}에 요청할 curl이 없습니다.`));
  return { vm, url, expected: http.statusCodes ?? [200], inside: status };
}

interface Told {
  readonly because: Text;
  readonly advice: Text;
}

const cause = (
  id: string,
  order: number,
  title: Text,
  section: Section<'app-access'>,
  kind: Kind,
  told: (look: Look, target: VmTarget) => Told,
): Cause<VmTarget> => ({
  id: `guest/${id}`,
  explains: ['app-unreachable'],
  concerns: ({ http }) => http !== undefined,
  order,
  title,
  source: source('app-access', section),
  judge(see, target) {
    const look = lookAt(see, target);
    if ('kind' in look) return look;
    if (kindOf(look) === kind) return { kind: 'found', blamed: look.vm.id, fixes: [], ...told(look, target) };
    const { en, ko } = insideTold(look);
    return { kind: 'excluded', because: text(en, ko) };
  },
});

const insideTold = ({ vm, url, inside }: Look): Text =>
  inside === 'none'
    ? text(`Inside ${vm.name}, ${url} gets no answer.`, `${vm.name} 내부에서 ${url}에 응답이 없습니다.`)
    : text(`Inside ${vm.name}, ${url} answers ${inside}.`, `${vm.name} 내부에서 ${url}의 응답은 ${inside}입니다.`);

/** How the logs of what serves the port are read. */
const logsOf = ({ os }: VirtualMachine): string =>
  os === 'Linux' ? 'sudo journalctl -n 50' : 'Get-WinEvent -LogName Application -MaxEvents 50';

/** Everything that a VM may answer instead of what is expected, although connections to it work. */
export const http: readonly Cause<VmTarget>[] = [
  cause(
    'answers-otherwise',
    530,
    text('The application answers with another status', '애플리케이션이 다른 상태로 응답함'),
    'Step 1: the application runs and listens',
    'otherwise',
    (look, { http: { statusCodes = [200] } = { protocol: 'Http' } }) => ({
      because: text(
        `${insideTold(look).en} Expected: ${statusCodes.join(', ')}. It answers so to itself, so the network is not to blame.`,
        `${insideTold(look).ko} 예상: ${statusCodes.join(', ')}. VM 자체의 요청에도 이렇게 응답하므로 네트워크 문제가 아닙니다.`,
      ),
      advice: text(
        `In ${look.vm.name}, see why: ${logsOf(look.vm)}. Where that answer is right, name it in the policy (targets[].http.statusCodes).`,
        `${look.vm.name}에서 이유를 확인하세요: ${logsOf(look.vm)}. 그 응답이 정상이면 정책(targets[].http.statusCodes)에 지정하세요.`,
      ),
    }),
  ),
  cause(
    'no-http-answer',
    531,
    text('The port is open, and nothing answers HTTP', '포트는 열려 있지만 HTTP에 응답하지 않음'),
    'Step 1: the application runs and listens',
    'not-at-all',
    (look, { port, http: { protocol } = { protocol: 'Http' } }) => ({
      because: text(
        `TCP ${port} accepts connections, but ${insideTold(look).en.replace(/^I/, 'i')}`,
        `TCP ${port}은(는) 연결을 받지만, ${insideTold(look).ko}`,
      ),
      advice: text(
        `In ${look.vm.name}, see whether what listens there hangs, or does not speak ${protocol.toUpperCase()}: ${logsOf(look.vm)}. If it hangs, restart it.`,
        `${look.vm.name}에서 이 포트의 프로그램이 멈췄는지, ${protocol.toUpperCase()}를 사용하지 않는지 확인하세요: ${logsOf(look.vm)}. 멈췄다면 다시 시작하세요.`,
      ),
    }),
  ),
  cause(
    'answers-inside-only',
    532,
    text('It answers inside, and not outside', '내부에서는 응답하지만 외부에서는 응답하지 않음'),
    'Step 2: load balancers and firewalls on the way',
    'as-expected',
    (look) => ({
      because: text(
        `${insideTold(look).en} From outside a connection works, but that answer does not come.`,
        `${insideTold(look).ko} 외부에서는 연결은 되지만 이 응답이 오지 않습니다.`,
      ),
      advice: text(
        'See whether the application treats other addresses otherwise (its own list of who may come, virtual hosts), by HTTPS whether its certificate is trusted, and whether a proxy, a firewall or an intrusion detection on the way answers in its place.',
        '애플리케이션이 다른 주소를 다르게 처리하는지(허용 목록, 가상 호스트), HTTPS라면 인증서를 신뢰할 수 있는지, 경로의 프록시·방화벽·침입 탐지가 대신 응답하는지 확인하세요.',
      ),
    }),
  ),
];
