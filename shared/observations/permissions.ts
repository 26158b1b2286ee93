import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { list } from './arm';
import { armList, listOf } from './parse';

/** Actions of Azure RBAC as patterns: `*` stands for any text, and case does not matter. */
export interface ActionPatterns {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

/** What an identity may do. */
export interface Permissions {
  /** One entry for each role. An action is given when the `actions` of one entry match it and its `notActions` do not. */
  readonly allows: readonly ActionPatterns[];
}

export const actionPatterns = z.object({ actions: listOf(z.string()), notActions: listOf(z.string()) });

/**
 * The rights of the identity that sends changes, at a subscription, a resource group or a resource. Deny assignments are not
 * in it. Azure: GET Microsoft.Authorization/permissions, which is always about whoever asks.
 */
export const permissions = defineObservation<{ scope: string }, Permissions>({
  kind: 'permissions',
  permissions: ['Microsoft.Authorization/permissions/read'],
  as: 'remediator',
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ scope }) =>
    list(`${scope}/providers/Microsoft.Authorization/permissions`, { 'api-version': '2022-04-01' }),
  answer: armList(actionPatterns).transform((allows) => ({ allows })),
});
