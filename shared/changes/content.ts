import type { PolicyCheckParameters } from '../observations/policy-restrictions';
import type { Change } from '../model/change';
import type { Params } from '../model/observation';

// The API versions that the SDK's clients send these resources with.
const NETWORK = '2026-01-01';
const COMPUTE = '2026-04-01';

/**
 * The resource that a change sends, as ARM receives it, with its type and name; `undefined` for a change that sends none.
 * Azure: "Policy Restrictions - Check At Resource Group Scope": the scope of a part is the id of what it is a part of.
 */
export function contentOf(change: Change): PolicyCheckParameters | undefined {
  switch (change.kind) {
    case 'put-security-rule':
      return {
        apiVersion: NETWORK,
        scope: change.networkSecurityGroup,
        content: {
          type: 'Microsoft.Network/networkSecurityGroups/securityRules',
          name: change.name,
          properties: { ...change.rule },
        },
      };
    case 'put-vm-extension': {
      const { location, settings, protectedSettings, ...extension } = change.extension;
      return {
        apiVersion: COMPUTE,
        scope: change.vm,
        content: {
          type: 'Microsoft.Compute/virtualMachines/extensions',
          name: change.name,
          location,
          // A plan is stored, so what it holds is JSON.
          properties: {
            ...extension,
            settings: settings as Params,
            protectedSettings: protectedSettings as Params,
          },
        },
      };
    }
    case 'delete-security-rule':
    case 'run-command':
    case 'restart-vm':
    case 'redeploy-vm':
      return undefined;
  }
}
