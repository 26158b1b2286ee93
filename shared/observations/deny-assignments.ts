import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { AT_OR_ABOVE, list } from './arm';
import { armList, armObject, listOf, maybe } from './parse';
import { actionPatterns, type ActionPatterns } from './permissions';

export interface DenyAssignment {
  readonly id: string;
  readonly name: string;
  /** The id of the resource, the resource group or the subscription that it was made for. */
  readonly scope: string;
  /** Whether it holds for what is below its scope too. */
  readonly inherited: boolean;
  /** Whether it denies to everyone. Otherwise `principals` names the object ids. */
  readonly everyone: boolean;
  readonly principals: readonly string[];
  /** Object ids to whom it does not deny. */
  readonly excluded: readonly string[];
  /** An action is denied when the `actions` of one entry match it and its `notActions` do not. */
  readonly denies: readonly ActionPatterns[];
}

export interface DenyAssignments {
  readonly assignments: readonly DenyAssignment[];
}

/** Azure: "Understand Azure deny assignments": the principal of this id and type `SystemDefined` is everyone. */
const EVERYONE = '00000000-0000-0000-0000-000000000000';

const principals = listOf(z.object({ id: z.string() })).transform((found) => found.map(({ id }) => id));

/**
 * The deny assignments made for a scope or for what it is in; they outweigh every role. Azure: GET
 * Microsoft.Authorization/denyAssignments.
 */
export const denyAssignments = defineObservation<{ scope: string }, DenyAssignments>({
  kind: 'denyAssignments',
  permissions: ['Microsoft.Authorization/denyAssignments/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ scope }) =>
    list(`${scope}/providers/Microsoft.Authorization/denyAssignments`, { 'api-version': '2022-04-01', ...AT_OR_ABOVE }),
  answer: armList(
    armObject({
      id: z.string(),
      name: z.string(),
      denyAssignmentName: maybe(z.string()),
      scope: maybe(z.string()),
      doNotApplyToChildScopes: maybe(z.boolean()),
      principals,
      excludePrincipals: principals,
      permissions: listOf(actionPatterns),
    }).transform((found) => ({
      id: found.id,
      name: found.denyAssignmentName ?? found.name,
      scope: found.scope ?? found.id.replace(/\/providers\/Microsoft\.Authorization\/denyAssignments\/[^/]+$/i, ''),
      inherited: found.doNotApplyToChildScopes !== true,
      everyone: found.principals.includes(EVERYONE),
      principals: found.principals.filter((id) => id !== EVERYONE),
      excluded: found.excludePrincipals,
      denies: found.permissions,
    })),
  ).transform((assignments) => ({ assignments })),
});
