import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { Unsure } from '../../model/see';
import { shellWord } from '../../model/shell-word';
import type { GatewayTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import type { ProbeTrial } from '../../model/probe-field';
import { allFail, waysToAnswer } from './other-answers';
import { proposed, type Asking, type Proposal } from './proposed-probe';
import { failingBy, failingOf, hostNameOf, probeUrl, verdictOn, type Failing } from './probing';

/** What the source document says of a status code that a probe did not expect. */
interface Advice {
  readonly codes: readonly number[];
  readonly title: Text;
  readonly advice: Text;
}

const service = text(
  'Look at the server and whether its service is running; the gateway only passes on what the application answers.',
  '서버와 서비스가 실행 중인지 확인하세요. 게이트웨이는 애플리케이션의 응답을 전달할 뿐입니다.',
);

const known: readonly Advice[] = [
  {
    codes: [401],
    title: text('The backend wants a login that a probe does not have', '백 엔드가 프로브에 없는 인증을 요구함'),
    advice: text(
      'Probe a path that needs no login, or accept 401 in the custom probe.',
      '인증이 필요 없는 경로를 검사하거나, 사용자 지정 프로브에서 401을 허용하세요.',
    ),
  },
  {
    codes: [403],
    title: text('The backend forbids the path that is probed', '백 엔드가 프로브 경로를 금지함'),
    advice: text(
      'Let the server serve this path to the gateway, or probe a host name or path that it serves.',
      '서버가 게이트웨이에 이 경로를 제공하게 하거나, 제공하는 호스트 이름이나 경로를 검사하세요.',
    ),
  },
  {
    codes: [404],
    title: text('The backend has no page where it is probed', '프로브 경로에 페이지가 없음'),
    advice: text(
      'Set a host name and a path in the probe at which the server answers.',
      '서버가 응답하는 호스트 이름과 경로를 프로브에 설정하세요.',
    ),
  },
  {
    codes: [405],
    title: text('The backend does not allow the GET of a probe', '백 엔드가 프로브의 GET을 허용하지 않음'),
    advice: text(
      'Probes are HTTP GET: have the server allow it on this path, or probe a path on which it does.',
      '프로브는 HTTP GET입니다. 이 경로에서 GET을 허용하거나, 허용하는 경로를 검사하세요.',
    ),
  },
  {
    codes: [500],
    title: text('The application on the backend fails', '백 엔드의 애플리케이션이 실패함'),
    advice: service,
  },
  {
    codes: [502, 503, 504],
    title: text('The backend answers that its service is not available', '백 엔드가 서비스를 사용할 수 없다고 응답함'),
    advice: service,
  },
];

const anyOther: Advice = {
  codes: [],
  title: text(
    'The backend answers with a status that its probe does not accept',
    '백 엔드가 프로브가 허용하지 않는 상태로 응답함',
  ),
  advice: text(
    'Where this answer is as it should be, accept its status in a custom probe; otherwise look at the application.',
    '이 응답이 정상이라면 사용자 지정 프로브에서 이 상태를 허용하고, 아니라면 애플리케이션을 확인하세요.',
  ),
};

/** The status that a server answered, in any of Azure's ways to say it. */
export const statusIn = (log: string): number | undefined => {
  const code = (/received\D{0,30}(\d{3})/i.exec(log) ?? /mismatch\D{0,12}(\d{3})/i.exec(log))?.[1];
  return code === undefined ? undefined : Number(code);
};

const causeOf = ({ codes, title, advice }: Advice): Cause<GatewayTarget> => ({
  id: `appgw/http-status-${codes[0] ?? 'other'}`,
  explains: ['backend-unhealthy'],
  order: 220,
  title,
  source: source('appgw-backend-health', 'HTTP status code mismatch'),
  judge: (see, target) => {
    const failing = failingBy(see, target, 'http-status');
    const untold = failing.flatMap(({ servers }) => servers).find(({ log }) => statusIn(log) === undefined);
    const all = failingOf(failing, ({ log }) => isOurs(statusIn(log), codes));
    if (untold && all.length === 0)
      throw new Unsure(
        text(
          `The probe of ${untold.address} does not accept its status, which Azure does not name: ${untold.log}`,
          `${untold.address}의 프로브가 상태를 허용하지 않지만 Azure가 상태를 알려 주지 않습니다: ${untold.log}`,
        ),
      );
    const proposal = proposed(see, target, all, otherAnswers);
    return verdictOn(
      all,
      text('No health probe was answered like this.', '이렇게 응답한 서버가 없습니다.'),
      (first, where) => toldOf(first, where, advice, proposal),
    );
  },
});

const isOurs = (status: number | undefined, codes: readonly number[]): boolean =>
  status !== undefined &&
  (codes.length > 0 ? codes.includes(status) : !known.some((each) => each.codes.includes(status)));

/** Where all servers give the same answer, another question may be the right one. */
function otherAnswers(asking: Asking): readonly (readonly ProbeTrial[])[] {
  const status = statusIn(asking.servers[0]?.log ?? '');
  const isSame = allFail(asking, (log) => statusIn(log) === status);
  return status !== undefined && isSame ? waysToAnswer(asking, status) : [];
}

function toldOf({ probing, servers: [server] }: Failing, where: string, advice: Text, proposal: Proposal) {
  const status = statusIn(server.log);
  const host = hostNameOf(probing, server);
  const header = host.from === 'nowhere' ? '' : ` -H ${shellWord(`Host: ${host.name}`)}`;
  const command = `curl -sk -o /dev/null -w '%{http_code}'${header} ${shellWord(probeUrl(probing, server))}`;
  const accepted = probing.statusCodes.join(', ');
  return {
    blamed: probing.settings.id,
    because: joinText(
      text(
        `${where}: ${probeUrl(probing, server)} answers ${status}; the ${probing.probe ? `probe ${probing.probe.name}` : 'default probe'} accepts ${accepted}.`,
        `${where}: ${probeUrl(probing, server)}의 응답은 ${status}이며, ${probing.probe ? `프로브 ${probing.probe.name}` : '기본 프로브'}은(는) ${accepted}을(를) 허용합니다.`,
      ),
      proposal.seen,
    ),
    fixes: proposal.fixes,
    advice: joinText(
      proposal.byHand,
      advice,
      text(`To see the same from a VM in the network: ${command}`, `네트워크 안의 VM에서 확인: ${command}`),
    ),
  };
}

/** Every status code that backends answer and probes do not accept. */
export const httpStatus: readonly Cause<GatewayTarget>[] = [...known, anyOther].map(causeOf);
