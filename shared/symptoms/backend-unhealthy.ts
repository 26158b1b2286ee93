import { isSurely } from '../model/known';
import type { Symptom } from '../model/symptom';
import type { GatewayTarget } from '../model/target';
import { text } from '../model/text';
import { backendHealth, failureOf } from '../observations/backend-health';
import { serversThatAre } from './backend-health';
import { gotFurther } from './getting-further';

/** The gateway reaches its management, but backends fail their health probes. */
export const backendUnhealthy: Symptom<GatewayTarget> = {
  id: 'backend-unhealthy',
  order: 2,
  title: (gateway) =>
    text(`Backends of ${gateway} fail their health probes`, `${gateway}의 백엔드가 상태 프로브에 실패함`),
  ifNothing: text(
    'The gateway sends no requests to these backends; when none is left, clients get 502.',
    '게이트웨이가 이 백엔드로 요청을 보내지 않습니다. 남은 백엔드가 없으면 클라이언트는 502를 받습니다.',
  ),
  notJudged: [
    text('why the application on the backend is slow or silent', '백 엔드 애플리케이션이 느리거나 응답하지 않는 이유'),
  ],
  concerns: 'gateway',
  presence: serversThatAre('unhealthy', 'backend-unhealthy'),
  failures: (see, { id }) =>
    see(backendHealth, { gateway: id })
      .servers.filter(({ health }) => isSurely(health, 'unhealthy'))
      .map(failureOf),
  overcome: gotFurther,
};
