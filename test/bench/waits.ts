import { Policy } from '../../shared/model/policy';
import { assess, presenceOf, type Assessment } from '../../shared/incident/assess';
import { lookAtProbes, workingProbes } from '../../shared/incident/regression-probes';
import type { IncidentEvent } from '../../shared/incident/events';
import { stateOf } from '../../shared/incident/state';
import type { Azure } from '../../shared/model/azure';
import type { RegressionProbe } from '../../shared/model/regression-probe';
import type { Change } from '../../shared/model/change';
import type { Observation, Sources } from '../../shared/model/observation';
import { attempt, seeing, type Attempt } from '../../shared/model/see';
import { playThrough } from '../mutants/play-scenario';
import type { Scenario } from '../../shared/simulation/scenarios/schema';
import type { Role } from '../../shared/simulation/twin/contract';
import { directAzure } from '../../shared/simulation/twin/direct';
import { realTimes } from '../../shared/simulation/twin/times';
import type { BenchLine } from './network';
import { soonest, type Clock, type Judged } from './soonest';

type Proposed = Extract<Assessment, { kind: 'proposal' }>;

/** How long people waited, and how long they would have for Azure's answers alone, ms of simulated time. */
export interface Wait {
  readonly ms: number;
  readonly idealMs: number;
}

/** The waits of a scenario whose first question is answered with yes and whose fix helps, and the least that they could be. */
export async function waitsIn(
  scenario: Scenario,
  roles: readonly Role[],
): Promise<{ readonly toCard: Wait; readonly toVerified: Wait }> {
  const { incident } = await playThrough(scenario, roles);
  if (!incident) throw new Error(`${scenario.name} leads to no incident.`);
  const { id, events } = incident;
  const { signal, target } = stateOf(id, events);
  const alertedAt = Date.parse(signal.at);
  const shownAt = timeOf(events, (event) => event.kind === 'shown' && !['report', 'looking'].includes(event.card));
  const approvedAt = timeOf(events, ({ kind }) => kind === 'answered');
  const verifiedAt = timeOf(events, (event) => event.kind === 'verified' && event.presence.kind === 'absent');

  const clock: Clock = { now: alertedAt };
  const { azure } = directAzure({ ...scenario, clock: () => clock.now, times: realTimes, roles });
  const ledger = { version: '', at: signal.at, mutes: [], interventions: [] };
  const from: Sources = { azure, ledger: () => Promise.resolve(ledger) };
  const policy = Policy.parse(scenario.policy);
  const propose = (evidence: readonly Observation[]): Judged<Proposed> => {
    const assessment = assess(evidence, { incident: id, target, policy, tried: [], alongside: [] });
    if (assessment.kind === 'needs') return assessment;
    if (assessment.kind !== 'proposal')
      throw new Error(`${scenario.name} leads to no proposal, but ${assessment.kind}.`);
    return { kind: 'done', value: assessment };
  };

  const {
    presence: { symptom },
    proposal: { plan },
  } = await soonest(clock, from, propose);
  const toCard = { ms: shownAt - alertedAt, idealMs: clock.now - alertedAt };

  clock.now = approvedAt;
  const probes = await soonest(clock, from, (evidence) => {
    const again = propose(evidence);
    return again.kind === 'needs'
      ? again
      : come(attempt(() => workingProbes(seeing(evidence), again.value.proposal.plan, target, policy)));
  });
  for (const change of plan.changes) await carryOut(change, clock, azure);
  while (!(await soonest(clock, from, (evidence) => isWell(evidence, probes))));
  return { toCard, toVerified: { ms: verifiedAt - approvedAt, idealMs: clock.now - approvedAt } };

  function isWell(evidence: readonly Observation[], watched: readonly RegressionProbe[]): Judged<boolean> {
    const looked = presenceOf(evidence, target, symptom);
    if (looked.kind === 'needs') return looked;
    const seen = come(attempt(() => lookAtProbes(seeing(evidence), watched)));
    return seen.kind === 'needs'
      ? seen
      : { kind: 'done', value: looked.presence.kind === 'absent' && seen.value.kind === 'well' };
  }
}

function timeOf(events: readonly IncidentEvent[], is: (event: IncidentEvent) => boolean): number {
  const event = events.find(is);
  if (!event) throw new Error('The incident did not come so far.');
  return Date.parse(event.at);
}

function come<T>(tried: Attempt<T>): Judged<T> {
  if (tried.kind === 'needs' || tried.kind === 'done') return tried;
  throw new Error(tried.because.en);
}

/** Sends a change, and follows it as closely as Azure allows. */
async function carryOut(change: Change, clock: Clock, azure: Azure): Promise<void> {
  let answer = await azure.submit(change, 'bench');
  while (answer.kind === 'pending') {
    clock.now += answer.pollAfterMs;
    answer = await azure.poll(answer.operation);
  }
  if (answer.kind === 'refused') throw new Error(answer.refusal.message);
}

/** The figures of a scenario's waits. */
export async function benchWaits(scenario: Scenario, roles: readonly Role[]): Promise<readonly BenchLine[]> {
  const { toCard, toVerified } = await waitsIn(scenario, roles);
  const lines = (what: string, { ms, idealMs }: Wait): readonly BenchLine[] => [
    { name: `${scenario.name}: ${what}, simulated`, value: ms / 1000, unit: 's' },
    {
      name: `${scenario.name}: ${what} / slowest chain of answers`,
      value: Math.round((ms / idealMs) * 100) / 100,
      unit: 'ratio',
      aim: 'at most 1.25',
    },
  ];
  return [...lines('alert to card', toCard), ...lines('approval to verified', toVerified)];
}
