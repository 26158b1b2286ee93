import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { listAll } from '../observations/arm';
import { armList, armObject, maybe } from '../observations/parse';

export interface Workspaces {
  readonly workspaces: readonly {
    readonly id: string;
    readonly name: string;
    readonly customerId?: string | undefined;
  }[];
}

/** The Log Analytics workspaces of a subscription. Azure: GET Microsoft.OperationalInsights/workspaces. */
export const workspaces = defineObservation<{ subscription: string }, Workspaces>({
  kind: 'workspaces',
  permissions: ['Microsoft.OperationalInsights/workspaces/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ subscription }) => listAll('Microsoft.OperationalInsights/workspaces', subscription),
  answer: armList(armObject({ id: z.string(), name: z.string(), customerId: maybe(z.string()) })).transform(
    (found) => ({
      workspaces: found,
    }),
  ),
});
