import type { Presence } from '../model/judgement';
import type { See } from '../model/observation';
import type { GatewayTarget, SymptomId, Target } from '../model/target';
import { text } from '../model/text';
import { nameOf } from '../model/arm-id';
import { backendHealth } from '../observations/backend-health';

export const isGateway = (target: Target): target is GatewayTarget => target.kind === 'gateway';

/** Whether any server of the gateway's pools has this health. */
export function serversThatAre(health: 'unknown' | 'unhealthy', symptom: SymptomId) {
  return (see: See, target: GatewayTarget): Presence => {
    const { servers } = see(backendHealth, { gateway: target.id });
    const hit = servers.filter((server) => server.health === health);
    const gateway = nameOf(target.id);
    const healthy = servers.filter((server) => server.health === 'healthy').length;
    const [first] = hit;
    if (!first)
      return {
        kind: 'absent',
        because: text(
          `Backend health of ${gateway}: ${healthy} of ${servers.length} servers healthy.`,
          `${gateway}의 백엔드 상태: 서버 ${servers.length}개 중 ${healthy}개 정상.`,
        ),
      };
    return {
      kind: 'present',
      symptom,
      because: text(
        `Backend health of ${gateway}: ${hit.length} of ${servers.length} servers ${health}. ${first.log}`,
        `${gateway}의 백엔드 상태: 서버 ${servers.length}개 중 ${hit.length}개가 ${health}입니다. ${first.log}`,
      ),
    };
  };
}
