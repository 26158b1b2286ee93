import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { list, versionOf } from '../observations/arm';
import { armList, armObject, listOf } from '../observations/parse';

export interface RoleAssignments {
  readonly assignments: readonly {
    readonly id: string;
    /** The id of what it is for, and everything below that. */
    readonly scope: string;
    /** The id of the role's definition. */
    readonly role: string;
  }[];
}

/**
 * The roles of a principal in a subscription: at it, above and below it, by groups too. Azure: GET
 * Microsoft.Authorization/roleAssignments with `assignedTo` ("List Azure role assignments using the REST API").
 */
export const roleAssignments = defineObservation<{ subscription: string; principal: string }, RoleAssignments>({
  kind: 'roleAssignments',
  permissions: ['Microsoft.Authorization/roleAssignments/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ subscription, principal }) =>
    list(`/subscriptions/${subscription}/providers/Microsoft.Authorization/roleAssignments`, {
      ...versionOf('Microsoft.Authorization/roleAssignments'),
      $filter: `assignedTo('${principal}')`,
    }),
  answer: armList(armObject({ id: z.string(), scope: z.string(), roleDefinitionId: z.string() })).transform(
    (assignments) => ({
      assignments: assignments.map(({ id, scope, roleDefinitionId }) => ({ id, scope, role: roleDefinitionId })),
    }),
  ),
});

const Permission = z.object({
  actions: listOf(z.string()),
  notActions: listOf(z.string()),
  dataActions: listOf(z.string()),
});

export interface RoleDefinition {
  readonly name: string;
  readonly kind: 'built-in' | 'custom';
  readonly permissions: readonly z.infer<typeof Permission>[];
}

/** What a role gives. Azure: GET Microsoft.Authorization/roleDefinitions. */
export const roleDefinition = defineObservation<{ id: string }, RoleDefinition>({
  kind: 'roleDefinition',
  permissions: ['Microsoft.Authorization/roleDefinitions/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ id }) => ({
    method: 'GET',
    path: id,
    query: versionOf('Microsoft.Authorization/roleDefinitions'),
    answers: 'at-once',
  }),
  answer: armObject({ roleName: z.string(), type: z.string(), permissions: listOf(Permission) }).transform(
    ({ roleName, type, permissions }): RoleDefinition => ({
      name: roleName,
      kind: type === 'CustomRole' ? 'custom' : 'built-in',
      permissions,
    }),
  ),
});
