import { gatewayEstate, vmEstate } from '../incident/testing/estates';
import { calm, policyFor, simulate, type Answering, type Chaos } from '../incident/testing/simulation';
import type { Estate } from '../incident/testing/estates';
import type { Policy } from '../model/policy';
import type { IncidentEvent } from '../incident/events';
import type { StoredEvent } from '../incident/ports';
import { chainStart, extendChain } from '../store/hash-chain';

export const approves: Answering = { who: 'kim', decision: 'approve', afterMs: 60_000, about: 'the-card' };

/** An incident that really happened, in the simulation. */
export interface Happened {
  readonly id: string;
  readonly events: readonly IncidentEvent[];
  readonly policy: Policy;
}

export async function happen(estate: Estate, chaos: Partial<Chaos> = {}): Promise<Happened> {
  const policy = policyFor(estate);
  const { incidents } = await simulate(estate, { ...calm, answers: [approves], ...chaos });
  const [incident] = incidents;
  if (!incident) throw new Error('Nothing happened.');
  return { ...incident, policy };
}

export const repairedGateway = (): Promise<Happened> => happen(gatewayEstate({ cure: true }));
export const badNode = (): Promise<Happened> => happen(vmEstate({ illness: 'bad-node' }));

/** Events as they are stored, in a chain that holds. */
export const stored = (events: readonly IncidentEvent[]): readonly StoredEvent[] =>
  extendChain(chainStart, events).map(({ seq, hash, event }) => ({ seq, hash, event }));
