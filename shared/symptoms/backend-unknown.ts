import type { Symptom } from '../model/symptom';
import type { GatewayTarget } from '../model/target';
import { source } from '../model/documents';
import { text } from '../model/text';
import { serversThatAre } from './backend-health';

/** Azure cannot tell how the gateway's backends are. */
export const backendUnknown: Symptom<GatewayTarget> = {
  id: 'backend-unknown',
  order: 1,
  title: (gateway) =>
    text(`Azure cannot see the backend health of ${gateway}`, `${gateway}의 백엔드 상태를 Azure가 확인하지 못함`),
  ifNothing: text(
    'Azure can neither manage the gateway nor see its backends: it may stop scaling and updating, and requests may fail with 502.',
    'Azure가 게이트웨이를 관리하지도 백엔드를 확인하지도 못합니다. 크기 조정과 업데이트가 멈추고 요청이 502로 실패할 수 있습니다.',
  ),
  notJudged: [
    {
      ...text(
        'whether the gateway reaches the lists of revoked certificates',
        '게이트웨이가 인증서 해지 목록에 연결되는지',
      ),
      source: source('appgw-backend-health', 'Backend health status: Unknown (revocation lists)'),
    },
    {
      ...text(
        'where the hub of a Virtual WAN leads the gateway’s traffic',
        'Virtual WAN 허브가 게이트웨이 트래픽을 보내는 곳',
      ),
      source: source('appgw-backend-health', 'Backend health status: Unknown (Virtual WAN)'),
    },
    {
      ...text(
        'whether an appliance answers the probes itself, which is no error',
        '어플라이언스가 프로브에 직접 응답하는지(오류가 아님)',
      ),
      source: source('appgw-backend-health', 'Backend health status: Unknown (probes answered by an appliance)'),
    },
  ],
  concerns: 'gateway',
  presence: serversThatAre('unknown', 'backend-unknown'),
};
