import { isOfType, nameOf, parseArmId } from '../model/arm-id';
import { joinText, text, type Text } from '../model/text';
import type { Connectivity, Hop, Issue } from '../observations/connectivity';

/**
 * Why a connectivity check says nothing about the VM that was tried: no probe was sent, or what stopped it is at the VM it
 * was tried from. `undefined` where the check counts.
 */
export function saysNothing(tried: Connectivity): Text | undefined {
  const own = tried.hops.filter(isSource).map((hop) => ({ ...hop, issues: hop.issues.filter(isOwn) }));
  if (tried.status !== 'reachable' && own.some(({ issues }) => issues.length > 0))
    return joinText(
      text(
        'The VM that the connection is tried from cannot get out by itself.',
        '연결을 시도하는 VM 자체에서 나가지 못합니다.',
      ),
      issuesTold(own),
    );
  if (tried.status !== 'unknown') return undefined;
  return joinText(
    text('Connectivity check could not try the connection.', '연결 확인이 연결을 시도하지 못했습니다.'),
    issuesTold(tried.hops),
  );
}

export const isSource = ({ type }: Hop, index: number): boolean => index === 0 || type.toLowerCase() === 'source';
/** Of what is named at the source, only what is expressly about arriving traffic is somebody else's, and what only warns stops nothing. */
const isOwn = (issue: Issue): boolean => issue.origin?.toLowerCase() !== 'inbound' && !isWarning(issue);

/** Whether a route is named for which nothing was tried: Azure sends no probe where it knows no way. */
export const hasNoRoute = ({ status, hops }: Connectivity): boolean =>
  status === 'unknown' && hops.some(({ issues }) => issues.some(isOfRoute));

export const isOfRoute = ({ type }: Issue): boolean => /^(UserDefinedRoute|NoRouteLearned)$/i.test(type);
export const isOfRule = ({ type }: Issue): boolean => /^NetworkSecurityRule$/i.test(type);
/** What only warns need not be why a connection fails. */
export const isWarning = ({ severity }: Issue): boolean => /^warning$/i.test(severity ?? '');
/** Azure writes it `DnsResolution` and `DNSResolution`. */
export const isOfDns = ({ type }: Issue): boolean => /^DnsResolution$/i.test(type);

/** Azure names a missing listener and the guest’s firewall alike where no answer comes. At the source the firewall is the source’s own. */
export const isSilence = ({ type }: Issue): boolean => /^(NoListenerOnDestination|GuestFirewall)$/i.test(type);

/** The hop beyond the source at which nothing answered. */
export const silentHop = ({ hops }: Connectivity): Hop | undefined =>
  hops.find((hop, index) => !isSource(hop, index) && hop.issues.some(isSilence));

/** Whether what a hop names is an IP configuration of a network interface. */
export const isOfNic = (id = ''): boolean => isOfType(id, 'Microsoft.Network/networkInterfaces/ipConfigurations');

/** Everything that a connectivity check names, with the hop and the rule; empty where it names nothing. */
export function issuesTold(hops: readonly Hop[]): Text {
  const told = hops.flatMap((hop) => {
    const isQuiet = (issue: Issue) => isSilence(issue) && hop.type.toLowerCase() !== 'source';
    const named = hop.issues.filter((issue) => !isQuiet(issue));
    const at = placeOf(hop);
    return [
      ...named.map(({ type, context }) => {
        const what = [type, ...Object.entries(context).map(([key, value]) => `${key} ${value}`)].join(', ');
        return text(`At ${at} it names ${what}.`, `${at}에서 지목한 것: ${what}.`);
      }),
      ...(hop.issues.some(isQuiet) ? [text(`Nothing answered at ${at}.`, `${at}에서 응답이 없었습니다.`)] : []),
    ];
  });
  return joinText(...told);
}

function placeOf({ type, address, resource = '' }: Hop): string {
  const name = parseArmId(resource)?.names[0] ?? nameOf(resource);
  if (name === '') return address ?? type;
  return address === undefined ? name : `${name} (${address})`;
}
