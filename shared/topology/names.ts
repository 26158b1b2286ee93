import { isIP } from 'node:net';
import { sameId } from '../model/arm-id';
import { isSurely } from '../model/known';
import type { See } from '../model/observation';
import { forEach, ifSeen, together } from '../model/see';
import type { Connectivity } from '../observations/connectivity';
import { networkInterface } from '../observations/network-interface';
import { privateDnsRecord } from '../observations/private-dns-record';
import { privateDnsZones, type PrivateDnsZone } from '../observations/private-dns-zones';
import { virtualMachine, watcherAgentOf, type VirtualMachine } from '../observations/virtual-machine';
import { virtualNetworkLinks, type VirtualNetworkLink } from '../observations/virtual-network-links';
import type { VirtualNetwork } from '../observations/virtual-network';
import { isOfDns } from './connectivity';

/** Azure's own DNS, as every network reaches it. Azure: "What is IP address 168.63.129.16?". */
export const AZURE_DNS = '168.63.129.16';

/** What a connection that was tried to a name tells of the name. `untold`: nothing. */
export type Lookup =
  | { readonly kind: 'found'; readonly address?: string | undefined }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'untold' };

export function lookupOf({ status, hops }: Connectivity): Lookup {
  if (hops.some(({ issues }) => issues.some(isOfDns))) return { kind: 'not-found' };
  const last = hops.findLast(({ type }) => type.toLowerCase() !== 'source')?.address;
  const address = last !== undefined && isIP(last) !== 0 ? last : undefined;
  return status === 'reachable' || address !== undefined ? { kind: 'found', address } : { kind: 'untold' };
}

/** So many interfaces of a network are looked at for a VM that will do. */
const MOST_LOOKED_AT = 6;

/** A VM in a network that can try connections, and that asks the DNS servers of the network and none of its own. */
export function testerIn(see: See, { nics }: VirtualNetwork): VirtualMachine | undefined {
  const vms = forEach(nics.slice(0, MOST_LOOKED_AT), (id) =>
    ifSeen(() => {
      const nic = see(networkInterface, { id });
      return nic.vm && !nic.dnsServers ? see(virtualMachine, { id: nic.vm }) : undefined;
    }),
  );
  return vms.find((vm) => vm && canTry(vm));
}

const canTry = (vm: VirtualMachine): boolean =>
  isSurely(vm.power, 'running') && isSurely(vm.agent, 'ready') && watcherAgentOf(vm) !== undefined;

/**
 * What the private DNS zones of a subscription make of a name in a network whose DNS is Azure's own. `not-linked`: this zone has
 * it, and would answer if it were linked. `linked`: this zone answers for it; `absent`: that there is no such name.
 */
export type ZoneWord =
  | { readonly kind: 'not-linked'; readonly zone: PrivateDnsZone }
  | {
      readonly kind: 'linked';
      readonly zone: PrivateDnsZone;
      /** The name without the zone's. */
      readonly label: string;
      readonly record: 'there' | 'absent';
    };

/** `network` is an id. `undefined`: no zone answers for the name, so that public DNS does. */
export function privateZonesOn(see: See, subscription: string, network: string, name: string): ZoneWord | undefined {
  const holding = see(privateDnsZones, { subscription })
    .zones.flatMap((zone) => {
      const label = labelIn(zone, name);
      return label === undefined ? [] : [{ zone, label }];
    })
    // Of several zones the one that says most of the name answers.
    .toSorted((a, b) => b.zone.name.length - a.zone.name.length);
  const known = forEach(holding, ({ zone, label }) => {
    const [link, record] = together(
      () => linkTo(see, zone, network),
      () => recordIn(see, zone, label),
    );
    return { zone, label, link, record };
  });
  const answering = known.find(({ link }) => link);
  const better = known.slice(0, answering ? known.indexOf(answering) : undefined);
  const isAnothers = ({ zone }: { zone: PrivateDnsZone }) => answering && sameId(zone.name, answering.zone.name);
  const wanted = better.find((each) => each.record === 'there' && !isAnothers(each));
  if (wanted) return { kind: 'not-linked', zone: wanted.zone };
  if (!answering?.link) return undefined;
  const { zone, label, record, link } = answering;
  if (record === 'absent' && /^NxDomainRedirect$/i.test(link.resolutionPolicy)) return undefined;
  return { kind: 'linked', zone, label, record };
}

/** What a name is called in a zone, where it belongs there. One that has a private endpoint is an alias in `privatelink`. */
function labelIn(zone: PrivateDnsZone, name: string): string | undefined {
  const suffix = zone.name.toLowerCase();
  const labelOf = (full: string) =>
    `.${full}`.toLowerCase().endsWith(`.${suffix}`) ? full.slice(0, -suffix.length - 1) || '@' : undefined;
  return labelOf(name) ?? (suffix.startsWith('privatelink.') ? labelOf(name.replace('.', '.privatelink.')) : undefined);
}

const linkTo = (see: See, { id: zone }: PrivateDnsZone, to: string): VirtualNetworkLink | undefined =>
  see(virtualNetworkLinks, { zone }).links.find(({ network }) => network !== undefined && sameId(network, to));

function recordIn(see: See, { id: zone }: PrivateDnsZone, label: string): 'there' | 'absent' {
  const names = label === '@' ? [label] : [label, '*'];
  const asked = names.flatMap((name) => (['A', 'CNAME'] as const).map((type) => ({ zone, type, name })));
  return forEach(asked, (each) => see(privateDnsRecord, each).kind).includes('there') ? 'there' : 'absent';
}
