import { nameOf } from '../../model/arm-id';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { sure } from '../../model/known';
import type { VmTarget } from '../../model/target';
import { text } from '../../model/text';
import { entrance, groupsOnTheWay } from '../../topology/paths';
import { frontendOf, throughOf } from '../../topology/through';

/** A public address of the Standard SKU, in front of a VM without any network security group: nothing is let in. Azure: "Public IP addresses", "Azure Load Balancer SKUs", secure by default. */
export const closedByDefault: Cause<VmTarget> = {
  id: 'network/closed-by-default',
  explains: ['ssh-unreachable', 'rdp-unreachable', 'app-unreachable'],
  concerns: ({ through }) => through !== undefined,
  order: 350,
  title: text('Nothing lets traffic from the Internet in', '인터넷 트래픽을 허용하는 것이 없음'),
  source: source('app-access', 'Step 3: network security group'),
  judge: (see, target) => {
    const through = throughOf(target);
    const { publicAddress } = frontendOf(see, through);
    if (!publicAddress)
      return {
        kind: 'excluded',
        because: text('The frontend is a private one.', '프런트 엔드가 비공개입니다.'),
      };
    const { subnet: home, nic } = groupsOnTheWay(see, target);
    const group = home ?? nic;
    if (group)
      return {
        kind: 'excluded',
        because: text(
          `${nameOf(group.id)} decides what is let in.`,
          `${nameOf(group.id)}이(가) 허용 여부를 결정합니다.`,
        ),
      };
    const sku = sure(
      publicAddress.sku,
      text(`The SKU of ${nameOf(publicAddress.id)}`, `${nameOf(publicAddress.id)}의 SKU`),
    );
    if (sku === 'Basic')
      return {
        kind: 'excluded',
        because: text(
          'An address of the Basic SKU is open without a network security group.',
          'Basic SKU 주소는 네트워크 보안 그룹 없이도 열려 있습니다.',
        ),
      };
    const { vm } = entrance(see, target);
    return {
      kind: 'found',
      blamed: publicAddress.id,
      because: text(
        `${nameOf(publicAddress.id)} is of the Standard SKU, which lets in only what a network security group allows, and ${vm.name} has none.`,
        `${nameOf(publicAddress.id)}은(는) Standard SKU라 네트워크 보안 그룹이 허용한 것만 들여보내는데, ${vm.name}에는 그룹이 없습니다.`,
      ),
      fixes: [],
      advice: text(
        `Give the subnet or the network interface a network security group that allows TCP ${target.port} from those who need it, not from everybody. A group closes what it does not allow, so look first at who else connects.`,
        `서브넷이나 네트워크 인터페이스에 필요한 곳에서만 TCP ${target.port}을(를) 허용하는 네트워크 보안 그룹을 연결하세요. 그룹은 허용하지 않은 것을 닫으므로 다른 연결을 먼저 확인하세요.`,
      ),
    };
  },
};
