import { text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { VmTarget } from '../../model/target';
import { nameOf } from '../../model/arm-id';
import { inboundTcp } from '../../network/flow';
import { evaluatePath } from '../../network/nsg-path';
import { ipFlow } from '../../observations/ip-flow';
import { networkSecurityGroup } from '../../observations/network-security-group';
import { subnet } from '../../observations/subnet';
import { entrance, virtualNetworkOf } from '../paths';
import { inboundQuestion } from './questions';

/** A network security group on the VM's subnet or network interface denies the connection. */
export const nsgBlocksPort: Cause<VmTarget> = {
  id: 'network/nsg-blocks-port',
  explains: ['ssh-unreachable'],
  order: 300,
  title: text('A network security group blocks the port', '네트워크 보안 그룹이 포트를 차단함'),
  source: source('ssh', 'Check security rules'),
  judge: (see, target) => {
    const flow = see(ipFlow, inboundQuestion(see, target));
    if (flow.access === 'Allow')
      return {
        kind: 'excluded',
        because: text(
          `IP flow verify: TCP ${target.port} from ${target.from.address} is allowed (${flow.rule || 'no network security group'}).`,
          `IP 흐름 확인: ${target.from.address}의 TCP ${target.port}은(는) 허용됩니다 (${flow.rule || '네트워크 보안 그룹 없음'}).`,
        ),
      };

    const { nic, subnet: subnetId, privateAddress } = entrance(see, target);
    const group = (id: string | undefined) => (id ? see(networkSecurityGroup, { id }) : undefined);
    const context = { virtualNetwork: virtualNetworkOf(see, subnetId) };
    const { access, blamed } = evaluatePath(
      { subnet: group(see(subnet, { id: subnetId }).networkSecurityGroup), nic: group(nic.networkSecurityGroup) },
      inboundTcp(target.from.address, privateAddress, String(target.port)),
      context,
    );
    if (access !== 'Deny' || !blamed)
      return {
        kind: 'uncertain',
        because: text(
          `IP flow verify says that ${flow.rule} denies TCP ${target.port}, but the rules as read do not show it.`,
          `IP 흐름 확인은 ${flow.rule}이(가) TCP ${target.port}을(를) 거부한다고 하지만, 읽은 규칙에는 나타나지 않습니다.`,
        ),
      };
    const { rule } = blamed.evaluation;
    const id = blamed.networkSecurityGroup;
    return {
      kind: 'found',
      blamed: rule.id ?? `${id}/defaultSecurityRules/${rule.name}`,
      because: text(
        `Rule ${rule.name} of ${nameOf(id)} denies TCP ${target.port} from ${target.from.address}.`,
        `${nameOf(id)}의 규칙 ${rule.name}이(가) ${target.from.address}의 TCP ${target.port}을(를) 거부합니다.`,
      ),
      fixes: [
        {
          fix: 'allow-inbound',
          networkSecurityGroup: id,
          flow: { source: target.from.address, destination: privateAddress, ports: String(target.port) },
          ...context,
        },
      ],
    };
  },
};
