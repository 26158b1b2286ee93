import type { LoggedRequest } from '../twin/contract';
import type { Scenario } from '../scenarios/schema';
import { nameOf, sameId } from '../../model/arm-id';
import { canonicalJson } from '../../model/canonical';
import type { Signal, Target } from '../../model/target';
import { stopIn } from '../../incident/assess';
import type { IncidentEvent } from '../../incident/events';
import { stateOf } from '../../incident/state';

/** What became of a rehearsal: the one object that `rehearse --json` prints. */
export interface Rehearsal {
  readonly scenario: string;
  readonly signal: Signal['kind'] | 'none';
  readonly target: Target | null;
  readonly symptom: string | null;
  readonly cause: string | null;
  readonly blamed: string | null;
  readonly judgements: readonly { readonly cause: string; readonly kind: string; readonly because: string }[];
  /** The guards that held or blocked a plan, in order; several times running counts once. */
  readonly stops: readonly string[];
  /** What else suffered from the same, by name, and how it is in the end. */
  readonly victims: Readonly<Record<string, 'well' | 'hurt'>>;
  readonly fixes: readonly {
    readonly fix: string;
    readonly approved: boolean;
    readonly applied: boolean;
    readonly verified: boolean;
    readonly undone: boolean;
  }[];
  readonly writes: readonly { readonly method: string; readonly url: string; readonly operation: string }[];
  readonly outcome: string;
  readonly calls: { readonly reads: number; readonly writes: number };
  /** Seconds during which Azure was working on an operation. */
  readonly azureSeconds: number;
  /** Seconds of this machine that the whole rehearsal took beyond setting up: the waiting for Azure and people is skipped. */
  readonly overheadSeconds: number;
}

export interface Performance {
  readonly scenario: Pick<Scenario, 'name'>;
  /** The incident that the scenario led to, if it led to one. */
  readonly incident: { readonly id: string; readonly events: readonly IncidentEvent[] } | undefined;
  /** How many messages people got: the sweep tells of what has no target, and so no incident. */
  readonly posted: number;
  readonly log: readonly LoggedRequest[];
  readonly operationMs: number;
  readonly overheadMs: number;
}

/** Sums a rehearsal up. */
export function sumUp({ scenario, incident, posted, log, operationMs, overheadMs }: Performance): Rehearsal {
  const state = incident && stateOf(incident.id, incident.events);
  // A later look at a target that was repaired finds nothing; what counts is why something was proposed.
  const diagnoses = (incident?.events ?? []).filter((event) => event.kind === 'diagnosed');
  const diagnosed =
    diagnoses.findLast(({ judgements }) => judgements.some(({ judgement }) => judgement.kind === 'found')) ??
    diagnoses.at(-1);
  const found = diagnosed?.judgements.find(({ judgement }) => judgement.kind === 'found');
  const writes = log.filter(({ effect }) => effect === 'write');
  return {
    scenario: scenario.name,
    signal: state?.signal.kind ?? 'none',
    target: state?.target ?? null,
    symptom: diagnosed && diagnosed.presence.kind !== 'absent' ? diagnosed.presence.symptom : null,
    cause: found?.cause ?? null,
    blamed: found?.judgement.kind === 'found' ? found.judgement.blamed : null,
    judgements: (diagnosed?.judgements ?? []).map(({ cause, judgement }) => ({
      cause,
      kind: judgement.kind,
      because: judgement.kind === 'needs' ? '' : judgement.because.en,
    })),
    stops: (incident?.events ?? [])
      .flatMap((event) => (event.kind === 'guarded' ? (stopIn(event.proposal)?.guard ?? []) : []))
      .filter((guard, index, all) => guard !== all[index - 1]),
    victims: Object.fromEntries((state?.victims ?? []).map(({ target, condition }) => [nameOf(target.id), condition])),
    fixes: (state?.attempts ?? []).map(({ proposal, decision, applied, verified, undone }) => ({
      fix: proposal.plan.fix,
      approved: decision?.decision === 'approve',
      applied,
      verified,
      undone,
    })),
    writes: writes.map(({ method, url, operation }) => ({ method, url, operation })),
    outcome: state ? (state.phase.kind === 'closed' ? state.phase.outcome : 'open') : posted > 0 ? 'reported' : 'none',
    calls: { reads: log.length - writes.length, writes: writes.length },
    azureSeconds: Math.round(operationMs / 100) / 10,
    overheadSeconds: Math.round(overheadMs / 10) / 100,
  };
}

/** Whether a path ends as expected, whatever its case; `*` stands for anything within a segment. */
function endsLike(path: string, expected: string): boolean {
  const pattern = expected
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^/]*');
  return new RegExp(`${pattern}$`, 'i').test(path);
}

type Write = Pick<Rehearsal['writes'][number], 'method' | 'url'>;

const isLike = (write: Write | undefined, { method, url }: Write): boolean =>
  write?.method === method && endsLike(write.url, url);

/** The writes that nobody wanted: each that is wanted stands for one. */
export function wrongWrites(wanted: readonly Write[], actual: readonly Write[]): readonly Write[] {
  const left = [...wanted];
  return actual.filter((write) => {
    const index = left.findIndex((each) => isLike(write, each));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** Where a rehearsal differs from what its scenario expects; empty when everything came true. */
export function differences({ expect }: Scenario, actual: Rehearsal): readonly string[] {
  const wrong: string[] = [];
  const differ = (what: string, wanted: unknown, got: unknown) =>
    wrong.push(`${what}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);

  if (expect.outcome !== actual.outcome) differ('outcome', expect.outcome, actual.outcome);
  if (expect.symptom && expect.symptom !== actual.symptom) differ('symptom', expect.symptom, actual.symptom);
  if (expect.cause && expect.cause !== actual.cause) differ('cause', expect.cause, actual.cause);
  if (expect.blamed && !sameId(expect.blamed, actual.blamed ?? '')) differ('blamed', expect.blamed, actual.blamed);
  for (const [cause, kind] of Object.entries(expect.judgements)) {
    const got = actual.judgements.find((judgement) => judgement.cause === cause)?.kind;
    if (got !== kind) differ(`judgement of ${cause}`, kind, got);
  }
  if (expect.stops && JSON.stringify(expect.stops) !== JSON.stringify(actual.stops))
    differ('stops', expect.stops, actual.stops);
  if (canonicalJson(expect.victims) !== canonicalJson(actual.victims))
    differ('victims', expect.victims, actual.victims);
  if (JSON.stringify(expect.fixes) !== JSON.stringify(actual.fixes)) differ('fixes', expect.fixes, actual.fixes);
  const sameWrites =
    expect.writes.length === actual.writes.length &&
    expect.writes.every((wanted, index) => isLike(actual.writes[index], wanted));
  if (!sameWrites) differ('writes', expect.writes, actual.writes);
  return wrong;
}
