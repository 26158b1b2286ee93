import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { orElse } from '../../model/see';
import type { EndpointTarget } from '../../model/target';
import { text } from '../../model/text';
import { answersOtherwise, calledOf } from '../../topology/endpoints';
import { refusalOf } from './storage';

/** A connection works, and what is asked for over it is not answered with an expected status. Azure does not tell which status it was. */
export const answeredOtherwise: Cause<EndpointTarget> = {
  id: 'endpoint/answered-otherwise',
  explains: ['endpoint-unreachable'],
  concerns: ({ to }) => to.protocol !== 'Tcp',
  order: 430,
  title: text('What is asked for is not answered as expected', '요청에 대한 응답이 기대와 다름'),
  source: source('connectivity', 'Check website latency (what is answered)'),
  judge: (see, target) => {
    const { to } = target;
    const called = calledOf(to);
    const otherwise = answersOtherwise(see, target);
    if (!otherwise || to.protocol === 'Tcp')
      return {
        kind: otherwise === undefined ? 'excluded' : 'uncertain',
        because:
          otherwise === undefined
            ? text('It fails before anything is answered.', '응답 이전에 실패합니다.')
            : text(
                `A plain connection to ${called} does not work either, and Azure names no reason.`,
                `${called}에 대한 단순 연결도 되지 않으며, Azure가 이유를 알려 주지 않습니다.`,
              ),
      };
    const isRefused = orElse(
      () => refusalOf(see, target).refusal.kind !== 'other',
      () => false,
    );
    if (isRefused)
      return {
        kind: 'excluded',
        because: text('Its storage account refuses the VM.', '스토리지 계정이 VM을 거부합니다.'),
      };
    const expected = (to.statusCodes ?? [200]).join(', ');
    return {
      kind: 'found',
      blamed: called,
      because: text(
        `A connection to ${called} works, but it does not answer with ${expected}: another status, or nothing that could be read.`,
        `${called}에 연결은 되지만 ${expected}(으)로 응답하지 않습니다. 다른 상태이거나 읽을 수 없는 응답입니다.`,
      ),
      fixes: [],
      advice: text(
        `Ask in the VM what it answers: curl -v ${called}. Where that status is right, name it in the policy (targets[].to.statusCodes); where TLS fails, look at the certificate.`,
        `VM에서 응답을 확인하세요: curl -v ${called}. 그 상태가 정상이면 정책(targets[].to.statusCodes)에 지정하고, TLS가 실패하면 인증서를 확인하세요.`,
      ),
    };
  },
};
