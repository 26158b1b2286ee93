import type { Answer } from '../model/azure';
import type { ObservationKind, Params, Sources } from '../model/observation';
import type { World } from './world';

/** Where observations get their answers. */
export const sourcesOf = ({ azure, store }: Pick<World, 'azure' | 'store'>): Sources => ({
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
