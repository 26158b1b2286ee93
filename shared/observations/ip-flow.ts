import { z } from 'zod';
import type { IpFlowParameters } from '../model/azure';
import { defineObservation } from '../model/observation';

export interface IpFlow {
  readonly access: 'Allow' | 'Deny';
  /** The rule that decided, with its collection: `securityRules/deny-ssh`, `defaultSecurityRules/DenyAllInBound`. */
  readonly rule: string;
}

/** Whether security rules let one flow into or out of a VM. Azure: POST networkWatchers/ipFlowVerify. `watcher` is an id. */
export const ipFlow = defineObservation<IpFlowParameters & { watcher: string }, IpFlow>({
  kind: 'ipFlow',
  permissions: [
    'Microsoft.Network/networkWatchers/ipFlowVerify/action',
    'Microsoft.Network/locations/operationResults/read',
  ],
  cost: { reads: 1, writes: 1, seconds: 5 },
  observe: ({ azure }, { watcher, ...parameters }) => azure.ipFlowVerify(watcher, parameters),
  answer: z
    .object({ access: z.enum(['Allow', 'Deny']), ruleName: z.string() })
    .transform(({ access, ruleName }) => ({ access, rule: ruleName })),
});
