import * as z from 'zod';
import { sameId } from '../model/arm-id';
import { defineObservation } from '../model/observation';
import { inquire } from './arm';
import { maybe } from './parse';

/** `watcher`, `vm` and `nic` are ids. */
export type IpFlowParameters = {
  readonly watcher: string;
  readonly vm: string;
  readonly nic: string;
  readonly direction: 'Inbound' | 'Outbound';
  readonly protocol: 'TCP' | 'UDP';
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
};

export interface IpFlow {
  readonly access: 'Allow' | 'Deny';
  /** The rule that decided, with its collection: `securityRules/deny-ssh`, `defaultSecurityRules/DenyAllInBound`. */
  readonly rule: string;
  /** The rule's id, where Azure gives it. */
  readonly id?: string | undefined;
}

/** Whether Azure names this rule of this group. A name comes with its collection, or with a prefix of its own. */
export function isNamed(flow: IpFlow, rule: string, networkSecurityGroup: string): boolean {
  const said = flow.rule.replace(/^.*\//, '').toLowerCase();
  const names = [said, said.replace(/^(user|default)rule_/, '')];
  const group = flow.id === undefined ? undefined : /^(.*\/networkSecurityGroups\/[^/]+)/i.exec(flow.id)?.[1];
  return names.includes(rule.toLowerCase()) && (group === undefined || sameId(group, networkSecurityGroup));
}

/** Whether security rules let one flow into or out of a VM. Azure: POST networkWatchers/ipFlowVerify. */
export const ipFlow = defineObservation<IpFlowParameters, IpFlow>({
  kind: 'ipFlow',
  permissions: [
    'Microsoft.Network/networkWatchers/ipFlowVerify/action',
    'Microsoft.Network/locations/operationResults/read',
  ],
  cost: { reads: 2, writes: 1, seconds: 11 },
  request: ({ watcher, vm, nic, direction, protocol, ...ends }) =>
    inquire('Microsoft.Network/networkWatchers', watcher, 'ipFlowVerify', {
      targetResourceId: vm,
      targetNicResourceId: nic,
      direction,
      protocol,
      localIPAddress: ends.localAddress,
      localPort: String(ends.localPort),
      remoteIPAddress: ends.remoteAddress,
      remotePort: String(ends.remotePort),
    }),
  answer: z
    .object({ access: z.enum(['Allow', 'Deny']), ruleName: z.string(), ruleId: maybe(z.string()) })
    .transform(({ access, ruleName, ruleId }) => ({ access, rule: ruleName, ...(ruleId ? { id: ruleId } : {}) })),
});
