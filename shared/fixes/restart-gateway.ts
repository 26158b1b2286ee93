import { lossesOf } from '../changes';
import { stateOf } from '../changes/gateway-power';
import type { Change } from '../model/change';
import { source } from '../model/documents';
import { cannotPlan, type Fix } from '../model/plan';
import { text } from '../model/text';
import { applicationGateway } from '../observations/application-gateway';

/** Stops a gateway and starts it again: it forgets what it knew of names, and takes the DNS servers that its network has now. */
export const restartGateway: Fix<'restart-gateway'> = {
  id: 'restart-gateway',
  title: text('Stop the gateway and start it again', '게이트웨이 중지 후 시작'),
  risk: 'severe',
  source: source('appgw-backend-health', 'DNS resolution error'),
  changes: ['stop-gateway', 'start-gateway'],
  recoversWithinMs: 10 * 60_000,
  plan: (see, { gateway: id }) => {
    const gateway = see(applicationGateway, { id });
    const state = stateOf(gateway);
    if (state !== 'Running' || !/^succeeded$/i.test(gateway.provisioningState))
      return cannotPlan(
        text(
          `${gateway.name} is ${state} and its last update ${gateway.provisioningState}.`,
          `${gateway.name}의 상태는 ${state}, 마지막 업데이트 상태는 ${gateway.provisioningState}입니다.`,
        ),
      );
    const start: Change = { kind: 'start-gateway', gateway: gateway.id };
    const changes: readonly Change[] = [{ kind: 'stop-gateway', gateway: gateway.id }, start];
    return {
      kind: 'plan',
      plan: {
        fix: 'restart-gateway',
        resource: gateway.id,
        region: gateway.location,
        risk: 'severe',
        changes,
        // What a plan that is cut short after the stop leaves to be done.
        undo: [start],
        opens: [],
        closes: [],
        effect: text(
          `Stop ${gateway.name} and start it again. Its configuration stays. It asks for all names anew, of the DNS servers that its network has now. Where it does not start, the start is sent once more, and people are told.`,
          `${gateway.name}을(를) 중지한 뒤 다시 시작합니다. 구성은 유지됩니다. 모든 이름을 네트워크의 현재 DNS 서버에 새로 조회합니다. 시작되지 않으면 시작을 한 번 더 보내고 알립니다.`,
        ),
        proof: [
          text(
            `${gateway.name} is running and no other operation is under way on it.`,
            `${gateway.name}은(는) 실행 중이며 진행 중인 다른 작업이 없습니다.`,
          ),
        ],
        losses: lossesOf(see, changes),
      },
    };
  },
};
