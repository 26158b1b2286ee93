import { z } from 'zod';
import { defineObservation } from '../model/observation';

/** Where Resource Graph looks. It is asked about one kind of place at a time. */
export type Places = { readonly subscriptions: readonly string[] } | { readonly managementGroups: readonly string[] };

export interface FoundApplicationGateways {
  readonly ids: readonly string[];
}

/** Pages need an order, or rows repeat and go missing; types are in lower case there. Azure: "Paging results". */
const QUERY = "Resources | where type =~ 'microsoft.network/applicationgateways' | project id | order by id asc";

/**
 * The Application Gateways in these places. Resource Graph lags minutes behind, and leaves out in silence what the caller may not read: of
 * several subscriptions one that it may not read looks empty. Azure: POST Microsoft.ResourceGraph/resources.
 */
export const foundApplicationGateways = defineObservation<Places, FoundApplicationGateways>({
  kind: 'foundApplicationGateways',
  permissions: ['Microsoft.Network/applicationGateways/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: (places) => ({
    method: 'POST',
    path: '/providers/Microsoft.ResourceGraph/resources',
    query: { 'api-version': '2024-04-01' },
    // Azure: 1,000 rows are the most of one answer.
    body: { ...places, query: QUERY, options: { $top: 1000, resultFormat: 'objectArray' } },
    answers: 'in-pages',
  }),
  answer: z
    .object({ value: z.array(z.object({ id: z.string() })) })
    .transform(({ value }) => ({ ids: value.map(({ id }) => id) })),
});
