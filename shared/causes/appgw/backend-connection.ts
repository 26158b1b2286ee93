import { nameOf, parentId } from '../../model/arm-id';
import { source } from '../../model/documents';
import { tcp } from '../../model/flow';
import type { Cause, Found, Verdict } from '../../model/judgement';
import type { See } from '../../model/observation';
import type { AllowedFlow } from '../../model/plan';
import { forEach, ifSeen, together, Unsure } from '../../model/see';
import { shellWord } from '../../model/shell-word';
import type { GatewayTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import { evaluatePath, type Stage } from '../../network/nsg-path';
import { narrowest } from '../../network/routes';
import type { ApplicationGateway } from '../../observations/application-gateway';
import { isNamed } from '../../observations/ip-flow';
import { networkInterface } from '../../observations/network-interface';
import { hopTold, routeTable, type Route } from '../../observations/route-table';
import { subnet, type Subnet } from '../../observations/subnet';
import { isOfNic, isOfRoute, isOfRule, issuesTold } from '../../topology/connectivity';
import { groupsAround, virtualNetworkOf } from '../../topology/paths';
import { areWellInside } from '../guest/port';
import {
  addressOf,
  failuresOf,
  issuesOf,
  nothingFailed,
  reached,
  tryAgain,
  unanswered,
  whereOf,
  type Try,
} from './tries';

// What keeps a gateway from connecting to its servers, as Network Watcher tells it when it tries the connection from the gateway.

/** One way in which a try can be stopped. */
interface Stop {
  readonly stops: (attempt: Try) => boolean;
  /** Whether the try shows that it was not stopped so: what stops it earlier shows nothing of what comes later. */
  readonly passed: (attempt: Try) => boolean;
  readonly none: Text;
  readonly found: (see: See, gateway: ApplicationGateway, stopped: readonly [Try, ...Try[]]) => Found;
}

const arrived = (attempt: Try): boolean => reached(attempt) || unanswered(attempt);

function judge(see: See, target: GatewayTarget, { stops, passed, none, found }: Stop): Verdict {
  const { gateway, wanted, tries } = tryAgain(see, target);
  if (!gateway) return nothingFailed;
  const [first, ...others] = tries.filter(stops);
  if (first) return { ...found(see, gateway, [first, ...others]), accountsFor: failuresOf([first, ...others]) };
  if (tries.length === wanted && tries.every(passed))
    return { kind: 'excluded', because: joinText(text(`${whereOf(tries)}:`, `${whereOf(tries)}:`), none) };
  return {
    kind: 'uncertain',
    because: joinText(
      text(
        `${tries.length} of ${wanted} connections were tried from ${gateway.name} (${whereOf(tries)}), and they do not show it.`,
        `${gateway.name}에서 연결 ${wanted}개 중 ${tries.length}개(${whereOf(tries)})를 시도했지만 드러나지 않았습니다.`,
      ),
      issuesTold(tries.flatMap(({ hops }) => hops)),
    ),
  };
}

/** A network security group between the gateway and a server denies the port. */
const deniedByRule: Stop = {
  stops: (attempt) => issuesOf(attempt).some(isOfRule),
  passed: arrived,
  none: text('no rule on the way denies it.', '경로의 규칙이 거부하지 않습니다.'),
  found(see, gateway, stopped) {
    const home = see(subnet, { id: gateway.subnet });
    const denials = forEach(stopped, (attempt) => denialOf(see, home, attempt));
    const stages = [
      ...new Map(denials.flatMap(({ denying }) => denying).map((stage) => [keyOf(stage), stage])).values(),
    ];
    const [first] = stages;
    const [denial] = denials;
    if (!first || !denial) throw new Error('What denies is known, or it is unsure.');
    const { port, context } = denial;
    const sources = home.prefixes.join(', ');
    const destinations = [...new Set(denials.map(({ address }) => address))].join(', ');
    const flows = flowsToAll(home, denials);
    return {
      kind: 'found',
      blamed:
        first.evaluation.rule.id ?? `${first.networkSecurityGroup}/defaultSecurityRules/${first.evaluation.rule.name}`,
      because: joinText(
        ...stages.map(({ evaluation: { rule }, networkSecurityGroup: id }) =>
          text(
            `Rule ${rule.name} of ${nameOf(id)} denies the gateway (${sources}) TCP ${port} to ${destinations}.`,
            `${nameOf(id)}의 규칙 ${rule.name}이(가) 게이트웨이(${sources})에서 ${destinations}(으)로 가는 TCP ${port}을(를) 거부합니다.`,
          ),
        ),
      ),
      fixes: flows
        ? [
            {
              fix: first.direction === 'Inbound' ? 'allow-inbound' : 'allow-outbound',
              networkSecurityGroups: [...new Set(stages.map(({ networkSecurityGroup: id }) => id))],
              flows,
              context,
            },
          ]
        : [],
      advice: text(
        `Allow TCP ${port} from ${sources} to ${destinations} before every such rule.`,
        `이런 규칙마다 그보다 먼저 ${sources}에서 ${destinations}(으)로 가는 TCP ${port}을(를) 허용하세요.`,
      ),
    };
  },
};

type Denial = ReturnType<typeof denialOf>;

const keyOf = ({ networkSecurityGroup: id, evaluation }: Stage): string => `${id} ${evaluation.rule.name}`;

/**
 * The groups that deny a try, where the rules as read agree with the rule that Azure names. It names the first: where the gateway's
 * own denies, the server's are looked at too, as far as it is known where that is.
 */
function denialOf(see: See, home: Subnet, attempt: Try) {
  const { port, hops } = attempt;
  const address = addressOf(attempt);
  const issue = issuesOf(attempt).find(isOfRule);
  const rule = issue?.context.RuleName ?? '';
  const outward = /^outbound$/i.test(issue?.origin ?? '');
  const last = hops.at(-1)?.resource;
  const server = outward && !isOfNic(last) ? undefined : serverAt(see, address, last);
  const gateway = { subnet: home.id, nic: undefined };
  const ways = [
    ...(outward ? [{ direction: 'Outbound', at: gateway } as const] : []),
    ...(server ? [{ direction: 'Inbound', at: server } as const] : []),
  ];
  const memberships = [
    // The instances of a gateway belong to no application security group.
    { addresses: home.prefixes, groups: [] },
    ...(server ? [{ addresses: [address], groups: server.groups }] : []),
  ];
  const looked = forEach(ways, ({ direction, at }) => {
    const [path, virtualNetwork] = together(
      () => groupsAround(see, at),
      () => virtualNetworkOf(see, at.subnet),
    );
    const context = { virtualNetwork, memberships };
    const denying = home.prefixes.flatMap(
      (prefix) => evaluatePath(path, tcp(direction, prefix, address, String(port)), context).denying,
    );
    return { context, denying: denying.map((stage) => ({ ...stage, direction })) };
  });
  const [named] = looked;
  const agrees = named?.denying.some(({ networkSecurityGroup: id, evaluation: { parts } }) =>
    parts.some((part) => isNamed({ access: 'Deny', rule }, part.rule.name, id)),
  );
  if (!named || !agrees)
    throw new Unsure(
      text(
        `The connection check says that ${rule || 'a rule'} denies TCP ${port} to ${address}; the rules as read do not.`,
        `연결 확인은 ${rule || '규칙'}이(가) ${address}의 TCP ${port}을(를) 거부한다고 하지만, 읽은 규칙으로는 그렇지 않습니다.`,
      ),
    );
  return {
    address,
    port,
    denying: looked.flatMap(({ denying }) => denying),
    context: named.context,
  };
}

/** Where a server is, by the IP configuration (an id) at which the try would have arrived. */
function serverAt(see: See, address: string, ipConfiguration = '') {
  if (!isOfNic(ipConfiguration))
    throw new Unsure(
      text(
        `${address} is denied by a rule, and nothing tells whose network interface it is.`,
        `${address}이(가) 규칙으로 거부되지만, 어느 네트워크 인터페이스의 주소인지 알 수 없습니다.`,
      ),
    );
  const nic = see(networkInterface, { id: parentId(ipConfiguration) });
  const entry = nic.addresses.find(({ privateAddress }) => privateAddress === address);
  if (!entry)
    throw new Unsure(
      text(`${nameOf(nic.id)} does not have ${address}.`, `${nameOf(nic.id)}에 ${address}이(가) 없습니다.`),
    );
  return { subnet: entry.subnet, groups: entry.groups ?? [], nic: nic.networkSecurityGroup };
}

/** What must get from the gateway to these servers; `undefined` where groups deny it on both sides, which takes two fixes. */
function flowsToAll({ prefixes: sources }: Subnet, denials: readonly Denial[]): readonly AllowedFlow[] | undefined {
  const directions = new Set(denials.flatMap(({ denying }) => denying).map(({ direction }) => direction));
  if (directions.size > 1) return undefined;
  return [...Map.groupBy(denials, ({ port }) => port)].map(([port, denied]) => ({
    sources,
    destinations: [...new Set(denied.map(({ address }) => address))],
    ports: String(port),
  }));
}

/** A route leads what the gateway sends to a server somewhere else. */
const ledAway: Stop = {
  stops: (attempt) => issuesOf(attempt).some(isOfRoute),
  passed: arrived,
  none: text('no route leads it away.', '다른 곳으로 보내는 경로가 없습니다.'),
  found(see, gateway, stopped) {
    const home = see(subnet, { id: gateway.subnet });
    const id = home.routeTable;
    const table = id ? nameOf(id) : undefined;
    const route = id ? ifSeen(() => narrowest(see(routeTable, { id }).routes, addressOf(stopped[0]))) : undefined;
    return {
      kind: 'found',
      blamed: id && route ? `${id}/routes/${route.name}` : (id ?? home.id),
      because: joinText(
        text(
          `${whereOf(stopped)}: routes lead what ${gateway.name} sends there somewhere else.`,
          `${whereOf(stopped)}: ${gateway.name}에서 보낸 트래픽이 경로 때문에 다른 곳으로 갑니다.`,
        ),
        ...(route ? [told(route)] : []),
        issuesTold(stopped.flatMap(({ hops }) => hops)),
      ),
      fixes: [],
      advice: table
        ? text(
            `Look at the routes of ${table} for ${stopped[0].server}, and let its address stay in its virtual network or go to an appliance that passes it on.`,
            `${table}에서 ${stopped[0].server}에 적용되는 경로를 확인하고, 가상 네트워크 안에 두거나 트래픽을 전달하는 어플라이언스로 보내세요.`,
          )
        : text(
            `The subnet ${nameOf(home.id)} has no route table: look at what is announced to its network, and whether its peering with the servers’ network is whole.`,
            `서브넷 ${nameOf(home.id)}에 경로 테이블이 없습니다. 이 네트워크에 전파되는 경로와 서버 네트워크와의 피어링을 확인하세요.`,
          ),
    };
  },
};

function told(route: Route): Text {
  const { name, addressPrefix } = route;
  const hop = hopTold(route);
  return text(
    `Route ${name} sends ${addressPrefix} to ${hop}.`,
    `경로 ${name}이(가) ${addressPrefix}을(를) ${hop}(으)로 보냅니다.`,
  );
}

/** Nothing answers on the port, and no look into the server has shown why. */
const notAnswered: Stop = {
  stops: unanswered,
  passed: reached,
  none: text('the gateway connects to it now.', '지금은 게이트웨이에서 연결됩니다.'),
  found(see, gateway, stopped) {
    const resource = stopped[0].hops.at(-1)?.resource;
    const nic = isOfNic(resource) && resource ? parentId(resource) : undefined;
    const left = nic && areWellInside(see, stopped) ? noWayBack(nic) : unseenInside(stopped[0]);
    return {
      kind: 'found',
      blamed: resource ?? gateway.id,
      because: joinText(
        text(
          `${whereOf(stopped)}: what ${gateway.name} sends arrives, and nothing answers:`,
          `${whereOf(stopped)}: ${gateway.name}에서 보낸 트래픽은 도착하지만 응답이 없습니다.`,
        ),
        left.because,
      ),
      fixes: [],
      advice: left.advice,
    };
  },
};

const unseenInside = ({ port }: Try) => ({
  because: text(
    'nothing listens on the port, the server’s own firewall drops it, or its answers find no way back.',
    '포트에서 수신 대기하지 않거나, 서버의 방화벽이 버리거나, 응답이 돌아갈 경로가 없습니다.',
  ),
  advice: text(
    `On the server: ss -ltn (Windows: netstat -an) must show port ${port} on the server’s own address or on all; then look at its firewall, and at the route table of its subnet.`,
    `서버에서 ss -ltn(Windows: netstat -an)으로 서버 자신의 주소 또는 모든 주소의 포트 ${port}을(를) 확인하고, 방화벽과 서브넷의 경로 테이블을 살펴보세요.`,
  ),
});

/** What is left where the server listens and its firewall lets the port through. */
function noWayBack(nic: string) {
  const command = `az network nic show-effective-route-table --ids ${shellWord(nic)}`;
  return {
    because: text(
      'the server listens and its firewall lets the port through, so most likely its answers find no way back.',
      '서버는 수신 대기하고 방화벽도 허용하므로, 응답이 돌아갈 경로가 없는 것으로 보입니다.',
    ),
    advice: text(
      `Look where the server’s routes lead what goes to the gateway’s subnet: ${command}`,
      `서버의 경로가 게이트웨이 서브넷으로 가는 트래픽을 어디로 보내는지 확인하세요: ${command}`,
    ),
  };
}

const cause = (id: string, order: number, title: Text, stop: Stop): Cause<GatewayTarget> => ({
  id: `appgw/${id}`,
  explains: ['backend-unhealthy'],
  order,
  title,
  source: source('appgw-backend-health', 'TCP connect error'),
  judge: (see, target) => judge(see, target, stop),
});

/** Every way in which a connection from a gateway to a server is stopped. */
export const backendConnection: readonly Cause<GatewayTarget>[] = [
  cause(
    'backend-port-denied',
    240,
    text(
      'A network security group keeps the gateway from a backend',
      '네트워크 보안 그룹이 게이트웨이와 백 엔드 사이를 차단함',
    ),
    deniedByRule,
  ),
  cause(
    'backend-route-diverted',
    241,
    text(
      'A route leads the gateway’s connections to a backend away',
      '게이트웨이에서 백 엔드로 가는 경로가 다른 곳으로 향함',
    ),
    ledAway,
  ),
  cause(
    'backend-not-answering',
    600,
    text('Nothing answers on a backend’s port', '백 엔드의 포트에서 응답이 없음'),
    notAnswered,
  ),
];
