import { nameOf, parentId, parseArmId } from '../../model/arm-id';
import { az, within } from '../../model/az';
import type { Cause, Verdict } from '../../model/judgement';
import type { See } from '../../model/observation';
import { ifSeen, Unsure } from '../../model/see';
import type { EndpointTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import { isPrivate, prefixContains } from '../../network/prefix';
import { hopOf, narrowest } from '../../network/routes';
import type { Hop } from '../../observations/connectivity';
import { networkInterface } from '../../observations/network-interface';
import { nextHop, type NextHop } from '../../observations/next-hop';
import { hopTold, routeTable, type Route } from '../../observations/route-table';
import { virtualNetwork } from '../../observations/virtual-network';
import { isOfNic, isSource, silentHop } from '../../topology/connectivity';
import { addressOfEndpoint, receiverOf, triedOf } from '../../topology/endpoints';
import { entrance } from '../../topology/paths';
import { wayOut } from '../../topology/questions';
import { returnRouteDropped } from '../network/return-route-dropped';
import { causeOf } from './cause-of';
import { noReceiver } from './receiver';

// What a VM sends to an endpoint, or what the VM there answers, goes another way or none.

/** The first hop at which the check names this issue, with the VM (an id) that is there and where Azure sends it on. */
function stoppedAt(see: See, target: EndpointTarget, issue: RegExp) {
  const { hops } = triedOf(see, target);
  const at = hops.findIndex(({ issues }) => issues.some(({ type }) => issue.test(type)));
  const hop = hops[at];
  if (!hop) return undefined;
  const vm = isSource(hop, at) ? target.id : vmAt(see, hop);
  return { vm, next: see(nextHop, wayOut(see, vm, addressOfEndpoint(see, target))) };
}

function vmAt(see: See, { resource = '', address }: Hop): string {
  const vm = isOfNic(resource) ? see(networkInterface, { id: parentId(resource) }).vm : undefined;
  if (vm) return vm;
  throw new Unsure(
    text(
      `The connection check names a route at ${address ?? '?'}, and nothing tells what is there.`,
      `연결 확인이 ${address ?? '?'}의 경로를 지목하지만, 그곳이 무엇인지 알 수 없습니다.`,
    ),
  );
}

const notNamed = (what: Text): Verdict => ({
  kind: 'excluded',
  because: text(`The connection check names no ${what.en}.`, `연결 확인이 ${what.ko}을(를) 지목하지 않습니다.`),
});

/** Azure's two words differ: what the check names, and where it says that the packet goes next. */
const differs = (vm: string, { type, address, routeTable: table }: NextHop, what: Text): Verdict => {
  const hop = hopOf({ nextHopType: type, nextHopIpAddress: address });
  return {
    kind: 'uncertain',
    because: text(
      `The connection check names ${what.en} at ${nameOf(vm)}; next hop says ${hop} (${nameOf(table)}).`,
      `연결 확인은 ${nameOf(vm)}에서 ${what.ko}을(를) 지목하지만, 다음 홉은 ${hop}(${nameOf(table)})입니다.`,
    ),
  };
};

function diverted(see: See, target: EndpointTarget): Verdict {
  const what = text('route of a route table', '경로 테이블의 경로');
  const stopped = stoppedAt(see, target, /^UserDefinedRoute$/i);
  if (!stopped) return notNamed(what);
  const { vm, next } = stopped;
  if (!parseArmId(next.routeTable)) return differs(vm, next, what);
  const address = addressOfEndpoint(see, target);
  const id = next.routeTable;
  const route = ifSeen(() => narrowest(see(routeTable, { id }).routes, address));
  const hop = route ? hopTold(route) : hopOf({ nextHopType: next.type, nextHopIpAddress: next.address });
  return {
    kind: 'found',
    blamed: route ? `${id}/routes/${route.name}` : id,
    because: text(
      `${route ? `Route ${route.name}` : 'A route'} of ${nameOf(id)} sends what ${nameOf(vm)} sends to ${address} to ${hop}, and it gets no further.`,
      `${nameOf(id)}의 ${route ? `경로 ${route.name}` : '경로'}이(가) ${nameOf(vm)}에서 ${address}(으)로 가는 트래픽을 ${hop}(으)로 보내며, 더 나아가지 못합니다.`,
    ),
    fixes: [],
    advice: byHand(see, vm, id, route, address),
  };
}

/** What people can do about a route. Where the straight way is Azure's own, one more route for the one address leaves all others as they are. */
function byHand(see: See, vm: string, table: string, route: Route | undefined, address: string): Text {
  const { prefixes } = see(virtualNetwork, { id: parentId(entrance(see, { id: vm }).subnet) });
  const isLocal = prefixes.some((prefix) => prefixContains(prefix, address));
  const where = within('route-table-name', table);
  const straight = isLocal ? 'VnetLocal' : isPrivate(address) ? undefined : 'Internet';
  const look = route
    ? text(
        `Whether the route is wanted is for people: see that its next hop runs and passes it on, or take it out: ${az('network route-table route delete', { ...where, name: route.name })}`,
        `경로가 의도된 것인지는 사람이 판단해야 합니다. 다음 홉이 실행 중이고 트래픽을 전달하는지 확인하거나, 경로를 제거하세요: ${az('network route-table route delete', { ...where, name: route.name })}`,
      )
    : text(`Look at the routes of ${nameOf(table)}.`, `${nameOf(table)}의 경로를 확인하세요.`);
  if (!straight) return look;
  const add = az('network route-table route create', {
    ...where,
    name: `to-${address.replaceAll('.', '-')}`,
    'address-prefix': `${address}/32`,
    'next-hop-type': straight,
  });
  return joinText(
    look,
    text(
      `To lead ${address}/32 alone straight to ${straight}, past whatever looks at it there, and nothing else otherwise than now: ${add}`,
      `${address}/32만 그곳의 검사를 거치지 않고 ${straight}(으)로 바로 보내고 나머지는 그대로 두려면: ${add}`,
    ),
  );
}

function noRoute(see: See, target: EndpointTarget): Verdict {
  const what = text('missing route', '없는 경로');
  const stopped = stoppedAt(see, target, /^NoRouteLearned$/i);
  if (!stopped) return notNamed(what);
  const { vm, next } = stopped;
  if (next.type !== 'None') return differs(vm, next, what);
  const address = addressOfEndpoint(see, target);
  const { subnet, nic } = entrance(see, { id: vm });
  const network = nameOf(parentId(subnet));
  return {
    kind: 'found',
    blamed: subnet,
    because: text(
      `Azure knows no route from ${nameOf(vm)} to ${address}, and drops what is sent there.`,
      `Azure에 ${nameOf(vm)}에서 ${address}(으)로 가는 경로가 없어 트래픽이 버려집니다.`,
    ),
    fixes: [],
    advice: text(
      `Connect ${network} with the network of ${address}: by a peering that is connected on both sides, or by the VPN or ExpressRoute gateway that is to announce it. What it knows now: ${az('network nic show-effective-route-table', within('name', nic.id))}`,
      `${network}을(를) ${address}의 네트워크와 연결하세요. 양쪽이 연결된 피어링이나, 경로를 전파해야 할 VPN 또는 ExpressRoute 게이트웨이를 확인하세요. 현재 경로: ${az('network nic show-effective-route-table', within('name', nic.id))}`,
    ),
  };
}

function answersLost(see: See, target: EndpointTarget): Verdict {
  if (!silentHop(triedOf(see, target))) return notNamed(text('silence of the destination', '대상의 무응답'));
  const receiver = receiverOf(see, target);
  return receiver ? returnRouteDropped.judge(see, receiver) : noReceiver(see, target);
}

/** Every way in which routes keep a VM from an endpoint. */
export const routes: readonly Cause<EndpointTarget>[] = [
  causeOf(
    'route-diverted',
    310,
    text('A route of a route table leads it away', '경로 테이블의 경로가 다른 곳으로 보냄'),
    'Validate routing issues (user-defined route)',
    diverted,
  ),
  causeOf(
    'no-route',
    311,
    text('The VM has no route to it', 'VM에서 대상으로 가는 경로가 없음'),
    'Validate routing issues (no route)',
    noRoute,
  ),
  causeOf(
    'answers-lost',
    312,
    text('The destination’s answers have no route back', '대상의 응답이 돌아올 경로가 없음'),
    'Validate routing issues (no route)',
    answersLost,
  ),
];
