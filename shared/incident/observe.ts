import { lookBackMs } from '../guards/earlier';
import type { Answer } from '../model/azure';
import { ReconnectError } from '../model/errors';
import type { ObservationKind, ObservationRequest, Params, Sources } from '../model/observation';
import { observations } from '../observations/index.generated';
import type { Dependencies } from './dependencies';

/** What looking takes of the world outside. */
export interface Eyes extends Sources {
  /** ms since the epoch. */
  readonly now: () => number;
  /** For how long Azure may be out of reach before its answer is done without, ms. Default: a quarter of an hour. */
  readonly patienceMs?: number;
}

/** The eyes of incidents: of the ledger they see as much as guards judge by. */
export const eyesOf = ({ azure, store, policy, now }: Dependencies): Eyes => ({
  azure,
  ledger: () => store.ledger(now() - lookBackMs(policy)),
  now,
});

/** Asks one question. */
export async function observe<P extends Params>(from: Sources, kind: ObservationKind<P>, params: P): Promise<Answer> {
  const request = kind.request(params);
  if (request === 'ledger') return { kind: 'answered', body: await from.ledger() };
  const answer = await from.azure.ask({ ...request, as: kind.as });
  const isNone = answer.kind === 'refused' && answer.refusal.kind === 'not-found';
  return isNone && kind.whenNotFound !== undefined ? { kind: 'answered', body: kind.whenNotFound } : answer;
}

/** The kind of observation that a request names. */
export function kindOf(request: ObservationRequest) {
  const kind = observations.find((each) => each.kind === request.kind);
  if (!kind)
    throw new ReconnectError(
      'OBSERVATION_UNKNOWN',
      `There is no observation ${request.kind}.`,
      'Deploy the version of Reconnect that opened this incident.',
    );
  return kind;
}
