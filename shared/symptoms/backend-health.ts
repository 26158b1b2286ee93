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
    const said = whatIsSaid(first, hit);
    return {
      kind: 'present',
      symptom,
      because: text(
        `Backend health of ${gateway}: ${hit.length} of ${servers.length} servers ${health}. ${said}`,
        `${gateway}의 백엔드 상태: 서버 ${servers.length}개 중 ${hit.length}개가 ${health}입니다. ${said}`,
      ),
    };
  };
}

/** So many ways to fail are named; what is judged names the rest. */
const MOST_NAMED = 4;

/** What Azure says of the servers: of which ones, where it does not say the same of all. */
function whatIsSaid(first: BackendServer, servers: readonly BackendServer[]): string {
  const ways = [...Map.groupBy(servers, ({ log }) => log)];
  if (ways.length === 1) return first.log;
  return ways
    .slice(0, MOST_NAMED)
    .map(([log, those]) => `${[...new Set(those.map(({ address }) => address))].join(', ')}: ${log}`)
    .join(' ');
}

const statesOf = (servers: readonly BackendServer[]): string =>
  [...new Set(servers.map(({ health }) => wordOf(health)))].join(', ');
