import { isSurely, sure } from '../../model/known';
import { text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause, Verdict } from '../../model/judgement';
import type { FixRequest } from '../../model/plan';
import type { See } from '../../model/observation';
import { Unsure } from '../../model/see';
import type { GatewayTarget } from '../../model/target';
import { areMostPublic, concernsPublic, managementRoute, publicWays } from '../../network/routes';
import { applicationGateway, type ApplicationGateway } from '../../observations/application-gateway';
import { hopTold, routeTable, type Route, type RouteTable } from '../../observations/route-table';
import { subnet } from '../../observations/subnet';
import { unlessInside } from './unless-inside';

/** The gateway subnet's default route leads away from the Internet, so answers to Azure's management never arrive. */
export const defaultRouteDiverted: Cause<GatewayTarget> = {
  id: 'appgw/default-route-diverted',
  explains: ['backend-unknown'],
  order: 310,
  title: text(
    'The gateway’s default route does not lead to the Internet',
    '게이트웨이의 기본 경로가 인터넷으로 향하지 않음',
  ),
  source: source('appgw-backend-health', 'Backend health status: Unknown (user-defined route)'),
  judge: (see, target) => {
    const gateway = see(applicationGateway, { id: target.id });
    return unlessInside(gateway, judgeRoutes(see, gateway));
  },
};

function judgeRoutes(see: See, gateway: ApplicationGateway): Verdict {
  const home = see(subnet, { id: gateway.subnet });
  if (!home.routeTable)
    return {
      kind: 'uncertain',
      because: text(
        'The gateway’s subnet has no route table, so a default route may be learned from ExpressRoute, VPN or a Virtual WAN hub, which no route table shows.',
        '게이트웨이 서브넷에 경로 테이블이 없어 ExpressRoute, VPN 또는 Virtual WAN 허브에서 기본 경로를 배울 수 있지만, 경로 테이블에는 보이지 않습니다.',
      ),
    };

  const table = see(routeTable, { id: home.routeTable });
  const tagged = managementRoute(table.routes, gateway.location);
  if (tagged && /^gatewaymanager/i.test(tagged.addressPrefix) && isAway(tagged)) return diverted(table, [tagged]);

  // A next hop that nobody knows may be the Internet: what is found in spite of that is found.
  const { away, diverting, unwritten } = publicWays(
    table.routes.map((route) => ({
      name: route.name,
      addressPrefix: route.addressPrefix,
      nextHopType: 'known' in route.nextHopType ? route.nextHopType.known : 'Internet',
    })),
  );
  const routes = table.routes.filter(({ name }) => diverting.some((route) => route.name === name));
  if (areMostPublic(away) && !tagged)
    return diverted(table, routes, [{ fix: 'route-to-internet', gateway: gateway.id }]);
  for (const route of table.routes.filter((each) => each === tagged || concernsPublic(each)))
    sure(route.nextHopType, hopOf(table, route));
  const tagAway = tagged && isAway(tagged) ? [tagged] : [];
  const some = named([...tagAway, ...routes]);
  if (away.length > 0 || tagAway.length > 0)
    throw new Unsure(
      text(
        `${table.name} leads only some public addresses elsewhere than to the Internet (${some}). Only Azure knows whether its management is among them.`,
        `${table.name}은(는) 일부 공용 주소만 인터넷이 아닌 곳으로 보냅니다(${some}). Azure 관리 주소가 포함되는지는 Azure만 압니다.`,
      ),
    );
  if (unwritten.length > 0 && !table.disableBgpRoutePropagation)
    throw new Unsure(
      text(
        `${table.name} has no default route and takes over learned ones, so ExpressRoute, VPN or a Virtual WAN hub may divert it, which no route table shows.`,
        `${table.name}에 기본 경로가 없고 전파된 경로를 받으므로, ExpressRoute, VPN 또는 Virtual WAN 허브가 기본 경로를 바꿀 수 있지만 경로 테이블에는 보이지 않습니다.`,
      ),
    );
  return {
    kind: 'excluded',
    because: text(
      `${table.name} leaves the default route to the Internet.`,
      `${table.name}의 기본 경로는 인터넷으로 향합니다.`,
    ),
  };
}

const isAway = ({ nextHopType }: Route): boolean => 'known' in nextHopType && !isSurely(nextHopType, 'Internet');

const hopOf = (table: RouteTable, { name }: Route) =>
  text(`The next hop of route ${name} in ${table.name}`, `${table.name}의 경로 ${name}의 다음 홉`);

const named = (routes: readonly Route[]): string =>
  routes.map(({ name, addressPrefix }) => `${name}: ${addressPrefix}`).join(', ');

function diverted(table: RouteTable, routes: readonly Route[], fixes: readonly FixRequest[] = []): Verdict {
  const [first] = routes;
  const names = routes.map(({ name }) => name).join(', ');
  const prefixes = routes.map(({ addressPrefix }) => addressPrefix).join(', ');
  const hop = [...new Set(routes.map(hopTold))].join(', ');
  return {
    kind: 'found',
    blamed: `${table.id}/routes/${first?.name ?? ''}`,
    because: text(
      `Route ${names} of ${table.name} sends ${prefixes} to ${hop}; Azure’s management of the gateway needs the Internet as next hop.`,
      `${table.name}의 경로 ${names}이(가) ${prefixes}을(를) ${hop}(으)로 보냅니다. Azure가 게이트웨이를 관리하려면 다음 홉이 인터넷이어야 합니다.`,
    ),
    fixes,
    advice: text(
      `Set the next hop of route ${names} in ${table.name} to Internet, or make sure that what stands at ${hop} leads packets on to the Internet unchanged.`,
      `${table.name}의 경로 ${names}의 다음 홉을 Internet으로 바꾸거나, ${hop}에서 패킷을 수정하지 않고 인터넷으로 다시 보내는지 확인하세요.`,
    ),
  };
}
