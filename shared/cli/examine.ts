import { isPassing } from '../incident/gather';
import type { Answer, AzureReader, Refusal } from '../model/azure';
import type { Finding, Installation, InstallationCheck } from '../model/installation';
import type { Observation, ObservationKind, ObservationRequest, Params } from '../model/observation';
import { attempt, distinct, seeing } from '../model/see';
import { functionApps, type FunctionApps } from '../installation/function-app';
import { kinds } from '../installation/kinds';
import { orSkipped } from '../doctor/findings';
import { doctor as checks } from '../doctor/index.generated';

/** What looking at an installation takes of the world outside. */
export interface DoctorEyes {
  readonly azure: AzureReader;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

/** What a check came to: nothing where all is well. */
export interface Examined {
  readonly check: InstallationCheck;
  readonly findings: readonly Finding[];
}

/** How many questions are asked at a time: Azure counts requests by subscription, and others ask too. */
const sideBySide = 8;
/** How often a question is asked again that Azure was too busy for, and how long it waits where Azure does not say, ms. */
const tries = 3;
const pauseMs = 2_000;
const longestPauseMs = 30_000;

/** Looks at an installation with every check, until none lacks an answer. Asks each question once, and changes nothing. */
export async function examine(installation: Installation, eyes: DoctorEyes): Promise<readonly Examined[]> {
  const evidence: Observation[] = [];
  for (;;) {
    const see = seeing(evidence);
    const attempts = checks.map((check) => ({
      check,
      came: attempt(() => orSkipped(() => check.examine(see, installation))),
    }));
    const needs = attempts.flatMap(({ came }) => (came.kind === 'needs' ? came.observations : []));
    if (needs.length === 0)
      return attempts.map(({ check, came }) => ({ check, findings: came.kind === 'done' ? came.value : [] }));
    const asked = distinct(needs);
    for (let first = 0; first < asked.length; first += sideBySide)
      evidence.push(...(await Promise.all(asked.slice(first, first + sideBySide).map((one) => observe(one, eyes)))));
  }
}

/** The function apps of a resource group (an id), with their tags; or why they cannot be seen. */
export async function appsIn(group: string, eyes: DoctorEyes): Promise<FunctionApps | Refusal> {
  const outcome = outcomeOf(functionApps, await ask(functionApps, { group }, eyes));
  return outcome.kind === 'answered' ? (outcome.answer as FunctionApps) : outcome.refusal;
}

async function observe(request: ObservationRequest, eyes: DoctorEyes): Promise<Observation> {
  const kind = kinds.find((each) => each.kind === request.kind);
  if (!kind) throw new Error(`Nobody can ask ${request.kind}.`);
  return {
    ...request,
    at: new Date(eyes.now()).toISOString(),
    outcome: outcomeOf(kind, await ask(kind, request.params, eyes)),
  };
}

/** Asks one question, and again where Azure was too busy. */
async function ask(kind: ObservationKind, params: Params, eyes: DoctorEyes): Promise<Answer> {
  const asked = kind.request(params);
  if (asked === 'ledger') throw new Error('An installation is seen from outside.');
  for (let left = tries; ; left -= 1) {
    const answer = await eyes.azure.ask(asked);
    if (answer.kind !== 'refused' || left === 0 || !isPassing(answer.refusal)) return answer;
    const { refusal } = answer;
    await eyes.pause(refusal.kind === 'throttled' ? Math.min(refusal.retryAfterMs, longestPauseMs) : pauseMs);
  }
}

function outcomeOf(kind: ObservationKind, answer: Answer): Observation['outcome'] {
  const unreadable = (message: string) =>
    ({ kind: 'refused', refusal: { kind: 'invalid', code: 'UNREADABLE_ANSWER', message } }) as const;
  if (answer.kind === 'pending') return unreadable('an operation');
  const isNone = answer.kind === 'refused' && answer.refusal.kind === 'not-found';
  if (answer.kind === 'refused' && (!isNone || kind.whenNotFound === undefined)) return answer;
  const read = kind.answer.safeParse(answer.kind === 'answered' ? answer.body : kind.whenNotFound);
  if (read.success) return { kind: 'answered', answer: read.data };
  // What Azure answered may hold secrets: only where it differs is told.
  return unreadable(read.error.issues[0]?.path.join('.') ?? '');
}
