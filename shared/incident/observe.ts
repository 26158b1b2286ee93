import type { Answer, AzureReader } from '../model/azure';
import { ReconnectError } from '../model/errors';
import type { ObservationKind, ObservationRequest, Params, Sources } from '../model/observation';
import { observations } from '../observations/index.generated';
import type { Store } from './ports';

/** What looking takes of the world outside. */
export interface Eyes {
  readonly azure: AzureReader;
  readonly store: Pick<Store, 'ledger'>;
  /** ms since the epoch. */
  readonly now: () => number;
  /** For how long Azure may be out of reach before its answer is done without, ms. Default: a quarter of an hour. */
  readonly patienceMs?: number;
}

/** Where observations get their answers. */
export const sourcesOf = ({ azure, store }: Pick<Eyes, 'azure' | 'store'>): Sources => ({
  azure,
  ledger: () => store.ledger(),
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
