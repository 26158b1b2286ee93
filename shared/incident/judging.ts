import { shortCode } from '../approvals/approval';
import type { Policy } from '../model/policy';
import { canonicalTextOf } from '../model/canonical';
import type { Stage } from '../model/ledger';
import type { FixRequest } from '../model/plan';
import { attempt, seeing } from '../model/see';
import { targetKey } from '../targets';
import { ledger } from '../observations/ledger';
import type { AssessContext, Assessment } from './assess';
import type { Happened } from './events';
import type { State } from './phase';
import type { Next } from './step';

/** What was approved before; the same is tried once in an incident. What is being rechecked does not count against itself. */
export const tried = (state: State): readonly FixRequest[] =>
  state.attempts.filter(({ decision }) => decision?.decision === 'approve').map(({ proposal }) => proposal.request);

/** What a state is judged in. */
export function contextOf(state: State, policy: Policy): AssessContext {
  const before = state.phase.kind === 'rechecking' ? tried(state).slice(0, -1) : tried(state);
  const { id, target, alongside, signal } = state;
  const context = { incident: id, target, policy, tried: before, alongside };
  if (signal.kind !== 'request') return context;
  const { by: name, byId } = signal;
  return { ...context, requestedBy: byId === undefined ? { name } : { id: byId, name } };
}

/** Whether the policy is another one than was last judged by. Each that is judged by is recorded, so that a decision can be made again. */
export const judgesByAnother = ({ policy: before }: State, policy: Policy): boolean =>
  before === undefined || canonicalTextOf(before) !== canonicalTextOf(policy);

/** The guard's hold, where it ends before `latest` (ms since the epoch). */
export function holdOf(
  { proposal, until }: Extract<Assessment, { kind: 'guarded' }>,
  latest: number,
): Happened | undefined {
  return until !== undefined && Date.parse(until) <= latest ? { kind: 'guarded', proposal, until } : undefined;
}

/** Books a proposal in the ledger that the guards have seen, with the code of its question while people are asked. */
export function book(
  state: State,
  { proposal, ledgerVersion }: Pick<Extract<Assessment, { kind: 'proposal' }>, 'proposal' | 'ledgerVersion'>,
  stage: Stage,
  code: string | undefined,
  ...events: readonly Happened[]
): Next {
  const { cause, blamed, plan, hash, affectedResources } = proposal;
  return {
    do: 'book',
    version: ledgerVersion,
    intervention: {
      incident: state.id,
      target: targetKey(state.target),
      cause,
      blamed,
      fix: plan.fix,
      planHash: hash,
      ...(code === undefined ? {} : { code }),
      resource: plan.resource,
      region: plan.region,
      affectedResources,
      stage,
    },
    events,
  };
}

/**
 * The code of a question. The ledger is the one that the guards have seen, and the plan is only booked while it is still that one:
 * so no two questions that are open ever have the same. `before`: those of this plan that are answered no more.
 */
export function codeFor({ id, evidence }: State, planHash: string, before: readonly string[] = []): string {
  const seen = attempt(() => seeing(evidence)(ledger, {}).interventions);
  const others = seen.kind === 'done' ? seen.value.filter(({ incident }) => incident !== id) : [];
  return shortCode(id, planHash, [...before, ...others.flatMap(({ code }) => code ?? [])]);
}
