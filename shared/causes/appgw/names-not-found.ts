import { isIP } from 'node:net';
import { nameOf, parentId } from '../../model/arm-id';
import { source } from '../../model/documents';
import type { Cause, Verdict } from '../../model/judgement';
import { isSurely } from '../../model/known';
import type { See } from '../../model/observation';
import { forEach, ifSeen } from '../../model/see';
import type { GatewayTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import { applicationGateway, type ApplicationGateway } from '../../observations/application-gateway';
import { backendHealth } from '../../observations/backend-health';
import { connectivity } from '../../observations/connectivity';
import { virtualNetwork } from '../../observations/virtual-network';
import { issuesTold } from '../../topology/connectivity';
import { lookupOf, type Lookup } from '../../topology/names';
import { tryFromGateway } from '../../topology/questions';
import { isAzures, silentServers } from './unresolved-names';
import { adviceOnServers, adviceToRestart } from './name-resolution';

/** One of the hosts that a gateway must find to see whether certificates are revoked. Source document: backend health, CRL endpoints. */
const PUBLIC_NAME = 'crl3.digicert.com';

/** So many names of the pools are looked into; each takes Network Watcher half a minute. */
const MOST_LOOKED_INTO = 3;

/** The DNS servers of a gateway find no public names, or none of the names in its pools of which an update has cleared the addresses. */
export const namesNotFound: Cause<GatewayTarget> = {
  id: 'appgw/names-not-found',
  explains: ['backend-unknown'],
  order: 420,
  title: text('The gateway’s DNS servers find no names for it', '게이트웨이의 DNS 서버가 이름을 확인하지 못함'),
  source: source('appgw-backend-health', 'Backend health status: Unknown (DNS servers)'),
  judge: (see, target) => {
    const gateway = see(applicationGateway, { id: target.id });
    const untold = see(backendHealth, { gateway: target.id })
      .servers.filter(({ health }) => isSurely(health, 'unknown'))
      .map(({ address }) => address.toLowerCase());
    const inPools = [...new Set(untold)].filter((address) => isIP(address) === 0);
    // A private deployment need not reach the lists of revoked certificates, nor need one that sees no certificates.
    const inPublic = gateway.managedBy === 'internet' && gateway.seesCertificates ? [PUBLIC_NAME] : [];
    const names = [...inPublic, ...inPools.slice(0, MOST_LOOKED_INTO)];
    const tried = forEach(names, (name) => ({
      name,
      lookup: lookupOf(see(connectivity, tryFromGateway(see, gateway, name, 443))),
    }));
    const missing = tried.filter(({ lookup }) => lookup.kind === 'not-found').map(({ name }) => name);
    if (missing.includes(PUBLIC_NAME) || (missing.length > 0 && untold.every((server) => missing.includes(server))))
      return notFound(see, gateway, missing);
    if (gateway.managedBy === 'internet' && inPools.length <= MOST_LOOKED_INTO && tried.every(isFound))
      return {
        kind: 'excluded',
        because:
          names.length === 0
            ? text(
                `${gateway.name} needs no names: it sees no certificates, and its pools hold addresses.`,
                `${gateway.name}에는 이름이 필요 없습니다. 인증서를 다루지 않으며 풀에 주소만 있습니다.`,
              )
            : text(
                `${gateway.name} finds ${names.join(', ')}.`,
                `${gateway.name}이(가) ${names.join(', ')}을(를) 찾습니다.`,
              ),
      };
    return {
      kind: 'uncertain',
      because: text(
        `Names that were looked up from ${gateway.name}: ${names.join(', ') || '-'}. That it finds too few does not show.`,
        `${gateway.name}에서 조회한 이름: ${names.join(', ') || '-'}. 이름을 찾지 못해서인지는 드러나지 않았습니다.`,
      ),
    };
  },
};

const isFound = ({ lookup }: { readonly lookup: Lookup }): boolean => lookup.kind === 'found';

function notFound(see: See, gateway: ApplicationGateway, missing: readonly string[]): Verdict {
  const network = ifSeen(() => see(virtualNetwork, { id: parentId(gateway.subnet) }));
  const silent = network && ifSeen(() => silentServers(see, { gateway, network }, undefined));
  return {
    kind: 'found',
    blamed: network?.id ?? gateway.id,
    because: joinText(
      text(
        `${gateway.name} finds no address for ${missing.join(', ')}.`,
        `${gateway.name}이(가) ${missing.join(', ')}의 주소를 찾지 못합니다.`,
      ),
      ...whatFor(missing),
      ...(silent
        ? [
            text(
              `The DNS servers of ${nameOf(parentId(gateway.subnet))} cannot be connected to: ${silent.servers.join(', ')} (TCP 53).`,
              `${nameOf(parentId(gateway.subnet))}의 DNS 서버에 연결할 수 없습니다: ${silent.servers.join(', ')}(TCP 53).`,
            ),
            issuesTold(silent.hops),
          ]
        : []),
    ),
    fixes: [],
    advice: network && !isAzures(network) ? adviceOnServers(gateway, network) : adviceToRestart(gateway),
  };
}

/** Why Azure does not know how servers are without these names. */
const whatFor = (missing: readonly string[]): readonly Text[] => [
  ...(missing.includes(PUBLIC_NAME)
    ? [
        text(
          'It must find public names to see whether certificates are revoked.',
          '인증서 해지 여부를 확인하려면 공용 이름을 찾을 수 있어야 합니다.',
        ),
      ]
    : []),
  ...(missing.some((name) => name !== PUBLIC_NAME)
    ? [
        text(
          'Every update of a gateway clears the addresses that it has found, so that it has none for its pool while DNS does not answer.',
          '게이트웨이를 업데이트할 때마다 찾아 둔 주소가 지워지므로, DNS가 응답하지 않는 동안 풀의 주소가 없습니다.',
        ),
      ]
    : []),
];
