import { idKey, sameId } from '../../../shared/model/arm-id';
import type { Resource } from '../../scenarios/schema';
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

/** The resource groups of a subscription as bodies. A group exists as long as the estate had a resource in it. */
export function groupBodies(resources: readonly Resource[], subscription: string): readonly Record<string, unknown>[] {
  const groups = new Map<string, Record<string, unknown>>();
  for (const { id, location = 'eastus' } of resources) {
    const [, , owner = '', groupsSegment = '', name = ''] = id.split('/');
    if (!sameId(groupsSegment, 'resourceGroups') || !sameId(owner, subscription) || groups.has(idKey(name))) continue;
    const body = {
      id: `/subscriptions/${owner}/resourceGroups/${name}`,
      name,
      type: 'Microsoft.Resources/resourceGroups',
      location,
      properties: { provisioningState: 'Succeeded' },
    };
    groups.set(idKey(name), body);
  }
  return [...groups.values()];
}

/** Whether a resource is inside a subscription, a resource group or another resource. */
export const isBelow = (scope: string, resource: Resource): boolean =>
  idKey(resource.id).startsWith(`${idKey(scope)}/`);

/** The generic resource list shows top-level resources without their properties. */
export function summaryOf({ id, name, type, location, ...rest }: Resource): Record<string, unknown> {
  return { id, name, type, location, tags: rest.tags, sku: rest.sku, kind: rest.kind };
}
