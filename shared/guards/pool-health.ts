import { takenDownBy } from '../changes';
import { isOfType, nameOf, sameId } from '../model/arm-id';
import { isSurely } from '../model/known';
import type { Guard, GuardResult } from '../model/guard';
import { forEach } from '../model/see';
import { text } from '../model/text';
import { backendHealth, type BackendServer } from '../observations/backend-health';
import { poolsOf, type Membership } from '../topology/pools';

/**
 * Would taking a VM down leave a gateway short of healthy servers, or a gateway that serves somebody? A VM may be out of reach for
 * SSH and still serve its users, and a gateway that has lost some servers serves by the others.
 * Only what stops the whole VM is asked about: resetting SSH restarts sshd alone, and what a gateway serves goes on.
 */
export const poolHealth: Guard = {
  id: 'pool-health',
  title: text('Enough healthy servers stay behind the gateway', '게이트웨이에 정상 서버가 충분히 남음'),
  order: 150,
  check: (see, { plan }, policy) => {
    const results = forEach(plan.changes.flatMap(takenDownBy), (id) =>
      isOfType(id, 'Microsoft.Network/applicationGateways')
        ? [withoutGateway(nameOf(id), see(backendHealth, { gateway: id }).servers)]
        : forEach(poolsOf(see, id, policy), (member) => {
            const { servers } = see(backendHealth, { gateway: member.gateway });
            return withoutVm(nameOf(id), member, servers, policy.limits.healthyInPool);
          }),
    );
    return results.flat().find(({ kind }) => kind !== 'pass') ?? { kind: 'pass' };
  },
};

/** Whether nobody is served by the gateway: all its servers certainly fail. One whose health is unknown may serve. */
function withoutGateway(gateway: string, servers: readonly BackendServer[]): GuardResult {
  const serving = servers.filter(({ health }) => !isSurely(health, 'unhealthy'));
  if (serving.length === 0) return { kind: 'pass' };
  const which = [...new Set(serving.map(({ address }) => address))].join(', ');
  return {
    kind: 'block',
    because: text(
      `${gateway} may be serving by ${which}, which would be out of reach until it is started again. Do it by hand when that may be.`,
      `${gateway}이(가) ${which}(으)로 서비스 중일 수 있으며, 다시 시작될 때까지 접속할 수 없게 됩니다. 가능한 시간에 직접 실행하세요.`,
    ),
  };
}

/** Whether the gateway can do without the VM, in each of its pools under each of their settings. */
function withoutVm(
  vm: string,
  { gateway, addresses }: Membership,
  servers: readonly BackendServer[],
  wanted: number,
): GuardResult {
  const isOwn = ({ address }: BackendServer) => addresses.includes(address);
  const own = servers.filter(isOwn);
  if (own.length === 0 || own.some(({ health }) => 'unrecognised' in health || health.known === 'unknown'))
    return {
      kind: 'block',
      because: text(
        `${nameOf(gateway)} does not say whether ${vm} serves behind it, so nobody can tell what taking it down would cost. Look at its backend health first.`,
        `${nameOf(gateway)}에서 ${vm}의 상태를 알 수 없어 중단했을 때의 영향을 판단할 수 없습니다. 먼저 백 엔드 상태를 확인하세요.`,
      ),
    };
  // A server that is draining or partly healthy still serves somebody.
  for (const serving of own.filter(({ health }) => !isSurely(health, 'unhealthy'))) {
    const others = servers.filter(
      (server) =>
        !isOwn(server) &&
        isSurely(server.health, 'healthy') &&
        sameId(server.pool, serving.pool) &&
        sameId(server.settings, serving.settings),
    );
    const healthy = new Set(others.map(({ address }) => address)).size;
    if (healthy < wanted)
      return {
        kind: 'block',
        because: text(
          `${vm} serves behind ${nameOf(gateway)} (pool ${nameOf(serving.pool)}), where ${healthy} other servers are healthy and the policy wants at least ${wanted} before one that serves is taken down. Bring another server back first, or fix it by hand.`,
          `${vm}은(는) ${nameOf(gateway)}(풀 ${nameOf(serving.pool)})에서 서비스 중입니다. 다른 정상 서버는 ${healthy}대인데, 정책은 서비스 중인 서버를 중단하기 전에 ${wanted}대 이상을 요구합니다. 다른 서버를 먼저 복구하거나 직접 고치세요.`,
        ),
      };
  }
  return { kind: 'pass' };
}
