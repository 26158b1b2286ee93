import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { listAll } from './arm';
import { armList, region } from './parse';

export interface NetworkWatcher {
  readonly id: string;
  readonly location: string;
}

export interface NetworkWatchers {
  readonly watchers: readonly NetworkWatcher[];
}

/** The Network Watchers of a subscription, at most one per region. Azure: GET Microsoft.Network/networkWatchers. */
export const networkWatchers = defineObservation<{ subscription: string }, NetworkWatchers>({
  kind: 'networkWatchers',
  permissions: ['Microsoft.Network/networkWatchers/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ subscription }) => listAll('Microsoft.Network/networkWatchers', subscription),
  answer: armList(z.object({ id: z.string(), location: region })).transform((watchers) => ({ watchers })),
});
