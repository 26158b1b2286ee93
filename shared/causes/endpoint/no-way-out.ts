import { nameOf, parentId } from '../../model/arm-id';
import { az, within } from '../../model/az';
import type { Cause } from '../../model/judgement';
import type { EndpointTarget } from '../../model/target';
import { text } from '../../model/text';
import { isPrivate } from '../../network/prefix';
import { nextHop } from '../../observations/next-hop';
import { subnet } from '../../observations/subnet';
import { addressOfEndpoint, answersOtherwise, triedOf } from '../../topology/endpoints';
import { entrance } from '../../topology/paths';
import { wayOut } from '../../topology/questions';
import { causeOf } from './cause-of';

/**
 * Azure gives the VMs of a private subnet no way to the Internet, and nobody set one up. Azure: "Default outbound access"; networks made
 * since April 2026 have such subnets unless told otherwise.
 */
export const noWayOut: Cause<EndpointTarget> = causeOf(
  'no-way-out',
  313,
  text('The VM’s subnet has no way to the Internet', 'VM의 서브넷에서 인터넷으로 나갈 방법이 없음'),
  'Validate routing issues (no route)',
  (see, target) => {
    const address = addressOfEndpoint(see, target);
    const { type } = see(nextHop, wayOut(see, target.id, address));
    if (isPrivate(address) || type !== 'Internet')
      return {
        kind: 'excluded',
        because: text(
          `What goes to ${address} does not leave for the Internet (${type}).`,
          `${address}(으)로 가는 트래픽은 인터넷으로 나가지 않습니다(${type}).`,
        ),
      };
    const { nic, subnet: id } = entrance(see, { id: target.id });
    const name = nameOf(id);
    const home = see(subnet, { id });
    if (home.wayOut !== 'private' || home.natGateway || nic.addresses.some(({ publicIpAddress }) => publicIpAddress))
      return {
        kind: 'excluded',
        because: text(
          `${nameOf(target.id)} in ${name} has a way to the Internet.`,
          `${name}의 ${nameOf(target.id)}에는 인터넷으로 나갈 방법이 있습니다.`,
        ),
      };
    const others = [
      ...(nic.addresses.some(({ loadBalancerPools = [] }) => loadBalancerPools.length > 0)
        ? [text('a load balancer', '부하 분산 장치')]
        : []),
      ...(home.serviceEndpoints?.length ? [text('a service endpoint', '서비스 엔드포인트')] : []),
    ];
    if (others.length > 0)
      return {
        kind: 'uncertain',
        because: text(
          `${name} is private; whether it gets there by ${others.map(({ en }) => en).join(' or ')} cannot be seen from here.`,
          `${name}은(는) 프라이빗 서브넷이며, ${others.map(({ ko }) => ko).join(' 또는 ')}(으)로 나가는지는 여기서 알 수 없습니다.`,
        ),
      };
    const { status } = triedOf(see, target);
    if (status === 'unknown')
      return { kind: 'uncertain', because: text('Nothing was tried.', '연결을 시도하지 못했습니다.') };
    // A subnet that was made private counts for a VM from its next start on.
    if (status === 'reachable' || answersOtherwise(see, target))
      return { kind: 'excluded', because: text(`${address} can be reached.`, `${address}에 연결됩니다.`) };
    const command = az('network vnet subnet update', {
      ...within('vnet-name', parentId(id)),
      name,
      'nat-gateway': 'NAT_GATEWAY',
    });
    return {
      kind: 'found',
      blamed: id,
      because: text(
        `${name} is a private subnet: without a NAT gateway, a public address or a load balancer, what ${nameOf(target.id)} sends to ${address} does not leave Azure’s network.`,
        `${name}은(는) 프라이빗 서브넷입니다. NAT 게이트웨이, 공용 주소, 부하 분산 장치가 없어 ${nameOf(target.id)}에서 ${address}(으)로 보내는 트래픽이 나가지 못합니다.`,
      ),
      fixes: [],
      advice: text(
        `Attach a NAT gateway to ${name} (${command}), or lead it out through a firewall by a route.`,
        `${name}에 NAT 게이트웨이를 연결하거나(${command}) 경로를 추가하여 방화벽을 통해 나가게 하세요.`,
      ),
    };
  },
);
