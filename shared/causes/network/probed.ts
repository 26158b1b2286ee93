import type { Verdict } from '../../model/judgement';
import type { See } from '../../model/observation';
import type { VmTarget } from '../../model/target';
import { text } from '../../model/text';
import { balancedBy } from '../../topology/through';

/** The address from which load balancers probe. Azure: "What is IP address 168.63.129.16?" */
const AZURE_HOST = '168.63.129.16';

/** What a cause says where no probe leads to the VM. */
export const noProbe: Verdict = {
  kind: 'excluded',
  because: text(
    'No health probe decides whether the VM gets connections.',
    'VM의 연결 수신 여부를 결정하는 상태 프로브가 없습니다.',
  ),
};

/** The balancing rule with a probe that leads to the VM, if one does; and the probe as something that connects. */
export function probedBy(see: See, target: VmTarget) {
  const balanced = balancedBy(see, target);
  if (!balanced?.probe) return undefined;
  const { balancer, rule, probe } = balanced;
  const probing: VmTarget = { kind: 'vm', id: target.id, port: probe.port, from: { address: AZURE_HOST } };
  return { balancer, rule, probe, probing };
}
