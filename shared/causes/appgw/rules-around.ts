import type { Verdict } from '../../model/judgement';
import type { See } from '../../model/observation';
import { together } from '../../model/see';
import { text } from '../../model/text';
import type { ApplicationGateway } from '../../observations/application-gateway';
import { networkSecurityGroup } from '../../observations/network-security-group';
import { subnet } from '../../observations/subnet';
import { virtualNetworkOf } from '../../topology/paths';

/** The group around a gateway's subnet, with what its rules are judged by; `undefined` where the subnet has none. */
export function rulesAround(see: See, gateway: ApplicationGateway) {
  const home = see(subnet, { id: gateway.subnet });
  const id = home.networkSecurityGroup;
  if (!id) return undefined;
  const [group, virtualNetwork] = together(
    () => see(networkSecurityGroup, { id }),
    () => virtualNetworkOf(see, gateway.subnet),
  );
  // The instances of a gateway belong to no application security group.
  return { home, group, context: { virtualNetwork, memberships: [{ addresses: home.prefixes, groups: [] }] } };
}

export const noGroup: Verdict = {
  kind: 'excluded',
  because: text(
    'The gateway’s subnet has no network security group.',
    '게이트웨이 서브넷에 네트워크 보안 그룹이 없습니다.',
  ),
};
