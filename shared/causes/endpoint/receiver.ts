import type { Verdict } from '../../model/judgement';
import type { See } from '../../model/observation';
import type { EndpointTarget } from '../../model/target';
import { text } from '../../model/text';
import { triedOf } from '../../topology/endpoints';

/** What a cause at the other end says where no VM is seen there. */
export function noReceiver(see: See, target: EndpointTarget): Verdict {
  const end = triedOf(see, target).hops.at(-1);
  return end && /^internet$/i.test(end.resource ?? end.type)
    ? {
        kind: 'excluded',
        because: text('The endpoint is on the Internet, not a VM here.', '대상이 VM이 아니라 인터넷에 있습니다.'),
      }
    : {
        kind: 'uncertain',
        because: text(
          'What is at the other end cannot be seen from here.',
          '연결 대상이 무엇인지 여기서 알 수 없습니다.',
        ),
      };
}
