import { idKey } from '../../../model/arm-id';
import type { Resource } from '../../scenarios/schema';
import type { Group } from '../store';
import { TENANT } from './identity';

/** What ARM itself lists: subscriptions, resource groups, resources. */

export const subscriptionOf = (id: string): string => id.split('/')[2] ?? '';

export function subscriptionsOf(resources: readonly Resource[]): readonly string[] {
  return [...new Set(resources.map((resource) => idKey(subscriptionOf(resource.id))))];
}

export function subscriptionBody(subscription: string): Record<string, unknown> {
  return {
    id: `/subscriptions/${subscription}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId: subscription,
    tenantId: TENANT,
    displayName: 'Twin',
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
  };
}

/** A resource group as ARM shows it. */
export const groupBody = ({ id, name, location = 'eastus', tags }: Group): Record<string, unknown> => ({
  id,
  name,
  type: 'Microsoft.Resources/resourceGroups',
  location,
  ...(tags !== undefined && { tags }),
  properties: { provisioningState: 'Succeeded' },
});

/** Whether a resource is inside a subscription, a resource group or another resource. */
export const isBelow = (scope: string, resource: Resource): boolean =>
  idKey(resource.id).startsWith(`${idKey(scope)}/`);

/** The generic resource list shows top-level resources without their properties. */
export function summaryOf({ id, name, type, location, ...rest }: Resource): Record<string, unknown> {
  return { id, name, type, location, tags: rest.tags, sku: rest.sku, kind: rest.kind };
}
