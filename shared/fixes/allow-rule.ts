import { inverseOf } from '../changes';
import type { SecurityRuleProperties } from '../model/change';
import type { See } from '../model/observation';
import { cannotPlan, type AllowRequest, type Fix, type PlanContext, type Planned } from '../model/plan';
import { forEach } from '../model/see';
import { text, type Text } from '../model/text';
import { sha256 } from '../model/canonical';
import { flowDiff } from '../network/flow-diff';
import { freePriority } from '../network/free-priority';
import { describeBox, tcp } from '../model/flow';
import { evaluate } from '../network/nsg';
import type { SecurityRule } from '../network/rules';
import { networkSecurityGroup, type NetworkSecurityGroup } from '../observations/network-security-group';

/** What the fixes have in common that let one narrow flow through network security groups, whichever way it goes. */
export const allowing = {
  risk: 'medium',
  changes: ['put-security-rule', 'delete-security-rule'],
  recoversWithinMs: 5 * 60_000,
} as const satisfies Partial<Fix>;

/** Adds one narrow allow rule to every network security group that denies: what is asked for, and nothing else. */
export function planRules(see: See, request: AllowRequest, { policy }: PlanContext): Planned {
  const told = toldOf(request);
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
      fix: request.fix,
      resource: first.group.id,
      region: first.group.location,
      risk: 'medium',
      changes: all.map(({ change }) => change),
      undo,
      ...(policy.allowForMinutes === undefined ? {} : { lastsMs: policy.allowForMinutes * 60_000 }),
      opens,
      closes: [],
      effect: text(
        `Add ${additions.map(({ name, priority, group }) => `rule ${name} (priority ${priority}) to ${group}`).join(' and ')}: allow ${told.en}.`,
        `${additions.map(({ name, priority, group }) => `${group}에 규칙 ${name}(우선 순위 ${priority})`).join(', ')}을(를) 추가합니다: ${told.ko} 허용.`,
      ),
      proof: [
        ...additions.map(({ group }) =>
          text(
            `With the rule, ${told.en} passes ${group}.`,
            `규칙을 추가하면 ${told.ko}이(가) ${group}을(를) 통과합니다.`,
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
}

const directionOf = ({ fix }: AllowRequest) => (fix === 'allow-inbound' ? 'Inbound' : 'Outbound');

/** A group may have to let the same flow out of one subnet and into another, by two rules. */
const PREFIXES = { Inbound: 'reconnect-allow-', Outbound: 'reconnect-allow-out-' } as const;

/** The flow from where the rule stands: the end that its subnet does not have is named. */
function toldOf({ fix, flow: { source: from, destination: to, ports } }: AllowRequest): Text {
  return fix === 'allow-inbound'
    ? text(`inbound TCP ${ports} from ${from}`, `${from}에서 오는 인바운드 TCP ${ports}`)
    : text(`outbound TCP ${ports} to ${to}`, `${to}(으)로 가는 아웃바운드 TCP ${ports}`);
}

/** The rule that lets the flow through one group, and the flows that it opens there; or why none can be proposed. */
function openingIn(group: NetworkSecurityGroup, request: AllowRequest) {
  const { flow, context } = request;
  const direction = directionOf(request);
  const told = toldOf(request);
  const wanted = tcp(direction, flow.source, flow.destination, flow.ports);
  const priority = freePriority(group.rules, wanted, context);
  if (priority.kind === 'none')
    return cannotPlan(text(`${group.name}: ${priority.because.en}`, `${group.name}: ${priority.because.ko}`));

  const name = `${PREFIXES[direction]}${sha256(`${flow.source} ${flow.destination} ${flow.ports}`).slice(0, 8)}`;
  if (group.rules.some((rule) => rule.name.toLowerCase() === name))
    return cannotPlan(
      text(
        `${group.name} already has the rule ${name}, and it does not help.`,
        `${group.name}에 규칙 ${name}이(가) 이미 있지만 도움이 되지 않습니다.`,
      ),
    );

  const rule: SecurityRuleProperties = {
    description: `Allows ${told.en}. Added by Reconnect after approval.`,
    direction,
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
        `It cannot be proved that a rule in ${group.name} would open ${told.en} and nothing else.`,
        `${group.name}의 규칙이 ${told.ko}만 연다는 것을 증명할 수 없습니다.`,
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
