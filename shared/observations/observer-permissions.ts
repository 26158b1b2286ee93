import { defineObservation } from '../model/observation';
import { permissions, type Permissions } from './permissions';

/** The rights of the identity that looks, at a subscription, a resource group or a resource. Azure: as {@link permissions}. */
export const observerPermissions = defineObservation<{ scope: string }, Permissions>({
  kind: 'observerPermissions',
  permissions: permissions.permissions,
  cost: permissions.cost,
  request: (params) => permissions.request(params),
  answer: permissions.answer,
});
