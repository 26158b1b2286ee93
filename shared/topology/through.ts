import { idKey, isOfType, nameOf, parentId, parseArmId, sameId } from '../model/arm-id';
import { isSurely, sure } from '../model/known';
import type { See } from '../model/observation';
import { forEach, Unsure } from '../model/see';
import type { VmTarget } from '../model/target';
import { text, type Text } from '../model/text';
import {
  loadBalancer,
  type LoadBalancer,
  type LoadBalancerProbe,
  type LoadBalancingRule,
  type NatRule,
} from '../observations/load-balancer';
import { networkInterface, type NetworkInterface } from '../observations/network-interface';
import { publicIpAddress, type PublicIpAddress } from '../observations/public-ip-address';
import { entrance } from './paths';

type Through = NonNullable<VmTarget['through']>;

/** Where clients arrive, as far as Azure shows it. */
export interface Arrival {
  readonly address?: string | undefined;
  readonly publicAddress?: PublicIpAddress | undefined;
  /** The id of the frontend, with its load balancer. */
  readonly frontend?: { readonly id: string; readonly balancer: LoadBalancer } | undefined;
}

/** How a load balancer leads on what arrives at a port of a frontend. */
export type Leading =
  | { readonly kind: 'nat'; readonly rule: NatRule }
  | { readonly kind: 'balanced'; readonly rule: LoadBalancingRule; readonly probe?: LoadBalancerProbe | undefined };

/** Where a target is reached, which every one that is asked about here says. */
export function throughOf({ id, through }: VmTarget): Through {
  if (!through) throw new Error(`${id} is reached at its own address.`);
  return through;
}

/** What is at the frontend that a target names. */
export function arrivalOf(see: See, { frontend: id }: Through): Arrival {
  const own = isOfType(id, PUBLIC_IP) ? see(publicIpAddress, { id }) : undefined;
  const at = own ? own.attachedTo : id;
  if (at === undefined || !isOfType(at, FRONTEND)) return { address: own?.address, publicAddress: own };
  const balancer = see(loadBalancer, { id: parentId(at) });
  const frontend = balancer.frontends.find((each) => sameId(each.id, at));
  const publicAddress =
    own ?? (frontend?.publicIpAddress ? see(publicIpAddress, { id: frontend.publicIpAddress }) : undefined);
  const address = publicAddress ? publicAddress.address : frontend?.privateAddress;
  return { address, publicAddress, ...(frontend ? { frontend: { id: at, balancer } } : {}) };
}

const PUBLIC_IP = 'Microsoft.Network/publicIPAddresses';
const FRONTEND = 'Microsoft.Network/loadBalancers/frontendIPConfigurations';

/**
 * The address of a frontend, and what is there.
 *
 * @throws Unsure where there is none.
 */
export function frontendOf(see: See, through: Through): Arrival & { readonly address: string } {
  const arrival = arrivalOf(see, through);
  if (arrival.address !== undefined) return { ...arrival, address: arrival.address };
  const name = nameOf(through.frontend);
  throw new Unsure(text(`${name} has no address.`, `${name}에 주소가 없습니다.`));
}

/** Why nothing that is sent to the frontend can arrive anywhere, if so. */
export function leadsNowhere(see: See, target: VmTarget): Text | undefined {
  const through = throughOf(target);
  const { address, publicAddress, frontend } = arrivalOf(see, through);
  const name = nameOf(through.frontend);
  if (publicAddress && publicAddress.attachedTo === undefined)
    return text(
      `The public IP address ${nameOf(publicAddress.id)} is attached to nothing.`,
      `공용 IP 주소 ${nameOf(publicAddress.id)}이(가) 어디에도 연결되어 있지 않습니다.`,
    );
  if (publicAddress && address === undefined)
    return text(
      `The public IP address ${nameOf(publicAddress.id)} has no address.`,
      `공용 IP 주소 ${nameOf(publicAddress.id)}에 주소가 할당되어 있지 않습니다.`,
    );
  if (isOfType(through.frontend, FRONTEND) && !frontend) {
    const balancer = nameOf(parentId(through.frontend));
    return text(`${balancer} has no frontend ${name}.`, `${balancer}에 프런트 엔드 ${name}이(가) 없습니다.`);
  }
  if (frontend || !publicAddress?.attachedTo) return undefined;
  const { nic } = entrance(see, target);
  if (isPartOf(publicAddress.attachedTo, nic.id)) {
    if (through.port === target.port) return undefined;
    throw new Unsure(
      text(
        `The policy expects port ${target.port} behind port ${through.port} of ${name}, but an address of the VM’s own translates no port.`,
        `정책은 ${name}의 포트 ${through.port} 뒤에 포트 ${target.port}을(를) 기대하지만, VM 자체의 공용 IP 주소는 포트를 변환하지 않습니다.`,
      ),
    );
  }
  const holder = parseArmId(publicAddress.attachedTo);
  const holderName = holder?.names[0] ?? publicAddress.attachedTo;
  if (!/networkInterfaces/i.test(holder?.type ?? ''))
    throw new Unsure(
      text(
        `${name} belongs to ${holderName}; where that leads to is not judged.`,
        `${name}은(는) ${holderName}에 속하며, 그 너머로 어디로 이어지는지는 판단하지 않습니다.`,
      ),
    );
  return text(
    `The public IP address ${name} belongs to ${holderName}, not to ${nameOf(nic.id)}.`,
    `공용 IP 주소 ${name}은(는) ${nameOf(nic.id)}이(가) 아니라 ${holderName}에 속합니다.`,
  );
}

const isPartOf = (id: string, whole: string): boolean => idKey(id).startsWith(`${idKey(whole)}/`);

/**
 * How the load balancer leads on TCP that arrives at the port. `undefined`: by nothing.
 *
 * @throws Unsure where a rule cannot be read, or shares out a range of ports.
 */
export function leadingOf({ id, balancer }: NonNullable<Arrival['frontend']>, port: number): Leading | undefined {
  const here = <R extends NatRule | LoadBalancingRule>(rules: readonly R[]): readonly R[] =>
    rules.filter(({ frontend }) => frontend !== undefined && sameId(frontend, id));
  const rule = here(balancer.rules).find((each) => isEveryPort(each) || (each.frontendPort === port && isTcp(each)));
  if (rule) return { kind: 'balanced', rule, probe: probeOf(balancer, rule) };
  const natRules = here(balancer.natRules);
  const natRule = natRules.find((each) => each.frontendPort === port && isTcp(each));
  if (natRule) return { kind: 'nat', rule: natRule };
  const shared = natRules.find(({ pool }) => pool !== undefined);
  if (shared)
    throw new Unsure(
      text(
        `The NAT rule ${shared.name} of ${balancer.name} shares out a range of ports; to whom each leads is not judged.`,
        `${balancer.name}의 NAT 규칙 ${shared.name}은(는) 포트 범위를 나누어 씁니다. 각 포트가 어디로 이어지는지는 판단하지 않습니다.`,
      ),
    );
  return undefined;
}

/** The load-balancing rule by which the frontend leads on, if it is one; with its load balancer and its probe. */
export function balancedBy(see: See, target: VmTarget) {
  const through = throughOf(target);
  const { frontend } = frontendOf(see, through);
  if (!frontend) return undefined;
  const leading = leadingOf(frontend, through.port);
  return leading?.kind === 'balanced' ? { ...leading, balancer: frontend.balancer } : undefined;
}

const probeOf = ({ probes }: LoadBalancer, { probe: id }: LoadBalancingRule): LoadBalancerProbe | undefined =>
  probes.find((each) => id !== undefined && sameId(each.id, id));

type Rule = NatRule | LoadBalancingRule;

const isTcp = ({ name, protocol }: Rule): boolean =>
  sure(protocol, text(`The protocol of rule ${name}`, `규칙 ${name}의 프로토콜`)) !== 'Udp';

/** HA ports: one rule for every port. */
export const isEveryPort = ({ protocol, frontendPort }: Rule): boolean =>
  isSurely(protocol, 'All') && (frontendPort ?? 0) === 0;

/**
 * The port of the VM at which it arrives.
 *
 * @throws Unsure under a floating IP, by which the guest gets the frontend's own address.
 */
function portBehind(rule: Rule, frontendPort: number): number {
  if (!rule.keepsDestination) return isEveryPort(rule) ? frontendPort : rule.backendPort;
  throw new Unsure(
    text(
      `The rule ${rule.name} keeps the frontend’s address (floating IP); what the guest does with it is not judged.`,
      `규칙 ${rule.name}은(는) 프런트 엔드 주소를 유지합니다(부동 IP). 게스트의 처리는 판단하지 않습니다.`,
    ),
  );
}

/** Whether the VM is in a pool of the rule, and how many others are. */
export function membershipOf(see: See, target: VmTarget, { pools: ids }: LoadBalancingRule, balancer: LoadBalancer) {
  const pools = balancer.pools.filter(({ id }) => ids.some((each) => sameId(each, id)));
  const isIn = isAtEntrance(see, target, ({ loadBalancerPools = [], privateAddress }) =>
    pools.some(
      ({ id, addresses }) => loadBalancerPools.some((each) => sameId(each, id)) || addresses.includes(privateAddress),
    ),
  );
  const members = pools.flatMap(({ ipConfigurations, addresses }) => [...ipConfigurations, ...addresses]).length;
  return { isIn, others: isIn ? members - 1 : members };
}

/** Whether the NAT rule leads to where a connection to the VM is expected to arrive. */
export const leadsHere = (see: See, target: VmTarget, { id }: NatRule): boolean =>
  isAtEntrance(see, target, ({ natRules = [] }) => natRules.some((each) => sameId(each, id)));

type Address = NetworkInterface['addresses'][number];

/**
 * Whether it holds of the VM's primary address.
 *
 * @throws Unsure where it holds of another address of the VM's only: nothing else that is judged here is about that one.
 */
function isAtEntrance(see: See, target: VmTarget, holds: (address: Address) => boolean): boolean {
  const { vm, privateAddress } = entrance(see, target);
  const own = forEach(vm.nics, (id) => see(networkInterface, { id }).addresses).flat();
  const found = own.filter(holds);
  if (found.length === 0) return false;
  if (found.some((address) => address.privateAddress === privateAddress)) return true;
  throw new Unsure(
    text(
      `It leads to another address of ${vm.name} than its primary one, ${privateAddress}.`,
      `${vm.name}의 기본 주소 ${privateAddress}이(가) 아닌 다른 주소로 이어집니다.`,
    ),
  );
}

/** Why what arrives at the frontend certainly does not get to the expected port of the VM, if so; and what is to blame (an id). */
export function misled(see: See, target: VmTarget): { readonly blamed: string; readonly because: Text } | undefined {
  const through = throughOf(target);
  const nowhere = leadsNowhere(see, target);
  if (nowhere) return { blamed: through.frontend, because: nowhere };
  const { frontend } = arrivalOf(see, through);
  if (!frontend) return undefined;
  const { id, balancer } = frontend;
  const leading = leadingOf(frontend, through.port);
  const at = `TCP ${through.port}`;
  if (!leading)
    return {
      blamed: id,
      because: text(
        `No rule of ${balancer.name} leads ${at} of the frontend ${nameOf(id)} anywhere.`,
        `${balancer.name}의 어떤 규칙도 프런트 엔드 ${nameOf(id)}의 ${at}을(를) 전달하지 않습니다.`,
      ),
    };
  const { rule } = leading;
  const blamed = rule.id;
  const port = portBehind(rule, through.port);
  const called = text(`rule ${rule.name} of ${balancer.name}`, `${balancer.name}의 규칙 ${rule.name}`);
  if (leading.kind === 'nat' && leading.rule.to === undefined)
    return {
      blamed,
      because: text(
        `The NAT ${called.en} is for ${at}, but leads to no network interface.`,
        `${called.ko}(NAT)은(는) ${at}용이지만 연결된 네트워크 인터페이스가 없습니다.`,
      ),
    };
  if (leading.kind === 'nat' && !leadsHere(see, target, leading.rule)) {
    const other = parseArmId(leading.rule.to ?? '')?.names[0] ?? '?';
    return {
      blamed,
      because: text(
        `The NAT ${called.en} leads ${at} to ${other}, another network interface.`,
        `${called.ko}(NAT)이(가) ${at}을(를) 다른 네트워크 인터페이스인 ${other}(으)로 보냅니다.`,
      ),
    };
  }
  if (leading.kind === 'balanced' && !membershipOf(see, target, leading.rule, balancer).isIn)
    return {
      blamed,
      because: text(
        `The VM is in no pool to which ${called.en} leads ${at}.`,
        `VM이 ${called.ko}이(가) ${at}을(를) 보내는 백 엔드 풀에 없습니다.`,
      ),
    };
  if (port === target.port) return undefined;
  return {
    blamed,
    because: text(
      `The ${called.en} leads ${at} to port ${port} of the VM, not to ${target.port}.`,
      `${called.ko}이(가) ${at}을(를) VM의 포트 ${target.port}이(가) 아니라 ${port}(으)로 보냅니다.`,
    ),
  };
}
