import type { IncidentEvent } from '../../incident/events';
import { names } from '../../guards/rbac';
import { rightsOf } from '../../guards/rights';
import { nameOf } from '../../model/arm-id';
import { denyAssignments } from '../../observations/deny-assignments';
import { locks } from '../../observations/locks';
import { permissions } from '../../observations/permissions';
import { policyRestrictions } from '../../observations/policy-restrictions';
import type { Draft } from './draft';
import type { Seen } from './seen';

/** Azure: "Understand Azure deny assignments". This principal is everyone. */
const everyone = { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' };

/** What keeps Reconnect from changing things: locks, deny assignments, and policies as far as they showed themselves. */
export function addAuthorization(draft: Draft, seen: Seen): void {
  for (const { id, level, notes } of seen.first(locks).flatMap(({ answer }) => answer.locks))
    draft.add(id, { level, ...(notes ? { notes } : {}) });
  for (const each of seen.first(denyAssignments).flatMap(({ answer }) => answer.assignments))
    draft.add(each.id, {
      denyAssignmentName: each.name,
      scope: each.scope,
      permissions: each.denies,
      principals: [...(each.everyone ? [everyone] : []), ...each.principals.map((id) => ({ id }))],
      excludePrincipals: each.excluded.map((id) => ({ id })),
      doNotApplyToChildScopes: !each.inherited,
    });
  for (const { params, answer } of seen.first(policyRestrictions)) {
    for (const { policy, reason } of answer.denials)
      addPolicy(draft, policy, typeof params.content['type'] === 'string' ? params.content['type'] : '', reason);
  }
}

/** Azure does not show the rule of a policy, so this one refuses everything of the type that was refused. */
function addPolicy(draft: Draft, assignment: string, type: string, reason: string | undefined): void {
  const definition = assignment.replace(/policyAssignments/i, 'policyDefinitions');
  draft.add(definition, {
    displayName: nameOf(definition),
    policyType: 'Custom',
    mode: 'All',
    policyRule: { if: { field: 'type', equals: type }, then: { effect: 'deny' } },
  });
  draft.add(assignment, {
    displayName: nameOf(assignment),
    policyDefinitionId: definition,
    enforcementMode: 'Default',
    ...(reason ? { nonComplianceMessages: [{ message: reason }] } : {}),
  });
  draft.note(`The policy ${nameOf(assignment)} is rebuilt as one that refuses every ${type}.`);
}

/** The rights that Azure said were missing, when it was asked and when it refused to answer. */
export function missingActions(events: readonly IncidentEvent[], seen: Seen): string[] {
  const refused = seen.refusals.map(({ refusal }) => refusal);
  const allows = seen.first(permissions).flatMap(({ answer }) => answer.allows);
  const planned = events.flatMap((event) =>
    event.kind === 'guarded' || event.kind === 'planned' ? [event.proposal] : [],
  );
  const lacking =
    allows.length === 0
      ? []
      : planned.flatMap(({ plan }) => rightsOf(plan)).filter(({ action }) => !names(allows, action));
  return [
    ...new Set([
      ...refused.flatMap((refusal) => (refusal.kind === 'forbidden' ? [refusal.action] : [])),
      ...lacking.map(({ action }) => action),
    ]),
  ];
}
