import { armId, nameOf, parentId } from '../../model/arm-id';
import { az, within } from '../../model/az';
import { source } from '../../model/documents';
import type { Cause, Found, Verdict } from '../../model/judgement';
import type { See } from '../../model/observation';
import { forEach, ifSeen } from '../../model/see';
import { shellWord } from '../../model/shell-word';
import type { EndpointTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import { connectivity } from '../../observations/connectivity';
import { virtualNetwork } from '../../observations/virtual-network';
import { isOfDns, issuesTold } from '../../topology/connectivity';
import { triedOf } from '../../topology/endpoints';
import { AZURE_DNS, privateZonesOn, type ZoneWord } from '../../topology/names';
import { entrance } from '../../topology/paths';
import { tryFromVm } from '../../topology/questions';
import { linkOf, recordFor } from '../network/zones';

// Why a VM finds no address for the name of an endpoint. The check says that it does not; the private DNS zones and the DNS servers say why.

/** Where a VM asks for names: its own servers, or those of its network (an id). */
function askedBy(see: See, { id }: EndpointTarget) {
  const { nic, subnet } = entrance(see, { id });
  const network = parentId(subnet);
  const own = nic.dnsServers;
  const servers = own ?? see(virtualNetwork, { id: network }).dnsServers;
  return { network, servers, setAt: own ? nic.id : network };
}

type Asked = ReturnType<typeof askedBy>;

const isAzures = ({ servers }: Asked): boolean => servers.every((server) => server === AZURE_DNS);

/** Only where Azure's own DNS answers, the zones that are linked to the network itself decide. */
export const zoneFor = (see: See, target: EndpointTarget): ZoneWord | undefined => {
  const asked = askedBy(see, target);
  return isAzures(asked)
    ? privateZonesOn(see, armId(target.id).subscription, asked.network, target.to.address)
    : undefined;
};

/** The servers that are asked, where not one of them can be connected to: a DNS server answers by TCP too. */
function silentServers(see: See, target: EndpointTarget) {
  const asked = askedBy(see, target);
  if (isAzures(asked) || asked.servers.includes(AZURE_DNS)) return undefined;
  const tries = forEach(asked.servers, (server) => see(connectivity, tryFromVm(see, target.id, server, 53)));
  return tries.every(({ status }) => status === 'unreachable')
    ? { ...asked, hops: tries.flatMap(({ hops }) => hops) }
    : undefined;
}

type Told = Omit<Found, 'kind' | 'fixes'>;

const cause = (
  id: string,
  order: number,
  title: Text,
  look: (see: See, target: EndpointTarget) => Told | Text,
): Cause<EndpointTarget> => ({
  id: `endpoint/${id}`,
  explains: ['endpoint-unreachable'],
  order,
  title,
  source: source('connectivity', 'Check website latency (name of the website)'),
  judge: (see, target): Verdict => {
    const { hops } = triedOf(see, target);
    if (!hops.some(({ issues }) => issues.some(isOfDns)))
      return {
        kind: 'excluded',
        because: text('The connection check does not name DNS.', '연결 확인이 DNS를 지목하지 않습니다.'),
      };
    const told = look(see, target);
    return 'blamed' in told ? { kind: 'found', fixes: [], ...told } : { kind: 'excluded', because: told };
  },
});

const zoneNotLinked = cause(
  'zone-not-linked',
  320,
  text(
    'The private DNS zone of the name is not linked to the VM’s network',
    '이름의 프라이빗 DNS 영역이 VM의 네트워크에 연결되어 있지 않음',
  ),
  (see, target) => {
    const zone = zoneFor(see, target);
    if (zone?.kind !== 'not-linked')
      return text(
        `No private DNS zone has ${target.to.address} without being linked.`,
        `${target.to.address}을(를) 가진 연결되지 않은 프라이빗 DNS 영역이 없습니다.`,
      );
    return notLinked(see, target, zone);
  },
);

/** What is told of a zone that would answer if it were linked. */
export function notLinked(
  see: See,
  target: EndpointTarget,
  { zone }: Extract<ZoneWord, { kind: 'not-linked' }>,
): Told & { readonly advice: Text } {
  const { network } = askedBy(see, target);
  const link = linkOf(zone.id, network);
  return {
    blamed: zone.id,
    because: text(
      `The private DNS zone ${zone.name} has ${target.to.address}, and is not linked to ${nameOf(network)}, whose DNS is Azure’s own.`,
      `프라이빗 DNS 영역 ${zone.name}에 ${target.to.address}이(가) 있지만, Azure 기본 DNS를 쓰는 ${nameOf(network)}에 연결되어 있지 않습니다.`,
    ),
    advice: text(
      `Link it. Everything in that network then finds the zone’s names, and public ones in it no longer: ${link}`,
      `연결하세요. 그러면 그 네트워크의 모든 리소스가 영역의 이름을 찾으며, 같은 영역의 공용 이름은 찾지 못하게 됩니다: ${link}`,
    ),
  };
}

const serversSilent = cause(
  'dns-servers-silent',
  321,
  text('The DNS servers that the VM asks do not answer', 'VM이 조회하는 DNS 서버가 응답하지 않음'),
  (see, target) => {
    const silent = silentServers(see, target);
    if (!silent)
      return text('A DNS server that the VM asks can be connected to.', 'VM이 조회하는 DNS 서버에 연결할 수 있습니다.');
    const servers = silent.servers.join(', ');
    return {
      blamed: silent.setAt,
      because: joinText(
        text(
          `The VM asks ${servers} for ${target.to.address}, and can connect to none of them (TCP 53).`,
          `VM이 ${target.to.address}을(를) ${servers}에 조회하지만 어느 서버에도 연결할 수 없습니다(TCP 53).`,
        ),
        issuesTold(silent.hops),
      ),
      advice: text(
        `See that the DNS servers (${servers}) run, and that rules and routes let TCP and UDP 53 through to them; or name others: ${otherServers(silent)}`,
        `DNS 서버(${servers})가 실행 중인지, 규칙과 경로가 TCP 및 UDP 53을 통과시키는지 확인하거나 다른 서버를 지정하세요: ${otherServers(silent)}`,
      ),
    };
  },
);

const otherServers = ({ setAt, network }: Asked): string =>
  setAt === network
    ? az('network vnet update', { ...within('name', network), 'dns-servers': 'ADDRESS' })
    : az('network nic update', { ...within('name', setAt), 'dns-servers': 'ADDRESS' });

const nameUnknown = cause(
  'name-unknown',
  322,
  text('The name has no address where the VM asks', 'VM이 조회하는 곳에 이름의 주소가 없음'),
  (see, target) => {
    const { address: name } = target.to;
    const zone = ifSeen(() => zoneFor(see, target));
    if (zone?.kind === 'not-linked' || ifSeen(() => silentServers(see, target)))
      return text('There is another reason for it.', '다른 이유가 있습니다.');
    const { servers, setAt } = askedBy(see, target);
    const asked = servers.length > 0 ? servers.join(', ') : 'Azure DNS';
    const lacking = zone?.record === 'absent' ? zone : undefined;
    return {
      blamed: lacking?.zone.id ?? setAt,
      because: joinText(
        text(
          `The VM finds no address for ${name}; it asks ${asked}.`,
          `VM이 ${asked}에 조회하지만 ${name}의 주소를 찾지 못합니다.`,
        ),
        ...(lacking
          ? [
              text(
                `The private DNS zone ${lacking.zone.name}, which answers for it there, has no record ${lacking.label}.`,
                `이 이름에 답하는 프라이빗 DNS 영역 ${lacking.zone.name}에 레코드 ${lacking.label}이(가) 없습니다.`,
              ),
            ]
          : []),
      ),
      advice: joinText(
        text(
          `Where the name is mistyped, correct it in the application and in the policy (targets[].to.address).`,
          `이름이 잘못되었다면 애플리케이션과 정책(targets[].to.address)에서 고치세요.`,
        ),
        lacking
          ? text(
              `Where it is right, add its record: ${recordFor(lacking)}`,
              `이름이 맞다면 레코드를 추가하세요: ${recordFor(lacking)}`,
            )
          : text(
              `Where it is right, add its record to the zone that is to have it; nslookup ${shellWord(name)} in the VM then shows it.`,
              `이름이 맞다면 해당 영역에 레코드를 추가하세요. VM에서 nslookup ${shellWord(name)}(으)로 확인할 수 있습니다.`,
            ),
      ),
    };
  },
);

/** Every reason for which a VM finds no address for a name. */
export const names: readonly Cause<EndpointTarget>[] = [zoneNotLinked, serversSilent, nameUnknown];
