import type { SecurityRuleProperties } from '../model/change';
import { source } from '../model/documents';
import type { Fix } from '../model/plan';
import { text } from '../model/text';
import { sha256 } from '../model/canonical';
import { flowDiff } from '../network/flow-diff';
import { freePriority } from '../network/free-priority';
import { describeBox, inboundTcp } from '../network/flow';
import { evaluate } from '../network/nsg';
import type { SecurityRule } from '../network/rules';
import { networkSecurityGroup } from '../observations/network-security-group';

/** Adds one narrow allow rule to a network security group: the documented ports, from the documented source, and nothing else. */
export const allowInbound: Fix<'allow-inbound'> = {
  id: 'allow-inbound',
  title: text('Add an allow rule to the network security group', '네트워크 보안 그룹에 허용 규칙 추가'),
  risk: 'medium',
  source: source('appgw-backend-health', 'Backend health status: Unknown'),
  changes: ['put-security-rule', 'delete-security-rule'],
  recoversWithinMs: 5 * 60_000,
  plan: (see, { networkSecurityGroup: id, flow, virtualNetwork }, { policy }) => {
    const group = see(networkSecurityGroup, { id });
    const wanted = inboundTcp(flow.source, flow.destination, flow.ports);
    const context = { virtualNetwork };
    const priority = freePriority(group.rules, wanted, context);
    if (priority.kind === 'none')
      return {
        kind: 'cannot-plan',
        because: text(`${group.name}: ${priority.because.en}`, `${group.name}: ${priority.because.ko}`),
      };

    const name = `reconnect-allow-${sha256(`${flow.source} ${flow.destination} ${flow.ports}`).slice(0, 8)}`;
    if (group.rules.some((rule) => rule.name.toLowerCase() === name))
      return {
        kind: 'cannot-plan',
        because: text(
          `${group.name} already has the rule ${name}, and it does not help.`,
          `${group.name}에 규칙 ${name}이(가) 이미 있지만 도움이 되지 않습니다.`,
        ),
      };

    const rule: SecurityRuleProperties = {
      description: `Allows TCP ${flow.ports} from ${flow.source}. Added by Reconnect after approval.`,
      direction: 'Inbound',
      access: 'Allow',
      protocol: 'Tcp',
      priority: priority.priority,
      sourceAddressPrefix: flow.source,
      sourcePortRange: '*',
      destinationAddressPrefix: flow.destination,
      destinationPortRange: flow.ports,
    };
    const after = [...group.rules, asRule(name, rule)];
    const diff = flowDiff(group.rules, after, context);
    const wouldAllow = evaluate(after, wanted, context).access === 'Allow';
    if (!wouldAllow || diff.opens.length === 0 || diff.closes.length > 0 || diff.undecided.length > 0)
      return {
        kind: 'cannot-plan',
        because: text(
          `It cannot be proved that a rule in ${group.name} would open TCP ${flow.ports} from ${flow.source} and nothing else.`,
          `${group.name}의 규칙이 ${flow.source}의 TCP ${flow.ports}만 연다는 것을 증명할 수 없습니다.`,
        ),
      };

    return {
      kind: 'plan',
      plan: {
        fix: 'allow-inbound',
        resource: group.id,
        region: group.location,
        risk: 'medium',
        changes: [{ kind: 'put-security-rule', networkSecurityGroup: group.id, name, rule }],
        undo: [{ kind: 'delete-security-rule', networkSecurityGroup: group.id, name, rule }],
        ...(policy.allowForMinutes === undefined ? {} : { lastsMs: policy.allowForMinutes * 60_000 }),
        opens: diff.opens,
        closes: diff.closes,
        effect: text(
          `Add rule ${name} (priority ${priority.priority}) to ${group.name}: allow inbound TCP ${flow.ports} from ${flow.source}.`,
          `${group.name}에 규칙 ${name}(우선 순위 ${priority.priority})을(를) 추가합니다: ${flow.source}에서 오는 인바운드 TCP ${flow.ports} 허용.`,
        ),
        proof: [
          text(
            `With the rule, TCP ${flow.ports} from ${flow.source} passes ${group.name}.`,
            `규칙을 추가하면 ${flow.source}의 TCP ${flow.ports}이(가) ${group.name}을(를) 통과합니다.`,
          ),
          text(
            `Exactly these flows open: ${diff.opens.map(describeBox).join('; ')}. None closes.`,
            `정확히 다음 흐름만 열립니다: ${diff.opens.map(describeBox).join('; ')}. 닫히는 흐름은 없습니다.`,
          ),
        ],
        losses: [],
      },
    };
  },
};

const asRule = (name: string, rule: SecurityRuleProperties): SecurityRule => ({
  name,
  direction: rule.direction,
  access: rule.access,
  protocol: rule.protocol,
  priority: rule.priority,
  sources: [rule.sourceAddressPrefix],
  sourcePorts: [rule.sourcePortRange],
  destinations: [rule.destinationAddressPrefix],
  destinationPorts: [rule.destinationPortRange],
});
