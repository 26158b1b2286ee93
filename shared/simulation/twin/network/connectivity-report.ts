import { createHash } from 'node:crypto';
import { properties, type Child } from '../walk/arm';
import { peersOf, placeByPrivateAddress, placeByPublicAddress } from '../walk/topology';
import type { ArmResource, Estate } from '../walk/arm';
import type { Ruling } from '../walk/security';
import type { InsidePlace, Place } from '../walk/topology';
import type { End, Walk } from '../walk/walk';

interface Issue {
  readonly origin: 'Local' | 'Inbound' | 'Outbound';
  readonly severity: 'Error' | 'Warning';
  readonly type: string;
  readonly context: readonly { readonly key: string; readonly value: string }[];
}

interface Hop {
  readonly type:
    'Source' | 'VirtualAppliance' | 'VirtualNetworkGateway' | 'VirtualNetwork' | 'Internet' | 'Destination';
  readonly address: string;
  readonly resourceId: string;
  readonly issues: readonly Issue[];
}

/** What there is to tell besides the walk. */
interface Besides {
  /** The mean latency, ms. */
  readonly latency: number;
  /** Whether what was asked for over the connection was answered as it had to be. */
  readonly isAnswered: boolean;
  /** Something at the source that only warns. */
  readonly warning?: string | undefined;
}

/**
 * The body of a connectivity check, worked out from the walk. What it says of an answer with another status is not documented: the twin has
 * its probes lost, and names nothing.
 */
export function report(
  estate: Estate,
  from: InsidePlace,
  destination: string,
  { hops, end }: Walk,
  { latency, isAnswered, warning }: Besides,
): ConnectivityBody {
  const issues = issuesOf(end);
  const warnings = warning === undefined ? [] : [issue('Local', warning, [], 'Warning')];
  const seen = hops.map((hop, index): Hop => ({
    ...shown(hop),
    issues: [...(index === 0 ? warnings : []), ...(index === hops.length - 1 ? issues : [])],
  }));
  const complete = hops.at(-1)?.role === 'destination' ? seen : [...seen, unreached(estate, from, destination, end)];
  if (end.kind === 'answered') return body(complete, isAnswered ? reachable(latency) : UNREACHABLE);
  return body(complete, issues.some((each) => each.type === 'NoRouteLearned') ? NOT_TRIED : UNREACHABLE);
}

function shown(hop: Walk['hops'][number]): Omit<Hop, 'issues'> {
  switch (hop.role) {
    case 'source':
      return { type: 'Source', ...named(hop.place) };
    case 'appliance':
      return { type: 'VirtualAppliance', ...named(hop.place) };
    case 'virtual-network-gateway':
      return { type: 'VirtualNetworkGateway', address: addressOf(hop.gateway), resourceId: hop.gateway.id };
    case 'destination':
      return { type: typeOf(hop.place), ...named(hop.place) };
  }
}

function addressOf(gateway: ArmResource): string {
  const { ipConfigurations = [] } = properties<{ ipConfigurations: readonly Child<{ privateIPAddress?: string }>[] }>(
    gateway,
  );
  return ipConfigurations[0]?.properties.privateIPAddress ?? '';
}

/** Something in the source VM kept it from connecting; without its agent nothing was tried. */
export function stoppedAtSource(from: InsidePlace, destination: string, type: string): ConnectivityBody {
  const issues = [issue('Local', type)];
  const outcome = type === 'AgentStopped' ? NOT_TRIED : UNREACHABLE;
  return body([{ type: 'Source', ...named(from), issues }, nowhere(destination)], outcome);
}

/** The destination's name means nothing to the source VM. */
export function nameNotResolved(from: InsidePlace, destination: string): ConnectivityBody {
  const issues = [issue('Outbound', 'DnsResolution')];
  return body([{ type: 'Source', ...named(from), issues }, nowhere(destination)], UNREACHABLE);
}

/** What a connectivity check answers, as far as anybody else in the twin reads it. */
export interface ConnectivityBody {
  readonly connectionStatus: 'Reachable' | 'Unreachable' | 'Unknown';
  readonly avgLatencyInMs?: number;
  readonly hops: readonly { readonly issues: readonly { readonly type: string }[] }[];
}

type Outcome = Pick<ConnectivityBody, 'connectionStatus' | 'avgLatencyInMs'> & Readonly<Record<string, unknown>>;

const reachable = (latency: number): Outcome => ({
  connectionStatus: 'Reachable',
  avgLatencyInMs: latency,
  minLatencyInMs: latency,
  maxLatencyInMs: latency + 1,
  probesSent: 66,
  probesFailed: 0,
});
const UNREACHABLE: Outcome = { connectionStatus: 'Unreachable', probesSent: 30, probesFailed: 30 };
const NOT_TRIED: Outcome = { connectionStatus: 'Unknown', probesSent: 0, probesFailed: 0 };

function body(hops: readonly Hop[], outcome: Outcome): ConnectivityBody {
  const ids = hops.map((hop, index) => hopId(`${hop.resourceId} ${hop.address} ${index}`));
  return {
    hops: hops.map(({ type, issues, ...hop }, index) => {
      const nextHopIds = ids.slice(index + 1, index + 2);
      return {
        type,
        id: ids[index],
        ...hop,
        nextHopIds,
        links: nextHopIds.map((nextHopId) => ({ nextHopId, properties: {} })),
        issues,
      };
    }),
    ...outcome,
  };
}

/** A UUID that is the same for the same hop. */
function hopId(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

const issue = (
  origin: Issue['origin'],
  type: string,
  context: Issue['context'] = [],
  severity: Issue['severity'] = 'Error',
): Issue => ({
  origin,
  severity,
  type,
  context,
});

/**
 * What the check blames at the last hop. When no answer comes although groups and routes on the way there are fine, Azure
 * names both a missing listener and the guest's firewall: from the outside they look the same, and so does an answer that
 * is lost on its way back. For an address that nobody has it names nothing.
 */
function issuesOf(end: End): readonly Issue[] {
  switch (end.kind) {
    case 'answered':
    case 'nobody':
    case 'no-way-out':
    case 'not-balanced':
    case 'closed-by-default':
      return [];
    case 'denied':
      return [issue(end.ruling.direction, 'NetworkSecurityRule', [{ key: 'RuleName', value: ruleName(end.ruling) }])];
    case 'lost':
      if (end.leg === 'back') return NOTHING_ANSWERED;
      return end.route?.source === 'User'
        ? [issue('Outbound', 'UserDefinedRoute', [{ key: 'RouteType', value: 'User' }])]
        : [issue('Outbound', 'NoRouteLearned')];
    case 'vm-not-running':
    case 'guest-firewall':
    case 'no-listener':
      return NOTHING_ANSWERED;
  }
}

const NOTHING_ANSWERED = [issue('Inbound', 'NoListenerOnDestination'), issue('Inbound', 'GuestFirewall')];

const ruleName = ({ rule }: Ruling): string => `${rule.origin === 'user' ? 'UserRule' : 'DefaultRule'}_${rule.name}`;

const typeOf = (place: Place): Hop['type'] => (place.kind === 'outside' ? 'Internet' : 'VirtualNetwork');

function named(place: Place): Pick<Hop, 'address' | 'resourceId'> {
  switch (place.kind) {
    case 'nic':
      return { address: place.address, resourceId: place.ipConfiguration.id };
    case 'gateway':
      return { address: place.address, resourceId: place.gateway.id };
    case 'outside':
      return { address: place.address, resourceId: 'Internet' };
  }
}

/** The destination of a packet that did not get there: routing does not lead to it, or a group stopped it before. */
function unreached(estate: Estate, from: InsidePlace, destination: string, end: End): Hop {
  if (end.kind === 'lost') return nowhere(destination);
  const place = owner(estate, from, destination) ?? { kind: 'outside', address: destination };
  return end.kind === 'nobody' ? nowhere(destination) : { type: typeOf(place), ...named(place), issues: [] };
}

function owner(estate: Estate, from: InsidePlace, address: string): InsidePlace | undefined {
  const { vnet } = from.subnet;
  return (
    placeByPrivateAddress(estate, [vnet, ...peersOf(estate, vnet)], address) ?? placeByPublicAddress(estate, address)
  );
}

const nowhere = (address: string): Hop => ({ type: 'Destination', address, resourceId: 'Unknown', issues: [] });
