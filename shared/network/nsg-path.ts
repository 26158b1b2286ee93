import type { Box } from '../model/flow';
import type { Access, Evaluation } from './nsg';
import { evaluate } from './nsg';
import type { RuleReading } from './rules';
import type { NetworkContext } from '../model/network-context';

/** A network security group as it is evaluated. */
export interface Nsg {
  readonly id: string;
  readonly rules: readonly RuleReading[];
}

/** The network security groups between a network interface and the network. One that is missing allows everything. */
export interface NsgPath {
  readonly subnet: Nsg | undefined;
  readonly nic: Nsg | undefined;
}

/** What one of the groups on the way does with the flow. */
export interface Stage {
  readonly at: 'subnet' | 'nic';
  readonly networkSecurityGroup: string;
  readonly evaluation: Evaluation;
}

export interface PathEvaluation {
  readonly access: Access;
  /** The first group on the way that gives this access; none when nothing stops the flow. */
  readonly blamed: Stage | undefined;
  /** Every group that denies the flow: each would have to let it in. */
  readonly denying: readonly Stage[];
  /** Every group on the way, in the order in which packets meet them. */
  readonly stages: readonly Stage[];
}

/**
 * What the groups do together: inbound the subnet's is met first, outbound the network interface's, and both must allow.
 * Azure: "How network security groups filter network traffic".
 */
export function evaluatePath(path: NsgPath, flow: Box, context: NetworkContext): PathEvaluation {
  const order = flow.direction === 'Inbound' ? (['subnet', 'nic'] as const) : (['nic', 'subnet'] as const);
  const stages = order.flatMap((at): Stage[] => {
    const group = path[at];
    if (!group) return [];
    return [{ at, networkSecurityGroup: group.id, evaluation: evaluate(group.rules, flow, context) }];
  });
  const denying = stages.filter((stage) => stage.evaluation.access === 'Deny');
  const blamed = denying[0] ?? stages.find((stage) => stage.evaluation.access === 'Undecided');
  return { access: blamed?.evaluation.access ?? 'Allow', blamed, denying, stages };
}
