import type { z } from 'zod';
import type { AzureAction, AzureReader, AzureRequest, Identity, Refusal } from './azure';
import type { Ledger } from './ledger';

/** JSON values, so that what is observed can be stored and replayed. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };
export type Params = Readonly<Record<string, Json | undefined>>;

/** Where answers come from: Azure, and what Reconnect itself has done so far. */
export interface Sources {
  readonly azure: AzureReader;
  readonly ledger: () => Promise<Ledger>;
}

/**
 * One kind of question: the request, the rights it needs, what it costs, and the shape of the answer.
 * One file each in `observations/`.
 */
export interface ObservationKind<P extends Params = Params, A = unknown> {
  readonly kind: string;
  readonly permissions: readonly AzureAction[];
  /** Set where the identity that sends changes asks: because the answer is about it, or because asking takes its rights. */
  readonly as?: Exclude<Identity, 'observer'>;
  /** ARM requests that count against the read and the write budget, and typical seconds until the answer. */
  readonly cost: { readonly reads: number; readonly writes: number; readonly seconds: number };
  /** What Azure is asked; `ledger`: it is Reconnect's own memory that is asked. */
  request(params: P): AzureRequest | 'ledger';
  /** Read in place of an answer where Azure says that there is no such thing; without it that is a refusal. */
  readonly whenNotFound?: Json;
  /** Reads Azure's answer into the trimmed, JSON-able shape that causes judge. Tolerates what it does not know. */
  readonly answer: z.ZodType<A>;
}

/** A kind of question to Azure. */
export interface AzureObservation<P extends Params = Params, A = unknown> extends ObservationKind<P, A> {
  request(params: P): AzureRequest;
}

/** Gives a kind of question to Azure its types. */
export const defineObservation = <P extends Params, A>(kind: AzureObservation<P, A>): AzureObservation<P, A> => kind;

/** A question that has not been asked yet. */
export interface ObservationRequest {
  readonly kind: string;
  readonly params: Params;
}

/** A question with its answer, as stored. `at` is when it was answered (ISO 8601 UTC). */
export interface Observation extends ObservationRequest {
  readonly at: string;
  readonly outcome:
    { readonly kind: 'answered'; readonly answer: unknown } | { readonly kind: 'refused'; readonly refusal: Refusal };
}

/**
 * Looks an answer up in the evidence. Where it is not there yet, the judgement under way ends as `needs`; where Azure
 * refused it, as `skipped`. So whoever judges writes straight on, as if all answers were known.
 */
export type See = <P extends Params, A>(kind: ObservationKind<P, A>, params: P) => A;
