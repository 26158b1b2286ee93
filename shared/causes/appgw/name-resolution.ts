import { nameOf, sameId } from '../../model/arm-id';
import { az, within } from '../../model/az';
import { source } from '../../model/documents';
import type { Cause, Found, Verdict } from '../../model/judgement';
import type { See } from '../../model/observation';
import { forEach } from '../../model/see';
import { shellWord } from '../../model/shell-word';
import type { GatewayTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import type { ApplicationGateway } from '../../observations/application-gateway';
import { failureOf } from '../../observations/backend-health';
import type { VirtualNetwork } from '../../observations/virtual-network';
import { issuesTold } from '../../topology/connectivity';
import { AZURE_DNS, testerIn } from '../../topology/names';
import { linkOf, recordFor } from '../network/zones';
import { failingBy } from './probing';
import {
  isAzures,
  lookUp,
  MOST_LOOKED_INTO,
  namesOf,
  seek,
  silentServers,
  zoneFor,
  type Name,
  type Place,
  type Reason,
  type Sought,
} from './unresolved-names';

// Why a gateway finds no address for a host name in its pool. Each name is one cause's, and those that nothing tells more of are the last
// one's.

interface Told extends Pick<Found, 'blamed' | 'because'> {
  readonly advice: Text;
  readonly fixes?: Found['fixes'];
}

interface Explanation<K extends Reason['kind']> {
  readonly id: string;
  readonly order: number;
  readonly title: Text;
  readonly reason: K;
  /** What shows it, asked once more where nothing did: a right that is missing is named then. */
  readonly look?: (see: See, place: Place, name: Name) => unknown;
  readonly found: (all: readonly [Sought<K>, ...Sought<K>[]], place: Place) => Told;
}

const cause = <K extends Exclude<Reason['kind'], 'untold'>>({
  id,
  order,
  title,
  reason,
  look,
  found,
}: Explanation<K>): Cause<GatewayTarget> => ({
  id: `appgw/${id}`,
  explains: ['backend-unhealthy'],
  order,
  title,
  source: source('appgw-backend-health', 'DNS resolution error'),
  judge: (see, target) => {
    const { place, sought } = seek(see, target);
    const [first, ...others] = sought.filter((each): each is Sought<K> => each.reason.kind === reason);
    if (first && place) {
      const names = [first, ...others].map(({ name }) => name.toLowerCase());
      const accountsFor = failingBy(see, target, 'dns')
        .flatMap(({ servers }) => servers)
        .filter(({ address }) => names.includes(address.toLowerCase()))
        .map(failureOf);
      return { kind: 'found', fixes: [], accountsFor, ...found([first, ...others], place) };
    }
    const open = sought.filter((each) => each.reason.kind === 'untold');
    if (open.length === 0) return noneOrAnother(sought);
    if (place && look) forEach(open.slice(0, MOST_LOOKED_INTO), (each) => look(see, place, each));
    return {
      kind: 'uncertain',
      because: text(
        `Nothing shows why the gateway finds no address for ${namesOf(open)}.`,
        `게이트웨이가 ${namesOf(open)}의 주소를 찾지 못하는 이유가 드러나지 않았습니다.`,
      ),
    };
  },
});

const noneOrAnother = (sought: readonly Sought[]): Verdict => ({
  kind: 'excluded',
  because:
    sought.length === 0
      ? text('No health probe failed for want of an address.', '주소를 찾지 못해 실패한 상태 프로브가 없습니다.')
      : text(`${namesOf(sought)}: there is another reason for it.`, `${namesOf(sought)}: 다른 이유가 있습니다.`),
});

const remembered = cause({
  id: 'name-remembered',
  order: 200,
  reason: 'remembered',
  look: (see, { network }, name) => {
    const tester = testerIn(see, network);
    return tester && lookUp(see, tester, name);
  },
  title: text(
    'The gateway keeps an old answer of DNS for a host name in the backend pool',
    '게이트웨이가 백 엔드 풀의 호스트 이름에 대한 이전 DNS 응답을 유지함',
  ),
  found: (all, { gateway, network }) => ({
    blamed: gateway.id,
    because: joinText(
      ...all.map(({ name, reason: { vm, address } }) =>
        text(
          `${gateway.name} finds no address for ${name}, and ${vm} in ${nameOf(network.id)} does${address ? ` (${address})` : ''}.`,
          `${gateway.name}은(는) ${name}의 주소를 찾지 못하지만 ${nameOf(network.id)}의 ${vm}은(는) 찾습니다${address ? `(${address})` : ''}.`,
        ),
      ),
      text(
        'The gateway keeps an earlier answer, or still asks the DNS servers that the network had when it was started.',
        '게이트웨이가 이전 응답을 유지하거나, 시작될 때 네트워크에 있던 DNS 서버에 계속 조회합니다.',
      ),
    ),
    fixes: [{ fix: 'restart-gateway', gateway: gateway.id }],
    advice: adviceToRestart(gateway),
  }),
});

/** What people can do about a gateway that asks the wrong DNS servers, or keeps an old answer. */
export const adviceToRestart = (gateway: ApplicationGateway): Text =>
  text(
    `Stop the gateway and start it again, so that it asks the network’s DNS servers anew; it serves nobody for some minutes: ${restartOf(gateway)}`,
    `네트워크의 DNS 서버에 새로 조회하도록 게이트웨이를 중지한 뒤 다시 시작하세요. 그동안 몇 분간 서비스가 중단됩니다: ${restartOf(gateway)}`,
  );

const restartOf = ({ id }: ApplicationGateway): string =>
  ['stop', 'start'].map((action) => az(`network application-gateway ${action}`, within('name', id))).join(' && ');

const zoneNotLinked = cause({
  id: 'private-zone-not-linked',
  order: 201,
  reason: 'zone-not-linked',
  look: zoneFor,
  title: text(
    'The private DNS zone of a host name is not linked to the gateway’s network',
    '호스트 이름의 프라이빗 DNS 영역이 게이트웨이 네트워크에 연결되어 있지 않음',
  ),
  found: (all, { network }) => {
    const links = [...new Set(all.map(({ reason: { zone } }) => zone.id))].map((zone) => linkOf(zone, network.id));
    const link = links.join(' && ');
    return {
      blamed: all[0].reason.zone.id,
      because: joinText(
        ...all.map(({ name, reason: { zone } }) =>
          text(
            `The private DNS zone ${zone.name} has ${name}, and is not linked to ${nameOf(network.id)}, whose DNS is Azure’s own.`,
            `프라이빗 DNS 영역 ${zone.name}에 ${name}이(가) 있지만, Azure 기본 DNS를 쓰는 ${nameOf(network.id)}에 연결되어 있지 않습니다.`,
          ),
        ),
      ),
      advice: text(
        `Link it. Everything in that network then finds the zone’s names, and public ones in it no longer: ${link}`,
        `연결하세요. 그러면 그 네트워크의 모든 리소스가 영역의 이름을 찾으며, 같은 영역의 공용 이름은 찾지 못하게 됩니다: ${link}`,
      ),
    };
  },
});

const serversSilent = cause({
  id: 'dns-servers-silent',
  order: 202,
  reason: 'servers-silent',
  look: (see, place) => silentServers(see, place, testerIn(see, place.network)),
  title: text('The network’s own DNS servers do not answer', '네트워크의 사용자 지정 DNS 서버가 응답하지 않음'),
  found: (all, { gateway, network }) => ({
    blamed: network.id,
    because: joinText(
      text(
        `${gateway.name} finds no address for ${namesOf(all)}, and the DNS servers of ${nameOf(network.id)} cannot be connected to: ${network.dnsServers.join(', ')} (TCP 53).`,
        `${gateway.name}이(가) ${namesOf(all)}의 주소를 찾지 못하며, ${nameOf(network.id)}의 DNS 서버에 연결할 수 없습니다: ${network.dnsServers.join(', ')}(TCP 53).`,
      ),
      issuesTold(all[0].reason.hops),
    ),
    advice: adviceOnServers(gateway, network),
  }),
});

/** What people can do about DNS servers that do not answer a gateway. */
export function adviceOnServers(gateway: ApplicationGateway, { id, dnsServers }: VirtualNetwork): Text {
  const azures = az('network vnet update', { ...within('name', id), 'dns-servers': AZURE_DNS });
  const servers = dnsServers.join(', ');
  return joinText(
    text(
      `See that the DNS servers (${servers}) run, and that rules and routes let TCP and UDP 53 through from ${nameOf(gateway.subnet)} to them.`,
      `DNS 서버(${servers})가 실행 중인지, 규칙과 경로가 ${nameOf(gateway.subnet)}에서 오는 TCP 및 UDP 53을 통과시키는지 확인하세요.`,
    ),
    text(
      `Where they are to be others, name those, or Azure’s own (${azures}); the gateway asks them once it was stopped and started: ${restartOf(gateway)}`,
      `다른 서버를 써야 하면 그 서버나 Azure 기본 DNS를 지정하세요(${azures}). 게이트웨이는 중지 후 시작해야 새 서버에 조회합니다: ${restartOf(gateway)}`,
    ),
  );
}

const unknown = cause({
  id: 'name-unknown',
  order: 203,
  reason: 'unknown',
  title: text(
    'Nobody in the network finds a host name in the backend pool',
    '네트워크에서 백 엔드 풀의 호스트 이름을 찾을 수 없음',
  ),
  found: (all, { gateway, network }) => {
    const [first] = all;
    const pools = [...Map.groupBy(all, ({ pool }) => pool)];
    const mends = pools.map(([pool, its]) => renamed(gateway, pool, its)).join(' && ');
    const zones = all.flatMap(({ reason: { zone } }) => zone ?? []);
    const records = zones.map(recordFor).join(' && ');
    return {
      blamed: first.pool || gateway.id,
      because: joinText(
        text(
          `The gateway finds no address for ${namesOf(all)}.`,
          `게이트웨이가 ${namesOf(all)}의 주소를 찾지 못합니다.`,
        ),
        ...(first.reason.vm
          ? [
              text(
                `Neither does ${first.reason.vm} in ${nameOf(network.id)}, by ${isAzures(network) ? 'Azure’s DNS' : network.dnsServers.join(', ')}.`,
                `${nameOf(network.id)}의 ${first.reason.vm}도 ${isAzures(network) ? 'Azure DNS' : network.dnsServers.join(', ')}(으)로 찾지 못합니다.`,
              ),
            ]
          : []),
        ...zones.map(({ zone, label }) =>
          text(
            `The private DNS zone ${zone.name}, which answers for it there, has no record ${label}.`,
            `이 이름에 답하는 프라이빗 DNS 영역 ${zone.name}에 레코드 ${label}이(가) 없습니다.`,
          ),
        ),
      ),
      advice: joinText(
        text(
          `Where the name is mistyped, put the right one into the pool: ${mends}`,
          `이름이 잘못 입력되었다면 풀에 올바른 이름을 넣으세요: ${mends}`,
        ),
        records === ''
          ? text(
              `Where it is right, add its record to the zone that is to have it; ${lookedUp(first.name)} from a VM of the network then shows it.`,
              `이름이 맞다면 해당 영역에 레코드를 추가하세요. 네트워크의 VM에서 ${lookedUp(first.name)}(으)로 확인할 수 있습니다.`,
            )
          : text(`Where it is right, add its record: ${records}`, `이름이 맞다면 레코드를 추가하세요: ${records}`),
      ),
    };
  },
});

const lookedUp = (name: string): string => `nslookup ${shellWord(name)}`;

/** Azure's command line replaces all members that a pool has as addresses and names at once. */
function renamed(gateway: ApplicationGateway, pool: string, wrong: readonly Name[]): string {
  const members = gateway.pools.find(({ id }) => sameId(id, pool));
  const names = members?.hostNames ?? wrong.map(({ name }) => name);
  const servers = names.map((each) => (wrong.some(({ name }) => sameId(name, each)) ? 'RIGHT_NAME' : each));
  return az('network application-gateway address-pool update', {
    ...within('gateway-name', gateway.id),
    name: nameOf(pool),
    servers: [...servers, ...(members?.addresses ?? [])],
  });
}

/** All that is known is that the gateway finds no address: nothing could look any further. */
const notResolved: Cause<GatewayTarget> = {
  id: 'appgw/name-not-resolved',
  explains: ['backend-unhealthy'],
  order: 204,
  title: text('A host name in the backend pool has no address', '백 엔드 풀의 호스트 이름을 확인할 수 없음'),
  source: source('appgw-backend-health', 'DNS resolution error'),
  judge: (see, target) => {
    const { sought } = seek(see, target);
    const open = sought.filter(({ reason }) => reason.kind === 'untold');
    const [first] = open;
    if (!first) return noneOrAnother(sought);
    return {
      kind: 'found',
      blamed: first.pool || target.id,
      fixes: [],
      because: text(
        `The gateway finds no address for ${namesOf(open)} of pool ${nameOf(first.pool)}.`,
        `게이트웨이가 풀 ${nameOf(first.pool)}의 ${namesOf(open)}에 대한 주소를 찾지 못합니다.`,
      ),
      advice: joinText(
        text(
          `Ask from a VM in the gateway’s network: ${lookedUp(first.name)}. Where it is not found there either, mend the name in the pool, the record, or the network’s own DNS servers.`,
          `게이트웨이 네트워크의 VM에서 확인하세요: ${lookedUp(first.name)}. 거기서도 찾을 수 없으면 풀의 이름, 레코드 또는 네트워크의 사용자 지정 DNS 서버를 고치세요.`,
        ),
        text(
          'Where it is found, the gateway remembers an older answer: stop and start it, during which it serves nobody for some minutes.',
          '거기서 찾을 수 있으면 게이트웨이가 이전 응답을 기억하고 있는 것입니다. 중지 후 시작하세요. 그동안 몇 분간 서비스가 중단됩니다.',
        ),
      ),
    };
  },
};

/** Every reason for which a gateway finds no address for a host name in its pool. */
export const nameResolution: readonly Cause<GatewayTarget>[] = [
  remembered,
  zoneNotLinked,
  serversSilent,
  unknown,
  notResolved,
];
