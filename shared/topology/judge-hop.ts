import { nameOf } from '../model/arm-id';
import { az, within } from '../model/az';
import type { Verdict } from '../model/judgement';
import type { See } from '../model/observation';
import { joinText, text, type Text } from '../model/text';
import { isPrivate, prefixContains } from '../network/prefix';
import type { NextHop } from '../observations/next-hop';
import { cannotSeeThrough, deadAppliance } from './appliances';
import { entrance, virtualNetworkOf } from './paths';

/** What a VM (an id) sends to an address, and how people are told of what becomes of it. */
export interface Sent {
  readonly vm: string;
  readonly to: string;
  /** That it goes there. */
  readonly goes: (where: Text) => Text;
  /** That a route of the table of this name drops it. */
  readonly dropped: (table: string) => Text;
  /** That no route leads there. */
  readonly unrouted: Text;
}

/** What becomes of what a VM sends, as far as its next hop shows it. */
export function judgeHop(see: See, hop: NextHop, sent: Sent): Verdict {
  const { type, routeTable: table, address = '' } = hop;
  const { vm, to, goes, dropped, unrouted } = sent;
  if (type === 'None')
    return table.startsWith('/')
      ? {
          kind: 'found',
          blamed: table,
          because: dropped(nameOf(table)),
          fixes: [],
          advice: changeRoute(table, 'None', to),
        }
      : { kind: 'found', blamed: vm, because: unrouted, fixes: [], advice: connectNetworks };
  if (type !== 'VirtualAppliance') {
    const told = goes(text(type, type));
    return ledAway(see, hop, { vm, to, told }) ?? { kind: 'excluded', because: told };
  }
  const through = goes(
    text(
      `the appliance ${address}, by a route of ${nameOf(table)}`,
      `${nameOf(table)}의 경로에 따라 어플라이언스 ${address}`,
    ),
  );
  const { subnet } = entrance(see, { id: vm });
  const dead = address === '' ? undefined : deadAppliance(see, subnet, address);
  return dead
    ? { ...dead, kind: 'found', because: joinText(through, dead.because), fixes: [] }
    : { kind: 'uncertain', because: joinText(through, cannotSeeThrough) };
}

/**
 * Whether a route of a table leads what a VM (an id) sends away from its address, which is a private one: to the Internet, where nobody has
 * it, or out by a gateway although it is near. `undefined`: it does not. `told`: that it goes there, for people.
 */
function ledAway(
  see: See,
  { type, routeTable: table }: NextHop,
  { vm, to, told }: { readonly vm: string; readonly to: string; readonly told: Text },
): Verdict | undefined {
  if (!table.startsWith('/') || !isPrivate(to)) return undefined;
  const byTable = text(`It is a route of ${nameOf(table)} that leads there.`, `${nameOf(table)}의 경로 때문입니다.`);
  if (type === 'Internet')
    return {
      kind: 'found',
      blamed: table,
      because: joinText(
        told,
        byTable,
        text(
          `${to} is a private address, which the Internet does not carry.`,
          `${to}은(는) 인터넷에서 전달되지 않는 사설 주소입니다.`,
        ),
      ),
      fixes: [],
      advice: changeRoute(table, type, to),
    };
  if (type !== 'VirtualNetworkGateway') return undefined;
  const { subnet } = entrance(see, { id: vm });
  if (!virtualNetworkOf(see, subnet).some((prefix) => prefixContains(prefix, to))) return undefined;
  return {
    kind: 'uncertain',
    because: joinText(
      told,
      byTable,
      text(
        `${to} is in the same network or a peered one, and whether it comes back from beyond the gateway cannot be seen from here.`,
        `${to}은(는) 같은 네트워크나 피어링된 네트워크에 있으며, 게이트웨이 너머에서 돌아오는지는 여기서 알 수 없습니다.`,
      ),
    ),
  };
}

/** What people can do about the route of a table (an id) that leads to an address by this hop. */
function changeRoute(table: string, hop: string, to: string): Text {
  const command = az('network route-table route list', { ...within('route-table-name', table), output: 'table' });
  return text(
    `Change or take away the route with the next hop ${hop} that holds ${to}: ${command}`,
    `${to}을(를) 포함하고 다음 홉이 ${hop}인 경로를 바꾸거나 제거하세요: ${command}`,
  );
}

/** What people can do where no route leads from one network to the other. */
const connectNetworks = text(
  'Connect the two networks, by a peering or a VPN; where there is a peering, see whether it is connected.',
  '두 네트워크를 피어링이나 VPN으로 연결하세요. 피어링이 있다면 연결된 상태인지 확인하세요.',
);
