import { armId, idKey } from '../model/arm-id';
import type { Change } from '../model/change';
import type { Plan } from '../model/plan';

/** The id of the resource that a change goes to. It is there before the change; a rule or an extension is a part of it. */
export const resourceOf = (change: Change): string =>
  'networkSecurityGroup' in change ? change.networkSecurityGroup : change.vm;

/** The id of what a change makes, alters or deletes. It need not be there yet. */
export function changedBy(change: Change): string {
  switch (change.kind) {
    case 'put-security-rule':
    case 'delete-security-rule':
      return `${change.networkSecurityGroup}/securityRules/${change.name}`;
    case 'put-vm-extension':
      return `${change.vm}/extensions/${change.name}`;
    case 'run-command':
    case 'restart-vm':
    case 'redeploy-vm':
      return change.vm;
  }
}

/** The ids of every resource that a plan changes, each once. */
export const resourcesOf = ({ resource, changes }: Pick<Plan, 'resource' | 'changes'>): readonly string[] => [
  ...new Set([resource, ...changes.map(resourceOf)].map(idKey)),
];

/** The id of the resource group that a resource is in. */
export function resourceGroupOf(id: string): string {
  const { subscription, resourceGroup } = armId(id);
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`;
}
