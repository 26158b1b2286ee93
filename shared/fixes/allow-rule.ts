import { inverseOf } from '../changes';
import { destinationsOf, sourcesOf } from '../changes/security-rule';
import type { SecurityRuleProperties } from '../model/change';
import type { See } from '../model/observation';
import { cannotPlan, type AllowedFlow, type AllowRequest, type PlanContext, type Planned } from '../model/plan';
import { forEach } from '../model/see';
import { text, type Text } from '../model/text';
import { canonicalJson, sha256 } from '../model/canonical';
import { flowDiff } from '../network/flow-diff';
import { freePriority } from '../network/free-priority';
import { describeBox, tcp } from '../model/flow';
import { evaluate } from '../network/nsg';
import type { SecurityRule } from '../network/rules';
import { networkSecurityGroup, type NetworkSecurityGroup } from '../observations/network-security-group';
import { exposure } from './exposure';

/** What the fixes have in common that let one narrow flow through network security groups, whichever way it goes. */
export const allowing = {
  risk: 'medium',
  changes: ['put-security-rule', 'delete-security-rule'],
  recoversWithinMs: 5 * 60_000,
  join,
} as const;

/** One plan lets through what both ask for and nothing else, where the same groups stand in the way of both. */
function join<R extends AllowRequest>(a: R, b: R): R | undefined {
  const { virtualNetwork, perhapsVirtualNetwork = [], memberships = [] } = a.context;
  if (!sameValues(a.networkSecurityGroups, b.networkSecurityGroups)) return undefined;
  if (!sameValues(virtualNetwork, b.context.virtualNetwork)) return undefined;
  return {
    ...a,
    flows: b.flows.reduce(withFlow, a.flows),
    context: {
      virtualNetwork,
      perhapsVirtualNetwork: eachOnce([...perhapsVirtualNetwork, ...(b.context.perhapsVirtualNetwork ?? [])]),
      memberships: eachOnce([...memberships, ...(b.context.memberships ?? [])]),
    },
  };
}

/** These flows and one more: one rule does for two that differ at one end only. */
function withFlow(flows: readonly AllowedFlow[], more: AllowedFlow): readonly AllowedFlow[] {
  const like = flows.find(
    ({ sources, destinations, ports }) =>
      ports === more.ports && (sameValues(sources, more.sources) || sameValues(destinations, more.destinations)),
  );
  if (!like) return [...flows, more];
  const both = {
    sources: eachOnce([...like.sources, ...more.sources]),
    destinations: eachOnce([...like.destinations, ...more.destinations]),
    ports: like.ports,
  };
  return flows.map((each) => (each === like ? both : each));
}

const eachOnce = <T>(values: readonly T[]): readonly T[] => [
  ...new Map(values.map((each) => [canonicalJson(each), each])).values(),
];
const sameValues = (values: readonly string[], others: readonly string[]): boolean =>
  canonicalJson(values.toSorted()) === canonicalJson(others.toSorted());

/** Adds narrow allow rules to every network security group that denies: for what is asked for, and nothing else. */
export function planRules(see: See, request: AllowRequest, { policy }: PlanContext): Planned {
  const openings = forEach(request.networkSecurityGroups, (id) =>
    openingsIn(see(networkSecurityGroup, { id }), request),
  ).flat();
  const refused = openings.find((opening) => opening.kind === 'cannot-plan');
  if (refused) return refused;
  const all = openings.filter((opening) => opening.kind === 'opening');
  const [first] = all;
  if (!first) throw new Error('A rule is asked for, but in no group.');

  const undo = all.flatMap(({ change }) => inverseOf(change) ?? []).toReversed();
  const opens = [...new Map(all.flatMap((each) => each.opens).map((box) => [describeBox(box), box])).values()];
  const additions = all.map(({ group, change, told }) => ({ group: group.name, told, ...change, ...change.rule }));
  const told = eachOnce(all.map((each) => each.told));
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
        `Add ${additions.map(({ name, priority, group }) => `rule ${name} (priority ${priority}) to ${group}`).join(' and ')}: allow ${told.map(({ en }) => en).join(' and ')}.`,
        `${additions.map(({ name, priority, group }) => `${group}에 규칙 ${name}(우선 순위 ${priority})`).join(', ')}을(를) 추가합니다: ${told.map(({ ko }) => ko).join(', ')} 허용.`,
      ),
      proof: [
        ...additions.map(({ group, told: { en, ko } }) =>
          text(`With the rule, ${en} passes ${group}.`, `규칙을 추가하면 ${ko}이(가) ${group}을(를) 통과합니다.`),
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
function toldOf(fix: AllowRequest['fix'], { sources, destinations, ports }: AllowedFlow): Text {
  const [from, to] = [sources.join(', '), destinations.join(', ')];
  return fix === 'allow-inbound'
    ? text(`inbound TCP ${ports} from ${from}`, `${from}에서 오는 인바운드 TCP ${ports}`)
    : text(`outbound TCP ${ports} to ${to}`, `${to}(으)로 가는 아웃바운드 TCP ${ports}`);
}

/** The rules that let the flows through one group, each after those before it; or why none can be proposed. */
function openingsIn(group: NetworkSecurityGroup, request: AllowRequest) {
  let { rules } = group;
  return request.flows.map((flow) => {
    const opening = openingIn({ ...group, rules }, request, flow);
    if (opening.kind === 'opening') rules = [...rules, asRule(opening.change.name, opening.change.rule)];
    return opening;
  });
}

/** The rule that lets a flow through one group, and the flows that it opens there; or why none can be proposed. */
function openingIn(group: NetworkSecurityGroup, request: AllowRequest, flow: AllowedFlow) {
  const { context } = request;
  const direction = directionOf(request);
  const told = toldOf(request.fix, flow);
  const exposed = direction === 'Inbound' ? exposure(flow) : undefined;
  if (exposed) return cannotPlan(exposed);
  const wanted = flow.sources.flatMap((source) =>
    flow.destinations.map((destination) => tcp(direction, source, destination, flow.ports)),
  );
  const priority = freePriority(group.rules, wanted, context);
  if (priority.kind === 'none')
    return cannotPlan(text(`${group.name}: ${priority.because.en}`, `${group.name}: ${priority.because.ko}`));

  const name = `${PREFIXES[direction]}${sha256(`${flow.sources.join()} ${flow.destinations.join()} ${flow.ports}`).slice(0, 8)}`;
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
    // ARM takes a service tag only where it is alone.
    ...(flow.sources.length > 1
      ? { sourceAddressPrefixes: flow.sources }
      : { sourceAddressPrefix: flow.sources.join() }),
    sourcePortRange: '*',
    ...(flow.destinations.length > 1
      ? { destinationAddressPrefixes: flow.destinations }
      : { destinationAddressPrefix: flow.destinations.join() }),
    destinationPortRange: flow.ports,
  };
  const after = [...group.rules, asRule(name, rule)];
  const diff = flowDiff(group.rules, after, context);
  const wouldAllow = wanted.every((each) => evaluate(after, each, context).access === 'Allow');
  if (!wouldAllow || diff.opens.length === 0 || diff.closes.length > 0 || diff.undecided.length > 0)
    return cannotPlan(
      text(
        `It cannot be proved that a rule in ${group.name} would open ${told.en} and nothing else.`,
        `${group.name}의 규칙이 ${told.ko}만 연다는 것을 증명할 수 없습니다.`,
      ),
    );
  const change = { kind: 'put-security-rule', networkSecurityGroup: group.id, name, rule } as const;
  return { kind: 'opening', group, told, change, opens: diff.opens } as const;
}

const asRule = (name: string, rule: SecurityRuleProperties): SecurityRule => ({
  name,
  direction: rule.direction,
  access: rule.access,
  protocol: rule.protocol,
  priority: rule.priority,
  sources: sourcesOf(rule),
  sourcePorts: [rule.sourcePortRange],
  destinations: destinationsOf(rule),
  destinationPorts: [rule.destinationPortRange],
});
