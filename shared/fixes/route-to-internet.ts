import { az, within } from '../model/az';
import { inverseOf } from '../changes';
import { nameOf, parentId, sameId } from '../model/arm-id';
import { source } from '../model/documents';
import { sure } from '../model/known';
import { cannotPlan, type Fix, type Plan, type Planned } from '../model/plan';
import { text, type Text } from '../model/text';
import { concernsPublic, hopOf, publicWays, type PublicWays } from '../network/routes';
import { applicationGateway, type ApplicationGateway } from '../observations/application-gateway';
import { routeTable, type RouteTable } from '../observations/route-table';
import { subnet } from '../observations/subnet';

/** What a default route is written as: in one piece, or in two halves. */
const DEFAULT = ['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1'];

/** The name of a default route that Reconnect adds. */
const NAME = 'reconnect-to-internet';

/**
 * Makes the Internet the next hop of the default route of a gateway's subnet, where no other subnet goes by the same route table: that
 * of the table's own default route, or of one that is added where the default route is a learned one.
 */
export const routeToInternet: Fix<'route-to-internet'> = {
  id: 'route-to-internet',
  title: text('Lead the default route to the Internet', '기본 경로의 다음 홉을 인터넷으로 변경'),
  risk: 'high',
  source: source('appgw-backend-health', 'Backend health status: Unknown (user-defined route)'),
  changes: ['put-route', 'add-route', 'delete-route'],
  recoversWithinMs: 5 * 60_000,
  plan: (see, request) => {
    const gateway = see(applicationGateway, { id: request.gateway });
    const home = see(subnet, { id: gateway.subnet });
    if (!home.routeTable) return cannotPlan(withoutTable(gateway));
    const table = see(routeTable, { id: home.routeTable });
    return sharing(table, gateway) ?? planFor(table, gateway);
  },
};

/** What people can do where there is no table to add a route to. */
function withoutTable({ subnet: id, location }: ApplicationGateway): Text {
  const { 'vnet-name': network, ...where } = within('vnet-name', id);
  const [home, table] = [nameOf(id), 'ROUTE_TABLE'];
  const route = { name: 'to-internet', 'address-prefix': '0.0.0.0/0', 'next-hop-type': 'Internet' };
  const commands = [
    az('network route-table create', { ...where, name: table, location }),
    az('network route-table route create', { ...where, 'route-table-name': table, ...route }),
    az('network vnet subnet update', { ...where, 'vnet-name': network, name: home, 'route-table': table }),
  ].join(' && ');
  return text(
    `The subnet ${home} has no route table. Make one with 0.0.0.0/0 to the Internet, and give it to the subnet: ${commands}`,
    `서브넷 ${home}에 경로 테이블이 없습니다. 0.0.0.0/0을 인터넷으로 보내는 경로 테이블을 만들어 서브넷에 연결하세요: ${commands}`,
  );
}

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

  return diverting.length > 0 ? changing(diverting, table, gateway) : adding(table, gateway);
}

/** Leads the table's own default route to the Internet. */
function changing(diverting: PublicWays['diverting'], table: RouteTable, gateway: ApplicationGateway): Planned {
  const home = nameOf(gateway.subnet);
  const hops = [...new Set(diverting.map(hopOf))].join(', ');
  const names = diverting.map(({ name, addressPrefix }) => `${name} (${addressPrefix})`).join(', ');
  return planned(table, gateway, {
    changes: diverting.map(({ name, ...was }) => ({
      kind: 'put-route',
      routeTable: table.id,
      name,
      route: { addressPrefix: was.addressPrefix, nextHopType: 'Internet' },
      over: [was],
    })),
    effect: text(
      `Change route ${names} of ${table.name}: next hop Internet instead of ${hops}.`,
      `${table.name}의 경로 ${names}의 다음 홉을 ${hops}에서 Internet으로 바꿉니다.`,
    ),
    proof: text(
      `With that, ${table.name} leads every public address to the Internet. Its other routes stay as they are.`,
      `변경하면 ${table.name}은(는) 모든 공용 주소를 인터넷으로 보냅니다. 다른 경로는 그대로입니다.`,
    ),
    loss: text(
      `Traffic from ${home} to the Internet, and to whatever else only this route leads to, no longer passes ${hops}.`,
      `${home}에서 인터넷으로, 그리고 이 경로로만 닿던 곳으로 가는 트래픽은 더 이상 ${hops}을(를) 거치지 않습니다.`,
    ),
  });
}

/** Puts a default route before the learned one. */
function adding(table: RouteTable, gateway: ApplicationGateway): Planned {
  const there = table.routes.find(
    ({ name, addressPrefix }) => addressPrefix === '0.0.0.0/0' || name.toLowerCase() === NAME,
  );
  if (there)
    return cannotPlan(
      text(
        `${table.name} already has the route ${there.name} (${there.addressPrefix}), and it does not help.`,
        `${table.name}에 경로 ${there.name}(${there.addressPrefix})이(가) 이미 있지만 도움이 되지 않습니다.`,
      ),
    );
  const home = nameOf(gateway.subnet);
  return planned(table, gateway, {
    changes: [
      {
        kind: 'add-route',
        routeTable: table.id,
        name: NAME,
        route: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' },
      },
    ],
    effect: text(
      `Add route ${NAME} to ${table.name}: 0.0.0.0/0 with next hop Internet.`,
      `${table.name}에 경로 ${NAME}을(를) 추가합니다: 0.0.0.0/0, 다음 홉 Internet.`,
    ),
    proof: text(
      `A route of ${table.name} goes before a learned one to the same prefix. Learned routes to narrower prefixes stay.`,
      `${table.name}의 경로는 같은 접두사로 전파된 경로보다 우선합니다. 더 좁은 접두사로 전파된 경로는 그대로입니다.`,
    ),
    loss: text(
      `Traffic from ${home} to the Internet, and to whatever else only the learned default route leads to, no longer goes over VPN or ExpressRoute, and passes no firewall or inspection that stands there.`,
      `${home}에서 인터넷으로, 그리고 전파된 기본 경로로만 닿던 곳으로 가는 트래픽은 더 이상 VPN이나 ExpressRoute를 거치지 않으며, 그쪽의 방화벽이나 검사도 거치지 않습니다.`,
    ),
  });
}

/** What any plan of this fix is, besides how it does it. */
function planned(
  table: RouteTable,
  gateway: ApplicationGateway,
  { changes, effect, proof, loss }: Pick<Plan, 'changes' | 'effect'> & { readonly proof: Text; readonly loss: Text },
): Planned {
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
      effect,
      proof: [
        text(
          `No other subnet than ${nameOf(gateway.subnet)} goes by ${table.name}.`,
          `${table.name}은(는) ${nameOf(gateway.subnet)}만 사용합니다.`,
        ),
        proof,
      ],
      losses: [loss],
    },
  };
}
