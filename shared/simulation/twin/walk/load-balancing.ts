import { idKey, nameOf, sameId } from '../../../model/arm-id';
import { properties, untilChanged, type ArmResource, type Child, type Estate, type Reference } from './arm';
import { CLIENT_PORT, rulingsAt, type Ruling } from './security';
import { AZURE_LOAD_BALANCER } from './service-tags';
import { placesOfNics, vmOfNic, type NicPlace } from './topology';

// Azure Load Balancer, as its documents tell it. Not simulated: session persistence and the choice among several members (the
// first that is up gets every connection), members that are written as addresses, pools and NAT pools of scale sets, outbound
// rules, the Gateway SKU, and a member that connects to its own internal frontend.

interface Frontend {
  publicIPAddress?: Reference;
  privateIPAddress?: string;
}

interface Leading {
  frontendIPConfiguration?: Reference;
  protocol?: string;
  frontendPort?: number;
  backendPort?: number;
  enableFloatingIP?: boolean;
}

interface BalancingRule extends Leading {
  backendAddressPool?: Reference;
  backendAddressPools?: readonly Reference[];
  probe?: Reference;
}

interface Probe {
  protocol?: string;
  port: number;
  noHealthyBackendsBehavior?: string;
}

interface LoadBalancerProperties {
  frontendIPConfigurations: readonly Child<Frontend>[];
  loadBalancingRules: readonly Child<BalancingRule>[];
  inboundNatRules: readonly Child<Leading>[];
  probes: readonly Child<Probe>[];
}

/** A frontend of a load balancer. */
export interface FrontendPlace {
  readonly balancer: ArmResource;
  /** Its id. */
  readonly id: string;
}

/** To whom a load balancer may send a packet, and to which port, or why it drops it. */
export type Sent =
  | { readonly kind: 'sent'; readonly to: readonly [NicPlace, ...NicPlace[]]; readonly port: number }
  | { readonly kind: 'dropped'; readonly why: 'no-rule' | 'nobody-in-the-pool' | 'nobody-is-up' };

const LOAD_BALANCERS = 'Microsoft.Network/loadBalancers';

/** The frontend that has this address, public or private. */
export function frontendAt(estate: Estate, address: string): FrontendPlace | undefined {
  return frontends(estate, LOAD_BALANCERS)
    .map(({ balancer, id, properties: own }) => ({ balancer, id, address: addressOf(estate, own) }))
    .find((frontend) => frontend.address === address);
}

const frontends = untilChanged((balancers) =>
  balancers.flatMap((balancer) => partsOf(balancer, 'frontendIPConfigurations').map((part) => ({ ...part, balancer }))),
);

const addressOf = (estate: Estate, { publicIPAddress, privateIPAddress }: Partial<Frontend>): string | undefined => {
  const own = publicIPAddress && estate.get(publicIPAddress.id);
  return own ? properties<{ ipAddress: string }>(own).ipAddress : privateIPAddress;
};

/** The address of a frontend, or of a public IP address (an id). */
export function addressOfFrontend(estate: Estate, id: string): string | undefined {
  const frontend = frontends(estate, LOAD_BALANCERS).find((each) => sameId(each.id, id));
  return addressOf(estate, frontend ? frontend.properties : { publicIPAddress: { id } });
}

/** The parts of a load balancer, each with its id. */
function partsOf<C extends keyof LoadBalancerProperties>(
  balancer: ArmResource,
  collection: C,
): readonly LoadBalancerProperties[C][number][] {
  const parts: readonly LoadBalancerProperties[C][number][] =
    properties<LoadBalancerProperties>(balancer)[collection] ?? [];
  return parts.map((part) => ({ ...part, id: `${balancer.id}/${collection}/${part.name}` }));
}

/** Where a TCP or UDP packet to this port of a frontend goes: inbound NAT rules lead to one interface, balancing rules into pools. */
export function sentOn(estate: Estate, { balancer, id }: FrontendPlace, protocol: string, port: number): Sent {
  const fits = ({ properties: rule }: Child<Leading>): boolean =>
    sameId(rule.frontendIPConfiguration?.id ?? '', id) &&
    (isAll(rule) || (sameId(rule.protocol ?? '', protocol) && rule.frontendPort === port));
  const portOf = (rule: Leading) => (isAll(rule) || rule.enableFloatingIP === true ? port : (rule.backendPort ?? port));

  const natRule = partsOf(balancer, 'inboundNatRules').find(fits);
  if (natRule) {
    const [to] = behindNatRule(estate, natRule.id);
    return to
      ? { kind: 'sent', to: [to], port: portOf(natRule.properties) }
      : { kind: 'dropped', why: 'nobody-in-the-pool' };
  }
  const rule = partsOf(balancer, 'loadBalancingRules').find(fits);
  if (!rule) return { kind: 'dropped', why: 'no-rule' };
  const members = membersOfRule(estate, rule.properties);
  if (members.length === 0) return { kind: 'dropped', why: 'nobody-in-the-pool' };
  const [first, ...others] = members.filter((member) => isUp(estate, balancer, rule.properties, members, member));
  return first
    ? { kind: 'sent', to: [first, ...others], port: portOf(rule.properties) }
    : { kind: 'dropped', why: 'nobody-is-up' };
}

/** HA ports: one rule for every port of both protocols. */
const isAll = ({ protocol, frontendPort }: Leading): boolean => sameId(protocol ?? '', 'All') && !frontendPort;

const membersOfRule = (estate: Estate, rule: Partial<BalancingRule>): readonly NicPlace[] => [
  ...new Set(
    [rule.backendAddressPool, ...(rule.backendAddressPools ?? [])].flatMap((pool) =>
      pool ? membersOfPool(estate, pool.id) : [],
    ),
  ),
];

/** The addresses of interfaces that were put into a pool. */
export const membersOfPool = (estate: Estate, pool: string): readonly NicPlace[] =>
  byPool(estate, NICS).get(idKey(pool)) ?? [];

/** The address of an interface that an inbound NAT rule leads to. */
export const behindNatRule = (estate: Estate, rule: string): readonly NicPlace[] =>
  byNatRule(estate, NICS).get(idKey(rule)) ?? [];

const NICS = 'Microsoft.Network/networkInterfaces';
const byPool = untilChanged((_, estate) => byReference(estate, 'loadBalancerBackendAddressPools'));
const byNatRule = untilChanged((_, estate) => byReference(estate, 'loadBalancerInboundNatRules'));

function byReference(
  estate: Estate,
  name: 'loadBalancerBackendAddressPools' | 'loadBalancerInboundNatRules',
): ReadonlyMap<string, readonly NicPlace[]> {
  const found = new Map<string, readonly NicPlace[]>();
  for (const place of placesOfNics(estate))
    for (const { id } of place.ipConfiguration.properties[name] ?? [])
      found.set(idKey(id), [...(found.get(idKey(id)) ?? []), place]);
  return found;
}

/** How a rule's probe finds a member. `reason` as the health of a rule gives it. */
export interface Probed {
  readonly place: NicPlace;
  readonly up: boolean;
  readonly reason: string;
}

/** How the members of a balancing rule (an id) are. Without a probe every one is up. */
export function healthOfRule(estate: Estate, balancer: ArmResource, id: string): readonly Probed[] | undefined {
  const rule = partsOf(balancer, 'loadBalancingRules').find((each) => sameId(each.id, id));
  if (!rule) return undefined;
  const members = membersOfRule(estate, rule.properties);
  return members.map((place) => {
    const probe = probeOf(balancer, rule.properties);
    const up = isUp(estate, balancer, rule.properties, members, place);
    const answers = !probe || answersProbe(estate, place, probe);
    const failed = /^http/i.test(probe?.protocol ?? '')
      ? 'Down_Probe_HttpEndpointUnreachable'
      : 'Down_Probe_TcpEndpointUnreachable';
    return { place, up, reason: answers ? 'Up_Probe_Success' : up ? 'Up_Probe_AllDownIsUp' : failed };
  });
}

function isUp(
  estate: Estate,
  balancer: ArmResource,
  rule: Partial<BalancingRule>,
  members: readonly NicPlace[],
  member: NicPlace,
): boolean {
  const probe = probeOf(balancer, rule);
  if (!probe || answersProbe(estate, member, probe)) return true;
  const allDownIsUp = sameId(probe.noHealthyBackendsBehavior ?? '', 'AllProbedUp');
  return allDownIsUp && !members.some((other) => answersProbe(estate, other, probe));
}

const probeOf = (balancer: ArmResource, { probe }: Partial<BalancingRule>): Probe | undefined =>
  probe && partsOf(balancer, 'probes').find(({ name }) => sameId(name, nameOf(probe.id)))?.properties;

/** Whether a probe from 168.63.129.16 is let in and answered; over HTTP only a 200 counts. */
function answersProbe(estate: Estate, place: NicPlace, { protocol = 'Tcp', port }: Probe): boolean {
  if (probeDenied(estate, place, port)) return false;
  const vm = vmOfNic(estate, place.nic);
  const guest = vm && estate.guest(vm.id);
  if (!guest?.running || guest.firewallDrops(port, AZURE_LOAD_BALANCER) || !guest.listens(port, place.address))
    return false;
  const [page] = guest.serves(port)?.pages ?? [];
  return !/^http/i.test(protocol) || !page || page.status === 200;
}

const probeDenied = (estate: Estate, place: NicPlace, port: number): Ruling | undefined =>
  rulingsAt(estate, place, 'Inbound', {
    protocol: 'Tcp',
    source: AZURE_LOAD_BALANCER,
    sourcePort: CLIENT_PORT,
    destination: place.address,
    destinationPort: port,
  }).find((ruling) => !ruling.allowed);

/** Whether a public address lets in nothing but what a security group allows: one of the Standard SKU does, and its load balancer. */
export function isClosedByDefault(estate: Estate, address: string): boolean {
  return estate
    .list('Microsoft.Network/publicIPAddresses')
    .some((one) => properties<{ ipAddress: string }>(one).ipAddress === address && skuOf(one) === 'standard');
}

export const skuOf = (resource: ArmResource): string =>
  ((resource.sku as { readonly name?: string } | undefined)?.name ?? 'Basic').toLowerCase();
