import type { Protocol } from '../model/flow';

/**
 * One rule of a network security group, with ARM's singular and plural properties brought together.
 *
 * `sources` and `destinations` hold prefixes, ranges, service tags, `*`, or ids of application security groups;
 * the ports are ARM's texts (`443`, `65200-65535`, `*`).
 */
export interface SecurityRule {
  readonly name: string;
  readonly id?: string;
  readonly description?: string;
  /** `succeeded`, `updating`, `failed`, … */
  readonly provisioning?: string;
  readonly direction: 'Inbound' | 'Outbound';
  readonly access: 'Allow' | 'Deny';
  readonly protocol: '*' | Protocol;
  /** Lower numbers are looked at first; people's own rules are 100 to 4096. */
  readonly priority: number;
  readonly sources: readonly string[];
  readonly sourcePorts: readonly string[];
  readonly destinations: readonly string[];
  readonly destinationPorts: readonly string[];
}

/**
 * A rule of which something could not be read: whether it matches what its readable sides match, and whether it allows
 * or denies, is not known. Sides that could not be read are `*`, a priority that could not be read is 0.
 */
export type UnreadableRule = Omit<SecurityRule, 'access'> & { readonly access: 'Unreadable' };

/** A rule as it was read. */
export type RuleReading = SecurityRule | UnreadableRule;

type Sides = Pick<SecurityRule, 'name' | 'direction' | 'access' | 'priority'> & { from: string; to: string };

const defaultRule = ({ from, to, ...rule }: Sides): SecurityRule => ({
  ...rule,
  protocol: '*',
  sources: [from],
  sourcePorts: ['*'],
  destinations: [to],
  destinationPorts: ['*'],
});

/**
 * The six rules that every network security group ends with.
 * Azure: "Network security groups", default security rules.
 */
export const DEFAULT_RULES: readonly SecurityRule[] = [
  {
    name: 'AllowVnetInBound',
    direction: 'Inbound',
    access: 'Allow',
    priority: 65000,
    from: 'VirtualNetwork',
    to: 'VirtualNetwork',
  },
  {
    name: 'AllowAzureLoadBalancerInBound',
    direction: 'Inbound',
    access: 'Allow',
    priority: 65001,
    from: 'AzureLoadBalancer',
    to: '*',
  },
  { name: 'DenyAllInBound', direction: 'Inbound', access: 'Deny', priority: 65500, from: '*', to: '*' },
  {
    name: 'AllowVnetOutBound',
    direction: 'Outbound',
    access: 'Allow',
    priority: 65000,
    from: 'VirtualNetwork',
    to: 'VirtualNetwork',
  },
  { name: 'AllowInternetOutBound', direction: 'Outbound', access: 'Allow', priority: 65001, from: '*', to: 'Internet' },
  { name: 'DenyAllOutBound', direction: 'Outbound', access: 'Deny', priority: 65500, from: '*', to: '*' },
].map((rule) => defaultRule(rule as Sides));

/**
 * The rules of one direction in the order in which Azure looks at them, the default rules last. Rules that already hold
 * the defaults are welcome: the same rule twice changes nothing.
 */
export function inOrder<R extends RuleReading>(
  rules: readonly R[],
  direction: SecurityRule['direction'],
): readonly (R | SecurityRule)[] {
  return [...rules, ...DEFAULT_RULES]
    .filter((rule) => rule.direction === direction)
    .sort((a, b) => a.priority - b.priority);
}

export const isReadable = (rule: RuleReading): rule is SecurityRule => rule.access !== 'Unreadable';

/** What the rules may come to: an unreadable one may match nothing, or allow or deny whatever it may match. */
export function readings(rules: readonly RuleReading[]): readonly (readonly SecurityRule[])[] {
  const readable = rules.filter(isReadable);
  if (readable.length === rules.length) return [readable];
  const all = (access: SecurityRule['access']) =>
    rules.map((rule): SecurityRule => (isReadable(rule) ? rule : { ...rule, access }));
  return [readable, all('Allow'), all('Deny')];
}
