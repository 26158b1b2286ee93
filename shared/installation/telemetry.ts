import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { listIn } from '../observations/arm';
import { armList, armObject, maybe } from '../observations/parse';

export interface TelemetryComponents {
  readonly components: readonly {
    readonly id: string;
    readonly name: string;
    readonly instrumentationKey: string;
    /** Whether only Entra's tokens count there. */
    readonly tokensOnly: boolean;
  }[];
}

/** The Application Insights components of a resource group (an id). Azure: GET Microsoft.Insights/components. */
export const telemetryComponents = defineObservation<{ group: string }, TelemetryComponents>({
  kind: 'telemetryComponents',
  permissions: ['Microsoft.Insights/components/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ group }) => listIn('Microsoft.Insights/components', group),
  answer: armList(
    armObject({
      id: z.string(),
      name: z.string(),
      InstrumentationKey: z.string(),
      DisableLocalAuth: maybe(z.boolean()),
    }),
  ).transform((components) => ({
    components: components.map(({ id, name, InstrumentationKey, DisableLocalAuth }) => ({
      id,
      name,
      instrumentationKey: InstrumentationKey,
      tokensOnly: DisableLocalAuth === true,
    })),
  })),
});
