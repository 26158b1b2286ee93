import { inverseOf, lossesOf } from '../changes';
import type { ChangeOf } from '../model/change';
import { source } from '../model/documents';
import { cannotPlan, type Fix } from '../model/plan';
import { sameId } from '../model/arm-id';
import { text } from '../model/text';
import { applicationGateway } from '../observations/application-gateway';

/** Lets a custom probe wait longer. Only what was tried on demand is asked for. */
export const raiseProbeTimeout: Fix<'raise-probe-timeout'> = {
  id: 'raise-probe-timeout',
  title: text('Raise the timeout of the health probe', '상태 프로브의 제한 시간 늘리기'),
  risk: 'medium',
  source: source('appgw-backend-health', 'Backend server timeout'),
  changes: ['set-gateway-probe'],
  recoversWithinMs: 10 * 60_000,
  plan: (see, { gateway: id, probe: name, timeout }) => {
    const gateway = see(applicationGateway, { id });
    const probe = gateway.probes.find((each) => sameId(each.name, name));
    if (!probe) throw new Error(`The timeout of probe ${name} is to be raised, and there is none.`);
    if (!/^succeeded$/i.test(gateway.provisioningState))
      return cannotPlan(
        text(
          `The last update of ${gateway.name} is ${gateway.provisioningState}.`,
          `${gateway.name}의 마지막 업데이트 상태가 ${gateway.provisioningState}입니다.`,
        ),
      );
    if (gateway.hasOwnIdentity)
      return cannotPlan(
        text(
          `${gateway.name} has a managed identity of its own, and whoever sends the gateway back must be allowed to assign it. Reconnect's role is not.`,
          `${gateway.name}에 사용자 할당 관리 ID가 있어, 게이트웨이를 다시 보내려면 그 ID를 할당할 권한이 필요합니다. Reconnect의 역할에는 없습니다.`,
        ),
      );
    const change: ChangeOf<'set-gateway-probe'> = {
      kind: 'set-gateway-probe',
      gateway: gateway.id,
      probe: probe.name,
      field: 'timeout',
      from: probe.timeout,
      to: timeout,
    };
    const later = timeout - probe.timeout;
    return {
      kind: 'plan',
      plan: {
        fix: 'raise-probe-timeout',
        resource: gateway.id,
        region: gateway.location,
        risk: 'medium',
        changes: [change],
        undo: [inverseOf(change) ?? []].flat(),
        opens: [],
        closes: [],
        effect: text(
          `Raise the timeout of probe ${probe.name} of ${gateway.name} from ${probe.timeout} s to ${timeout} s. The update takes minutes, in which the gateway goes on serving. A server that hangs is noticed up to ${later} s later at each probe.`,
          `${gateway.name}의 프로브 ${probe.name}의 제한 시간을 ${probe.timeout}초에서 ${timeout}초로 늘립니다. 업데이트에는 몇 분이 걸리며 그동안 게이트웨이는 계속 서비스합니다. 멈춘 서버는 프로브마다 최대 ${later}초 늦게 발견됩니다.`,
        ),
        proof: [
          text(
            `The gateway has asked every server that the probe asks, once and for up to ${timeout} s: all pass.`,
            `게이트웨이가 이 프로브의 모든 서버를 최대 ${timeout}초까지 기다리며 한 번씩 확인했고 모두 통과했습니다.`,
          ),
          text(
            'Nothing else of the gateway changes: it is read right before it is sent, and Azure refuses it if somebody changes it in between.',
            '게이트웨이의 다른 부분은 바뀌지 않습니다. 보내기 직전에 읽으며, 그사이 누가 바꾸면 Azure가 거부합니다.',
          ),
        ],
        losses: lossesOf(see, [change]),
      },
    };
  },
};
