import { inverseOf } from '../changes';
import type { SecurityRuleProperties } from '../model/change';
import { source } from '../model/documents';
import { cannotPlan, type Fix, type FixRequestOf } from '../model/plan';
import { forEach } from '../model/see';
import { text } from '../model/text';
import { sha256 } from '../model/canonical';
import { flowDiff } from '../network/flow-diff';
import { freePriority } from '../network/free-priority';
import { describeBox, inboundTcp } from '../model/flow';
import { evaluate } from '../network/nsg';
import type { SecurityRule } from '../network/rules';
import { networkSecurityGroup, type NetworkSecurityGroup } from '../observations/network-security-group';

/** Adds one narrow allow rule to every network security group that denies: the documented ports, from the documented source, and nothing else. */
export const allowInbound: Fix<'allow-inbound'> = {
  id: 'allow-inbound',
  title: text('Add an allow rule to the network security group', '네트워크 보안 그룹에 허용 규칙 추가'),
  risk: 'medium',
  source: source('appgw-backend-health', 'Backend health status: Unknown'),
  changes: ['put-security-rule', 'delete-security-rule'],
  recoversWithinMs: 5 * 60_000,
  plan: (see, request, { policy }) => {
    const { flow } = request;
    const openings = forEach(request.networkSecurityGroups, (id) =>
      openingIn(see(networkSecurityGroup, { id }), request),
    );
    const refused = openings.find((opening) => opening.kind === 'cannot-plan');
    if (refused) return refused;
    const all = openings.filter((opening) => opening.kind === 'opening');
    const [first] = all;
    if (!first) throw new Error('A rule is asked for, but in no group.');

    const undo = all.flatMap(({ change }) => inverseOf(change) ?? []).toReversed();
    const opens = [...new Map(all.flatMap((each) => each.opens).map((box) => [describeBox(box), box])).values()];
    const additions = all.map(({ group, change }) => ({ group: group.name, ...change, ...change.rule }));
    const flows = opens.map(describeBox).join('; ');
    return {
      kind: 'plan',
      plan: {
        fix: 'allow-inbound',
        resource: first.group.id,
        region: first.group.location,
        risk: 'medium',
        changes: all.map(({ change }) => change),
        undo,
        ...(policy.allowForMinutes === undefined ? {} : { lastsMs: policy.allowForMinutes * 60_000 }),
        opens,
        closes: [],
        effect: text(
          `Add ${additions.map(({ name, priority, group }) => `rule ${name} (priority ${priority}) to ${group}`).join(' and ')}: allow inbound TCP ${flow.ports} from ${flow.source}.`,
          `${additions.map(({ name, priority, group }) => `${group}에 규칙 ${name}(우선 순위 ${priority})`).join(', ')}을(를) 추가합니다: ${flow.source}에서 오는 인바운드 TCP ${flow.ports} 허용.`,
        ),
        proof: [
          ...additions.map(({ group }) =>
            text(
              `With the rule, TCP ${flow.ports} from ${flow.source} passes ${group}.`,
              `규칙을 추가하면 ${flow.source}의 TCP ${flow.ports}이(가) ${group}을(를) 통과합니다.`,
            ),
          ),
          text(
            `Exactly these flows open: ${flows}. None closes.`,
            `정확히 다음 흐름만 열립니다: ${flows}. 닫히는 흐름은 없습니다.`,
          ),
        ],
        losses: [],
      },
    };
  },
};

/** The rule that lets the flow into one group, and the flows that it opens there; or why none can be proposed. */
function openingIn(group: NetworkSecurityGroup, { flow, context }: FixRequestOf<'allow-inbound'>) {
  const wanted = inboundTcp(flow.source, flow.destination, flow.ports);
  const priority = freePriority(group.rules, wanted, context);
  if (priority.kind === 'none')
    return cannotPlan(text(`${group.name}: ${priority.because.en}`, `${group.name}: ${priority.because.ko}`));

  const name = `reconnect-allow-${sha256(`${flow.source} ${flow.destination} ${flow.ports}`).slice(0, 8)}`;
  if (group.rules.some((rule) => rule.name.toLowerCase() === name))
    return cannotPlan(
      text(
        `${group.name} already has the rule ${name}, and it does not help.`,
        `${group.name}에 규칙 ${name}이(가) 이미 있지만 도움이 되지 않습니다.`,
      ),
    );

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
    return cannotPlan(
      text(
        `It cannot be proved that a rule in ${group.name} would open TCP ${flow.ports} from ${flow.source} and nothing else.`,
        `${group.name}의 규칙이 ${flow.source}의 TCP ${flow.ports}만 연다는 것을 증명할 수 없습니다.`,
      ),
    );
  const change = { kind: 'put-security-rule', networkSecurityGroup: group.id, name, rule } as const;
  return { kind: 'opening', group, change, opens: diff.opens } as const;
}

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
