import { az, within } from '../model/az';
import { hopOf } from '../changes/put-route';
import { inverseOf } from '../changes';
import { nameOf, parentId, sameId } from '../model/arm-id';
import type { ChangeOf } from '../model/change';
import { source } from '../model/documents';
import { sure } from '../model/known';
import { cannotPlan, type Fix, type Planned } from '../model/plan';
import { text } from '../model/text';
import { concernsPublic, publicWays } from '../network/routes';
import { applicationGateway, type ApplicationGateway } from '../observations/application-gateway';
import { routeTable, type RouteTable } from '../observations/route-table';
import { subnet } from '../observations/subnet';

/** What a default route is written as: in one piece, or in two halves. */
const DEFAULT = ['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1'];

/** Makes the Internet the next hop of the default route of a gateway's subnet, where no other subnet goes by the same route table. */
export const routeToInternet: Fix<'route-to-internet'> = {
  id: 'route-to-internet',
  title: text('Lead the default route to the Internet', '기본 경로의 다음 홉을 인터넷으로 변경'),
  risk: 'high',
  source: source('appgw-backend-health', 'Backend health status: Unknown'),
  changes: ['put-route'],
  recoversWithinMs: 5 * 60_000,
  plan: (see, request) => {
    const gateway = see(applicationGateway, { id: request.gateway });
    const home = see(subnet, { id: gateway.subnet });
    if (!home.routeTable)
      return cannotPlan(
        text(
          'The gateway’s subnet has no route table any more.',
          '게이트웨이 서브넷에 더 이상 경로 테이블이 없습니다.',
        ),
      );
    const table = see(routeTable, { id: home.routeTable });
    return sharing(table, gateway) ?? planFor(table, gateway);
  },
};

/** Why the table is not the gateway's alone to change, where it is not. */
function sharing({ name, subnets }: RouteTable, gateway: ApplicationGateway): Planned | undefined {
  const home = nameOf(gateway.subnet);
  const others = subnets.filter((each) => !sameId(each, gateway.subnet));
  if (others.length === subnets.length)
    return cannotPlan(
      text(
        `${name} does not say that ${home} goes by it, so it is not known who else does.`,
        `${name}에 ${home}이(가) 연결되어 있다는 정보가 없어, 다른 누가 사용하는지 알 수 없습니다.`,
      ),
    );
  if (others.length === 0) return undefined;
  const names = others.map((each) => `${nameOf(parentId(each))}/${nameOf(each)}`).join(', ');
  const own = az('network vnet subnet update', {
    ...within('vnet-name', gateway.subnet),
    name: home,
    'route-table': 'ROUTE_TABLE_ID',
  });
  return cannotPlan(
    text(
      `${name} is also the route table of ${names}, whose traffic would take another way too. Make a route table for ${home} alone, with the other routes of ${name} and 0.0.0.0/0 to the Internet, and give it to the subnet: ${own}`,
      `${name}은(는) ${names}의 경로 테이블이기도 하여 그 트래픽의 경로도 바뀝니다. ${name}의 다른 경로와 인터넷으로 향하는 0.0.0.0/0을 담은 ${home} 전용 경로 테이블을 만들어 서브넷에 연결하세요: ${own}`,
    ),
  );
}

function planFor(table: RouteTable, gateway: ApplicationGateway): Planned {
  const routes = table.routes.filter(concernsPublic).map(({ name, addressPrefix, nextHopType, nextHopIpAddress }) => ({
    name,
    addressPrefix,
    nextHopType: sure(nextHopType, text(`The next hop of route ${name}`, `경로 ${name}의 다음 홉`)),
    ...(nextHopIpAddress === undefined ? {} : { nextHopIpAddress }),
  }));
  const { diverting } = publicWays(routes);
  const other = diverting.find(({ addressPrefix }) => !DEFAULT.includes(addressPrefix));
  if (other)
    return cannotPlan(
      text(
        `${table.name} leads ${other.addressPrefix} elsewhere than to the Internet too (route ${other.name}), and only Azure knows whether its management is there.`,
        `${table.name}은(는) ${other.addressPrefix}도 인터넷이 아닌 곳으로 보내며(경로 ${other.name}), Azure 관리 주소가 포함되는지는 Azure만 압니다.`,
      ),
    );

  const changes = diverting.map(({ name, ...was }): ChangeOf<'put-route'> => ({
    kind: 'put-route',
    routeTable: table.id,
    name,
    route: { addressPrefix: was.addressPrefix, nextHopType: 'Internet' },
    over: [was],
  }));
  const home = nameOf(gateway.subnet);
  const hops = [...new Set(diverting.map(hopOf))].join(', ');
  const names = diverting.map(({ name, addressPrefix }) => `${name} (${addressPrefix})`).join(', ');
  return {
    kind: 'plan',
    plan: {
      fix: 'route-to-internet',
      resource: table.id,
      region: gateway.location,
      risk: 'high',
      changes,
      undo: changes.toReversed().flatMap((change) => inverseOf(change) ?? []),
      opens: [],
      closes: [],
      effect: text(
        `Change route ${names} of ${table.name}: next hop Internet instead of ${hops}.`,
        `${table.name}의 경로 ${names}의 다음 홉을 ${hops}에서 Internet으로 바꿉니다.`,
      ),
      proof: [
        text(`No other subnet than ${home} goes by ${table.name}.`, `${table.name}은(는) ${home}만 사용합니다.`),
        text(
          `With that, ${table.name} leads every public address to the Internet. Its other routes stay as they are.`,
          `변경하면 ${table.name}은(는) 모든 공용 주소를 인터넷으로 보냅니다. 다른 경로는 그대로입니다.`,
        ),
      ],
      losses: [
        text(
          `Traffic from ${home} to the Internet, and to whatever else only this route leads to, no longer passes ${hops}.`,
          `${home}에서 인터넷으로, 그리고 이 경로로만 닿던 곳으로 가는 트래픽은 더 이상 ${hops}을(를) 거치지 않습니다.`,
        ),
      ],
    },
  };
}
