import * as z from 'zod';
import { defineObservation, type Json } from '../model/observation';
import { listOf, maybe } from './parse';

/** A resource as it would be sent: `content` is its whole ARM body with `type` and `name`; `scope` its parent's id where it has one. */
export type PolicyCheckParameters = {
  readonly apiVersion: string;
  readonly scope?: string;
  readonly content: Readonly<Record<string, Json | undefined>>;
};

export interface PolicyRestrictions {
  readonly denials: readonly {
    /** The id of the policy's assignment. */
    readonly policy: string;
    /** `deny`. */
    readonly effect: string;
    /** Why, in the words of whoever wrote the policy. */
    readonly reason?: string | undefined;
  }[];
}

const Evaluation = z
  .object({
    policyInfo: z.object({ policyAssignmentId: maybe(z.string()), policyDefinitionId: maybe(z.string()) }),
    evaluationResult: maybe(z.string()),
    evaluationDetails: maybe(z.object({ reason: maybe(z.string()) })),
    effectDetails: maybe(z.object({ policyEffect: maybe(z.string()) })),
  })
  .transform(({ policyInfo, evaluationResult, evaluationDetails, effectDetails }) => ({
    policy: policyInfo.policyAssignmentId ?? policyInfo.policyDefinitionId ?? 'unknown',
    // Unless it is asked for audits, Azure only lists what would deny.
    effect: effectDetails?.policyEffect?.toLowerCase() ?? 'deny',
    reason: evaluationDetails?.reason,
    // Besides `NonCompliant` there are errors: what Azure cannot evaluate, it does not let through.
    compliant: evaluationResult === 'Compliant',
  }));

/**
 * The policies that would refuse a resource as it would be sent. `resourceGroup` is an id. Azure: POST
 * Microsoft.PolicyInsights/checkPolicyRestrictions, which changes nothing.
 */
export const policyRestrictions = defineObservation<
  PolicyCheckParameters & { resourceGroup: string },
  PolicyRestrictions
>({
  kind: 'policyRestrictions',
  permissions: ['Microsoft.PolicyInsights/checkPolicyRestrictions/read'],
  cost: { reads: 0, writes: 1, seconds: 2 },
  request: ({ resourceGroup, apiVersion, scope, content }) => ({
    method: 'POST',
    path: `${resourceGroup}/providers/Microsoft.PolicyInsights/checkPolicyRestrictions`,
    // The first version that tells a policy's effect.
    query: { 'api-version': '2023-03-01' },
    body: { resourceDetails: { resourceContent: content, apiVersion, scope } },
    answers: 'at-once',
  }),
  answer: z
    .object({ contentEvaluationResult: maybe(z.object({ policyEvaluations: listOf(Evaluation) })) })
    .transform(({ contentEvaluationResult }) => ({
      denials: (contentEvaluationResult?.policyEvaluations ?? [])
        .filter(({ compliant, effect }) => !compliant && effect === 'deny')
        .map(({ policy, effect, reason }) => ({ policy, effect, reason })),
    })),
});
