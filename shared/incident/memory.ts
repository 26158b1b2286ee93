import * as z from 'zod';
import type { Policy } from '../model/policy';
import { sha256 } from '../model/canonical';
import type { Presence } from '../model/judgement';
import { SymptomId } from '../model/target';
import { stopIn, type Assessment } from './assess';
import type { IncidentEvent, Judged } from './events';
import type { State } from './phase';

/**
 * What people know about a target that is in trouble: an incident told them, they decided, and it goes on. A target of which
 * nothing is remembered is well, or was not looked at yet. Times are ISO 8601 UTC.
 */
export const Memory = z.object({
  /** Whose card tells it, and since when the trouble is known. */
  incident: z.string(),
  since: z.string(),
  symptom: SymptomId.exactOptional(),
  /** When it ended, and when its card last said that it is still so. */
  toldAt: z.string(),
  shownAt: z.string(),
  /** What was told: the hashes of the plans, and digests of what was found. */
  marks: z.array(z.string()),
});
export type Memory = z.infer<typeof Memory>;

const hourMs = 3_600_000;
/** How often a card says that it is still so, ms. */
const stillSoEveryMs = hourMs;

/** What an incident that is over leaves behind; `undefined` where its target is well. */
export function memoryOf(state: State, events: readonly IncidentEvent[]): Memory | undefined {
  const { id, phase, openedAt, presence, leader } = state;
  if (phase.kind !== 'closed' || isWell(state)) return undefined;
  const at = new Date(phase.at).toISOString();
  const marks = events.flatMap((event) => {
    if (event.kind === 'planned') return [event.proposal.hash];
    // Who followed another incident was asked about there.
    if (event.kind === 'guarded')
      return [stoppedMark(event.proposal), ...(leader === undefined ? [] : [event.proposal.hash])];
    return event.kind === 'diagnosed' ? [findingMark(event)] : [];
  });
  return {
    incident: id,
    since: openedAt,
    ...(presence && presence.kind !== 'absent' ? { symptom: presence.symptom } : {}),
    toldAt: at,
    shownAt: at,
    marks: [...new Set(marks)],
  };
}

/** Whether an incident is over and its target well. */
export const isWell = ({ phase }: Pick<State, 'phase'>): boolean =>
  phase.kind === 'closed' && (phase.outcome === 'resolved' || phase.outcome === 'self-healed');

/** Whether people know of the trouble and need not be told again before something changes. `now` in ms since the epoch. */
export const isTold = (
  memory: Memory | undefined,
  { askAgainAfterHours }: Pick<Policy, 'askAgainAfterHours'>,
  now: number,
): memory is Memory => memory !== undefined && now < Date.parse(memory.toldAt) + askAgainAfterHours * hourMs;

/** Whether no incident is open since the one that told of it: `holder` is the one that holds the target. */
export const isOver = ({ incident }: Memory, holder: string | undefined): boolean =>
  holder === undefined || holder === incident;

/** Whether a new look came to something that people were not told. */
export function isNews({ marks }: Memory, assessment: Exclude<Assessment, { kind: 'needs' | 'healthy' }>): boolean {
  const told = (mark: string): boolean => marks.includes(mark);
  switch (assessment.kind) {
    case 'proposal':
      return !told(assessment.proposal.hash);
    case 'guarded': {
      const { proposal } = assessment;
      if (told(proposal.hash) || told(stoppedMark(proposal))) return false;
      // That changes are switched off is told by itself; it is no news of a plan that was stopped anyway.
      return stopIn(proposal)?.guard !== 'kill-switch' || !marks.some((mark) => mark.startsWith(`${proposal.hash} `));
    }
    case 'report':
      return !told(findingMark(assessment)) && !isBlind(assessment);
  }
}

/** Nothing was found, but not everything could be seen: that says nothing against what people were told. */
const isBlind = ({ presence, judgements }: Extract<Assessment, { kind: 'report' }>): boolean =>
  presence.kind === 'unclear' ||
  (judgements.every(({ judgement }) => judgement.kind !== 'found') &&
    judgements.some(({ judgement }) => judgement.kind === 'skipped'));

/** Whether its card should say once more that it is still so. `now` in ms since the epoch. */
export const isTimeToSay = ({ shownAt }: Memory, now: number): boolean => now >= Date.parse(shownAt) + stillSoEveryMs;

/** A plan that a guard stopped: people are asked about the same plan once nothing stops it. */
const stoppedMark = (proposal: Parameters<typeof stopIn>[0] & { readonly hash: string }): string =>
  `${proposal.hash} ${stopIn(proposal)?.guard ?? ''}`;

/** What was found wrong, whatever words it was told in. */
function findingMark({
  presence,
  judgements,
}: {
  readonly presence: Presence;
  readonly judgements: readonly Judged[];
}): string {
  const found = judgements.flatMap(({ cause, judgement }) =>
    judgement.kind === 'found' ? [`${cause} ${judgement.blamed.toLowerCase()}`] : [],
  );
  return sha256(
    JSON.stringify([presence.kind, presence.kind === 'absent' ? '' : presence.symptom, ...found.toSorted()]),
  );
}
