import { nameOf } from '../../model/arm-id';
import { az, within } from '../../model/az';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { See } from '../../model/observation';
import type { VmTarget } from '../../model/target';
import { text, type Text } from '../../model/text';
import { entrance } from '../../topology/paths';
import { balancedBy, membershipOf, misled, throughOf } from '../../topology/through';

/** The load-balancing rule for the port leads to another port, or the VM is in none of its pools. What it leads to serves others too, so Reconnect changes nothing of it. */
export const balancingRuleDiffers: Cause<VmTarget> = {
  id: 'network/balancing-rule-differs',
  explains: ['ssh-unreachable', 'rdp-unreachable', 'app-unreachable'],
  concerns: ({ through }) => through !== undefined,
  order: 340,
  title: text('The load-balancing rule does not lead to the VM', '부하 분산 규칙이 VM으로 이어지지 않음'),
  source: source('app-access', 'Step 3: load-balanced set'),
  judge: (see, target) => {
    const through = throughOf(target);
    const balanced = balancedBy(see, target);
    if (!balanced)
      return {
        kind: 'excluded',
        because: text(
          `No load-balancing rule is for TCP ${through.port}.`,
          `TCP ${through.port}용 부하 분산 규칙이 없습니다.`,
        ),
      };
    const wrong = misled(see, target);
    if (!wrong)
      return {
        kind: 'excluded',
        because: text(
          `The rule ${balanced.rule.name} leads TCP ${through.port} to port ${target.port} of a pool in which the VM is.`,
          `규칙 ${balanced.rule.name}이(가) TCP ${through.port}을(를) VM이 속한 풀의 포트 ${target.port}(으)로 보냅니다.`,
        ),
      };
    return { kind: 'found', ...wrong, fixes: [], advice: byHand(see, target, balanced) };
  },
};

function byHand(see: See, target: VmTarget, { balancer, rule }: NonNullable<ReturnType<typeof balancedBy>>): Text {
  const command = membershipOf(see, target, rule, balancer).isIn
    ? az('network lb rule update', {
        ...within('lb-name', balancer.id),
        name: rule.name,
        'backend-port': String(target.port),
      })
    : az('network nic ip-config address-pool add', {
        ...within('nic-name', entrance(see, target).nic.id),
        'ip-config-name': 'IP-CONFIGURATION',
        'lb-name': balancer.name,
        'address-pool': nameOf(rule.pools[0] ?? 'POOL'),
      });
  return text(
    `What the rule leads to serves others too, so this is for people: ${command}`,
    `이 규칙은 다른 대상도 사용하므로 사람이 처리해야 합니다: ${command}`,
  );
}
