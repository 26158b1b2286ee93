import { causes } from '../causes/index.generated';
import { byHand } from '../changes';
import { nameOf } from '../model/arm-id';
import type { Observation, Params, See } from '../model/observation';
import type { Plan } from '../model/plan';
import { attempt, seeing, type Needs } from '../model/see';
import type { SymptomId, Target, VmTarget } from '../model/target';
import type { Checked, CheckedCause } from '../cards/checked';
import { targetKey } from '../targets';
import { virtualMachine } from '../observations/virtual-machine';
import { entrance } from '../topology/paths';
import { diagnose, symptomOf, type Diagnosis } from './assess';
import { stamped } from './commit';
import type { IncidentEvent, Judged } from './events';
import { lookOn } from './look';
import type { Eyes } from './observe';
import type { State } from './phase';
import { pathOf, placeOf, triedFromOf } from './path';
import { remedyOf } from './view';

/** What a look to the end takes of the world outside: it waits by itself, and stores nothing. */
export interface CheckEyes extends Omit<Eyes, 'ledger'> {
  /** Hears of everything as it is seen. */
  readonly tell: (events: readonly IncidentEvent[]) => void;
  /** Waits for Azure until then, ms since the epoch. */
  readonly waitUntil: (time: number, state: State) => Promise<void>;
}

/** Looks at a target as an incident would until it knows what is wrong, why, and what would mend it. Changes nothing. */
export async function check(target: Target, outside: CheckEyes): Promise<Checked> {
  const context = { incident: 'by-hand', target, policy: { services: [] }, tried: [] };
  const { seen, state } = await lookThrough(target, ({ evidence }) => diagnose(evidence, context), outside);
  return checkedOf(target, seen, state.evidence);
}

/** The private address of a VM (an id), as far as it can be seen. */
export const addressOf = (vm: string, outside: CheckEyes) =>
  ofVm(vm, (see, target) => entrance(see, target).privateAddress, outside);

/** The operating system of a VM (an id), as far as it can be seen. */
export const osOf = (vm: string, outside: CheckEyes) =>
  ofVm(vm, (see, { id }) => see(virtualMachine, { id }).os, outside);

async function ofVm<T>(vm: string, look: (see: See, target: VmTarget) => T, outside: CheckEyes) {
  // Nobody is there: only the VM's own end is looked at.
  const target: VmTarget = { kind: 'vm', id: vm, port: 22, from: { address: '0.0.0.0' } };
  const judge = ({ evidence }: State) => attempt(() => look(seeing(evidence), target));
  return (await lookThrough(target, judge, outside)).seen;
}

/** Looks at a target until `judge` lacks nothing more, however long Azure takes. */
async function lookThrough<Seen extends { readonly kind: string }>(
  target: Target,
  judge: (state: State) => Needs | Seen,
  { waitUntil, tell, ...outside }: CheckEyes,
): Promise<{ readonly seen: Seen; readonly state: State }> {
  const eyes: Eyes = { ...outside, ledger: () => Promise.reject(new Error('A check has no ledger.')) };
  const at = new Date(eyes.now()).toISOString();
  let events = stamped([{ kind: 'opened', signal: { kind: 'sweep', id: targetKey(target), at, target } }], eyes);
  for (;;) {
    const came = await lookOn(events, judge, eyes, tell);
    if (came.kind === 'seen') return came;
    events = came.events;
    await waitUntil(came.until, came.state);
  }
}

function checkedOf(
  target: Target,
  diagnosis: Exclude<Diagnosis, { kind: 'needs' }>,
  evidence: readonly Observation[],
): Checked {
  const { presence } = diagnosis;
  const name = nameOf(target.id);
  const missing = evidence.flatMap(({ params, outcome }) =>
    outcome.kind === 'refused' && outcome.refusal.kind === 'forbidden'
      ? [{ action: outcome.refusal.action, resource: resourceIn(params) ?? target.id }]
      : [],
  );
  const unexported = evidence.flatMap(({ outcome }) =>
    outcome.kind === 'refused' && outcome.refusal.kind === 'unexported' ? (outcome.refusal.command ?? []) : [],
  );
  const seen = {
    target,
    resource: { name, id: target.id },
    because: presence.because,
    triedFrom: triedFromOf(target, evidence),
    missing: [...new Map(missing.map((each) => [`${each.action} ${each.resource}`, each])).values()],
    unexported: [...new Set(unexported)],
  };
  const judgements = diagnosis.kind === 'healthy' ? [] : diagnosis.judgements;
  const path = pathOf(target, evidence, judgements);
  if (presence.kind === 'absent') return { ...seen, path, condition: 'well', causes: [] };
  const broken = symptomOf(presence.symptom)?.title(name, target);
  return {
    ...seen,
    path,
    condition: presence.kind === 'present' ? 'broken' : 'unclear',
    ...(broken ? { broken } : {}),
    causes: judgements.flatMap((each) => told(each, presence.symptom)),
    ...(diagnosis.kind === 'planned' ? { remedy: remedyByHand(diagnosis.planned.plan) } : {}),
    ...(diagnosis.kind === 'report' ? { conclusion: diagnosis.because } : {}),
  };
}

const told = ({ cause: id, judgement }: Judged, symptom: SymptomId): readonly CheckedCause[] => {
  const cause = causes.find((each) => each.id === id);
  if (!cause || judgement.kind === 'needs') return [];
  const { kind, because } = judgement;
  const blamed = kind === 'found' ? { blamed: { id: judgement.blamed, place: placeOf(judgement.blamed) } } : {};
  return [
    { cause: id, title: cause.title, kind, because, ...blamed, source: cause.sourceFor?.[symptom] ?? cause.source },
  ];
};

const remedyByHand = (plan: Plan): NonNullable<Checked['remedy']> => ({
  ...remedyOf(plan),
  commands: plan.changes.map(byHand),
  undo: plan.undo.map(byHand),
});

/** What a question is about: the first resource that it names. */
const resourceIn = (params: Params): string | undefined =>
  Object.values(params).find((value): value is string => typeof value === 'string' && value.startsWith('/'));
