import { text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { GatewayTarget } from '../../model/target';
import { applicationGateway } from '../../observations/application-gateway';
import { routeTable } from '../../observations/route-table';
import { subnet } from '../../observations/subnet';

/** The gateway subnet's default route leads away from the Internet, so answers to Azure's management never arrive. */
export const defaultRouteDiverted: Cause<GatewayTarget> = {
  id: 'appgw/default-route-diverted',
  explains: ['backend-unknown'],
  order: 310,
  title: text(
    'The gateway’s default route does not lead to the Internet',
    '게이트웨이의 기본 경로가 인터넷으로 향하지 않음',
  ),
  source: source('appgw-backend-health', 'Backend health status: Unknown'),
  judge: (see, target) => {
    const gateway = see(applicationGateway, { id: target.id });
    const home = see(subnet, { id: gateway.subnet });
    if (!home.routeTable)
      return {
        kind: 'excluded',
        because: text('The gateway’s subnet has no route table.', '게이트웨이 서브넷에 경로 테이블이 없습니다.'),
      };

    const table = see(routeTable, { id: home.routeTable });
    const diverted = table.routes.find(
      (route) => route.addressPrefix === '0.0.0.0/0' && route.nextHopType !== 'Internet',
    );
    if (!diverted)
      return {
        kind: 'excluded',
        because: text(
          `${table.name} leaves the default route to the Internet.`,
          `${table.name}의 기본 경로는 인터넷으로 향합니다.`,
        ),
      };

    const hop = [diverted.nextHopType, diverted.nextHopIpAddress].filter(Boolean).join(' ');
    return {
      kind: 'found',
      blamed: `${table.id}/routes/${diverted.name}`,
      because: text(
        `Route ${diverted.name} of ${table.name} sends 0.0.0.0/0 to ${hop}; Azure’s management of the gateway needs the Internet as next hop.`,
        `${table.name}의 경로 ${diverted.name}이(가) 0.0.0.0/0을(를) ${hop}(으)로 보냅니다. Azure가 게이트웨이를 관리하려면 다음 홉이 인터넷이어야 합니다.`,
      ),
      fixes: [],
    };
  },
};
