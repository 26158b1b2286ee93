import * as z from 'zod';
import type { Ledger } from '../model/ledger';
import type { ObservationKind } from '../model/observation';

/** What Reconnect itself has done so far. It is observed like an answer of Azure, so that guards can judge by it and a stored incident can be replayed. */
export const ledger: ObservationKind<Record<string, never>, Ledger> = {
  kind: 'ledger',
  permissions: [],
  cost: { reads: 0, writes: 0, seconds: 0 },
  request: () => 'ledger',
  // The store has read it into this shape already.
  answer: z.custom<Ledger>(),
};
