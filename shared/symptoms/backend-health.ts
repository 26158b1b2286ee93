import { isSurely, sure, wordOf } from '../model/known';
import type { Presence } from '../model/judgement';
import type { See } from '../model/observation';
import type { GatewayTarget, SymptomId } from '../model/target';
import { text } from '../model/text';
import { nameOf } from '../model/arm-id';
import { Unsure } from '../model/see';
import { backendHealth, type BackendServer } from '../observations/backend-health';

/** Whether any server of the gateway's pools has this health. */
export function serversThatAre(health: 'unknown' | 'unhealthy', symptom: SymptomId) {
  return (see: See, target: GatewayTarget): Presence => {
    const { servers } = see(backendHealth, { gateway: target.id });
    const hit = servers.filter((server) => isSurely(server.health, health));
    const gateway = nameOf(target.id);
    const healthy = servers.filter((server) => isSurely(server.health, 'healthy')).length;
    const [first] = hit;
    if (!first) {
      for (const server of servers)
        sure(server.health, text(`The health of ${server.address}`, `${server.address}의 상태`));
      if (health === 'unhealthy' && healthy === 0 && servers.some((server) => !isSurely(server.health, 'unknown')))
        throw new Unsure(
          text(
            `Backend health of ${gateway}: none of ${servers.length} servers is healthy (${statesOf(servers)}).`,
            `${gateway}의 백엔드 상태: 서버 ${servers.length}개 중 정상이 없습니다(${statesOf(servers)}).`,
          ),
        );
      return {
        kind: 'absent',
        because: text(
          `Backend health of ${gateway}: ${healthy} of ${servers.length} servers healthy.`,
          `${gateway}의 백엔드 상태: 서버 ${servers.length}개 중 ${healthy}개 정상.`,
        ),
      };
    }
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

const statesOf = (servers: readonly BackendServer[]): string =>
  [...new Set(servers.map(({ health }) => wordOf(health)))].join(', ');
