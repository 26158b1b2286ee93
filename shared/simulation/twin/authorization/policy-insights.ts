import * as z from 'zod';
import { refused } from '../arm/errors';
import type { Provider } from '../provider';
import { violations } from './policy';

const Body = z.object({
  resourceDetails: z.object({
    resourceContent: z.looseObject({ type: z.string() }),
    scope: z.string().optional(),
  }),
});

/** Microsoft.PolicyInsights: what the estate's policies would say to a resource. */
export const policyInsightsProvider: Provider = {
  namespace: 'Microsoft.PolicyInsights',
  handle: () => undefined,
  collection(call, model) {
    if (call.method !== 'POST' || call.type !== 'microsoft.policyinsights/checkpolicyrestrictions') return undefined;
    const body = Body.safeParse(call.body);
    if (!body.success)
      return refused(
        400,
        'InvalidCheckRestrictionsRequest',
        'The request body is invalid: resourceContent needs its type.',
      );
    const { resourceContent, scope = call.id } = body.data.resourceDetails;
    const policyEvaluations = violations(model, scope, resourceContent).map(({ assignment, definition, reason }) => ({
      policyInfo: { policyDefinitionId: definition.id, policyAssignmentId: assignment.id },
      evaluationResult: 'NonCompliant',
      evaluationDetails: { evaluatedExpressions: [], reason },
      effectDetails: { policyEffect: 'Deny' },
    }));
    const answer = { fieldRestrictions: [], contentEvaluationResult: { policyEvaluations } };
    return { kind: 'now', status: 200, body: answer, effect: 'read' };
  },
};
