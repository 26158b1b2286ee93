import { text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause, Verdict } from '../../model/judgement';
import type { See } from '../../model/observation';
import { nameOf } from '../../model/arm-id';
import type { GatewayTarget } from '../../model/target';
import { applicationGateway, type ApplicationGateway } from '../../observations/application-gateway';
import { connectivity } from '../../observations/connectivity';
import { routeTable } from '../../observations/route-table';
import { subnet } from '../../observations/subnet';
import { issuesTold } from '../../topology/connectivity';
import { tryFromGateway } from '../../topology/questions';
import { unlessInside } from './unless-inside';

/** A public address that always answers, so that the way to it is the way to the Internet. */
const ANYWHERE = '1.1.1.1';

/** A default route that a VPN or ExpressRoute gateway has learned leads Azure's management traffic away from the Internet. */
export const defaultRouteLearned: Cause<GatewayTarget> = {
  id: 'appgw/default-route-learned',
  explains: ['backend-unknown'],
  order: 410,
  title: text(
    'The gateway’s subnet has learned a default route that does not lead to the Internet',
    '게이트웨이 서브넷이 인터넷으로 향하지 않는 기본 경로를 전파받음',
  ),
  source: source('appgw-backend-health', 'Backend health status: Unknown (default route by BGP)'),
  judge: (see, target) => {
    const gateway = see(applicationGateway, { id: target.id });
    return unlessInside(gateway, judgeWay(see, gateway));
  },
};

function judgeWay(see: See, gateway: ApplicationGateway): Verdict {
  const home = see(subnet, { id: gateway.subnet });
  const table = home.routeTable ? see(routeTable, { id: home.routeTable }) : undefined;
  if (table?.disableBgpRoutePropagation)
    return {
      kind: 'excluded',
      because: text(`${table.name} takes over no learned routes.`, `${table.name}은(는) 전파된 경로를 받지 않습니다.`),
    };

  const { status, hops } = see(connectivity, tryFromGateway(see, gateway, ANYWHERE, 443));
  const vpn = hops.find(({ type }) => /^VirtualNetworkGateway$/i.test(type));
  if (vpn) {
    const by = vpn.resource && nameOf(vpn.resource) !== '' ? ` (${nameOf(vpn.resource)})` : '';
    return {
      kind: 'found',
      blamed: home.id,
      because: text(
        `From ${gateway.name} the way to ${ANYWHERE} leads into a virtual network gateway${by}: its subnet has learned a default route. Azure’s management of the gateway needs the Internet as next hop.`,
        `${gateway.name}에서 ${ANYWHERE}(으)로 가는 길이 가상 네트워크 게이트웨이${by}로 향합니다. 서브넷이 기본 경로를 전파받았습니다. Azure가 게이트웨이를 관리하려면 다음 홉이 인터넷이어야 합니다.`,
      ),
      fixes: [{ fix: 'route-to-internet', gateway: gateway.id }],
      advice: text(
        `Give the subnet ${nameOf(home.id)} a route table of its own that does not propagate gateway routes (disableBgpRoutePropagation), or that has a route 0.0.0.0/0 to Internet; or stop announcing 0.0.0.0/0 to this network.`,
        `서브넷 ${nameOf(home.id)}에 게이트웨이 경로를 전파하지 않는(disableBgpRoutePropagation) 경로 테이블이나 0.0.0.0/0을 인터넷으로 보내는 경로 테이블을 연결하거나, 이 네트워크로 0.0.0.0/0을 알리지 마세요.`,
      ),
    };
  }
  if (status === 'reachable')
    return {
      kind: 'excluded',
      because: text(
        `${gateway.name} reaches ${ANYWHERE}, and not through a virtual network gateway.`,
        `${gateway.name}은(는) 가상 네트워크 게이트웨이를 거치지 않고 ${ANYWHERE}에 연결됩니다.`,
      ),
    };
  const told = issuesTold(hops);
  return {
    kind: 'uncertain',
    because: text(
      `${gateway.name} does not reach ${ANYWHERE}, and nothing shows that a learned route is why. ${told.en}`.trim(),
      `${gateway.name}이(가) ${ANYWHERE}에 연결되지 않지만, 전파된 경로 때문인지는 보이지 않습니다. ${told.ko}`.trim(),
    ),
  };
}
