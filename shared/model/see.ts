import { canonicalJson } from './canonical';
import type { Refusal } from './azure';
import type { Observation, ObservationRequest, See } from './observation';
import { text, type Text } from './text';

/**
 * Thrown by {@link See}, which is a suspending fetch as in Haxl or React Suspense: these have not been asked yet, and reasoning begins
 * anew when they are. Lint forbids whoever reasons to catch it. Not an error, so it needs no stack, which takes long to make.
 */
class NotSeenYet {
  constructor(readonly requests: readonly ObservationRequest[]) {}
}

/** Thrown when an answer cannot be had: what is missing (a right, an agent, a resource) is named. */
export class CannotSee extends Error {
  constructor(
    readonly because: Text,
    readonly missing: string,
  ) {
    super(because.en);
  }
}

/** Thrown when the answer is there and does not settle the question, such as a value that nobody knows. */
export class Unsure extends Error {
  constructor(readonly because: Text) {
    super(because.en);
  }
}

/** Reasoning that cannot go on before these are answered. */
export interface Needs {
  readonly kind: 'needs';
  readonly observations: readonly ObservationRequest[];
}

/** What a piece of reasoning came to: its value, that nobody can tell, or what it lacks. */
export type Attempt<T> =
  | Needs
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'uncertain'; readonly because: Text }
  | { readonly kind: 'skipped'; readonly because: Text; readonly missing: string };

/** Runs pure reasoning over the evidence, and says what it lacked where it could not come to an end. */
export function attempt<T>(reasoning: () => T): Attempt<T> {
  try {
    return { kind: 'done', value: reasoning() };
  } catch (stopped) {
    if (stopped instanceof NotSeenYet) return { kind: 'needs', observations: stopped.requests };
    if (stopped instanceof Unsure) return { kind: 'uncertain', because: stopped.because };
    if (stopped instanceof CannotSee) return { kind: 'skipped', because: stopped.because, missing: stopped.missing };
    throw stopped;
  }
}

/**
 * What looks that do not depend on each other come to. What any of them lacks is named at once, so that it is asked side by
 * side; otherwise they end as they would one after the other.
 */
export function together<T extends readonly unknown[]>(...looks: { readonly [K in keyof T]: () => T[K] }): T {
  const missing: ObservationRequest[] = [];
  const values = looks.map((look) => {
    try {
      return look();
    } catch (stopped) {
      if (stopped instanceof NotSeenYet) missing.push(...stopped.requests);
      else if (missing.length === 0) throw stopped;
      return undefined;
    }
  });
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (missing.length > 0) throw new NotSeenYet(distinct(missing));
  // Nothing is missing and nothing was thrown, so every look came to its value.
  return values as unknown as T;
}

/** The same look for each, {@link together}. */
export const forEach = <T, V>(all: readonly T[], look: (one: T) => V): readonly V[] =>
  together<V[]>(...all.map((one) => () => look(one)));

/** Each question once. */
export const distinct = (requests: readonly ObservationRequest[]): readonly ObservationRequest[] => [
  ...new Map(requests.map((request) => [questionKey(request), request])).values(),
];

/** `undefined` where Azure refused the answer or it settles nothing, for reasoning that can do without it. */
export const ifSeen = <T>(look: () => T): T | undefined => orElse(look, () => undefined);

/** What is concluded where Azure refused the answer or it settles nothing. */
export function orElse<T, U>(look: () => T, conclude: (stopped: CannotSee | Unsure) => U): T | U {
  try {
    return look();
  } catch (stopped) {
    if (stopped instanceof CannotSee || stopped instanceof Unsure) return conclude(stopped);
    throw stopped;
  }
}

/** `undefined` too where it has not been asked: what is known so far, for whoever asks no more. */
export function soFar<T>(look: () => T): T | undefined {
  const tried = attempt(look);
  return tried.kind === 'done' ? tried.value : undefined;
}

/** Equal for equal questions, whatever the case of the ids in them. */
export const questionKey = ({ kind, params }: ObservationRequest): string =>
  `${kind} ${canonicalJson(params).toLowerCase()}`;

const keys = new WeakMap<ObservationRequest, string>();

/** {@link questionKey} of what is kept, worked out once: every step of an incident looks into the same ones again. */
export function keyOf(kept: ObservationRequest): string {
  const key = keys.get(kept) ?? questionKey(kept);
  keys.set(kept, key);
  return key;
}

/** The evidence as something to look into. Of two answers to one question the later counts. */
export function seeing(evidence: readonly Observation[]): See {
  const seen = new Map(evidence.map((observation) => [keyOf(observation), observation]));
  // The kind of observation names the answer's type; it was read into that shape when it was observed.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
  return <A>(kind: { readonly kind: string }, params: ObservationRequest['params']): A => {
    const request = { kind: kind.kind, params };
    const observation = seen.get(questionKey(request));
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (!observation) throw new NotSeenYet([request]);
    if (observation.outcome.kind === 'answered') return observation.outcome.answer as A;
    throw cannotSee(observation.outcome.refusal, kind.kind);
  };
}

function cannotSee(refusal: Extract<Observation['outcome'], { kind: 'refused' }>['refusal'], kind: string): CannotSee {
  if (refusal.kind === 'forbidden')
    return new CannotSee(
      text(`Not checked: the right ${refusal.action} is missing.`, `확인하지 못함: ${refusal.action} 권한이 없습니다.`),
      refusal.action,
    );
  if (refusal.kind === 'unexported') return new CannotSee(unexported(refusal), kind);
  return new CannotSee(
    text(
      `Not checked: there is no answer (${refusal.code}: ${refusal.message})`,
      `확인하지 못함: 답이 없습니다 (${refusal.code}: ${refusal.message})`,
    ),
    kind,
  );
}

const unexported = ({ what, command }: Extract<Refusal, { kind: 'unexported' }>): Text =>
  command === undefined
    ? text(
        'Not checked: only Azure itself can tell, not an export of it.',
        '확인하지 못함: 내보낸 내용으로는 알 수 없고 Azure에서만 알 수 있습니다.',
      )
    : text(
        `Not checked: the export does not have ${what}, or not all of it.`,
        `확인하지 못함: 내보낸 내용에 ${what}이(가) 없거나 일부만 있습니다.`,
      );
