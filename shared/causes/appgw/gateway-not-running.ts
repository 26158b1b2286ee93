import { az, within } from '../../model/az';
import { sure } from '../../model/known';
import { text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { GatewayTarget } from '../../model/target';
import { applicationGateway } from '../../observations/application-gateway';
import { resourceHealth } from '../../observations/resource-health';

/** The gateway itself is stopped or unhealthy, so nothing it says about its backends counts. */
export const gatewayNotRunning: Cause<GatewayTarget> = {
  id: 'appgw/gateway-not-running',
  explains: ['backend-unknown', 'backend-unhealthy'],
  order: 100,
  title: text('The gateway itself is not running or not healthy', '게이트웨이 자체가 실행 중이 아니거나 비정상임'),
  source: source('appgw-backend-health', 'Backend health status: Unknown (gateway not healthy)'),
  judge: (see, target) => {
    const gateway = see(applicationGateway, { id: target.id });
    const state = sure(
      gateway.operationalState,
      text(`The operational state of ${gateway.name}`, `${gateway.name}의 작동 상태`),
    );
    if (state !== 'Running')
      return {
        kind: 'found',
        blamed: gateway.id,
        because: text(`${gateway.name} is ${state}.`, `${gateway.name}의 상태는 ${state}입니다.`),
        fixes: [],
        ...(state === 'Stopped' ? { advice: adviceToStart(gateway.id) } : {}),
      };

    const health = see(resourceHealth, { resource: target.id });
    if (health.state === 'Unavailable' || health.state === 'Degraded')
      return {
        kind: 'found',
        blamed: gateway.id,
        because: text(
          `Azure reports ${gateway.name} as ${health.state}: ${health.summary}`,
          `Azure가 ${gateway.name}을(를) ${health.state}(으)로 보고합니다: ${health.summary}`,
        ),
        fixes: [],
        advice: text(
          `Look at Resource Health of ${gateway.name} in the portal, and contact Azure support.`,
          `포털에서 ${gateway.name}의 Resource Health를 확인하고 Azure 지원에 문의하세요.`,
        ),
      };
    return {
      // Only one word says that it is well; `Unknown` and words to come leave it open.
      kind: health.state === 'Available' ? 'excluded' : 'uncertain',
      because: text(
        `${gateway.name} is running, and Azure reports it as ${health.state}.`,
        `${gateway.name}은(는) 실행 중이며 Azure 상태는 ${health.state}입니다.`,
      ),
    };
  },
};

function adviceToStart(id: string) {
  const command = az('network application-gateway start', within('name', id));
  return text(
    `Where nobody wants it stopped, start it: ${command}`,
    `일부러 중지한 것이 아니라면 시작하세요: ${command}`,
  );
}
