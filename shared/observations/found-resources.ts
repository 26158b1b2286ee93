import * as z from 'zod';
import { defineObservation } from '../model/observation';

/** Where Resource Graph looks: in one kind of place at a time. */
export type Places = { readonly subscriptions: readonly string[] } | { readonly managementGroups: readonly string[] };

/** Resources of these types (`microsoft.network/applicationgateways`), of this name where one is given; without places in all that the caller may read. */
export type Wanted = (Places | { readonly subscriptions?: undefined }) & {
  readonly types: readonly string[];
  readonly name?: string | undefined;
};

export interface FoundResources {
  readonly ids: readonly string[];
}

/** Pages need an order, or rows repeat and go missing; types are in lower case there. Azure: "Paging results". */
const queryFor = (types: Wanted['types'], name: string | undefined): readonly string[] => [
  'Resources',
  `where type in~ (${types.map(quoted).join(', ')})`,
  ...(name === undefined ? [] : [`where name =~ ${quoted(name)}`]),
  'project id',
  'order by id asc',
];

/** A question to Resource Graph. Azure: POST Microsoft.ResourceGraph/resources; 1,000 rows are the most of one answer. */
export const resourceGraph = (places: Places | { readonly subscriptions?: undefined }, ...query: readonly string[]) =>
  ({
    method: 'POST',
    path: '/providers/Microsoft.ResourceGraph/resources',
    query: { 'api-version': '2024-04-01' },
    body: { ...places, query: query.join(' | '), options: { $top: 1000, resultFormat: 'objectArray' } },
    answers: 'in-pages',
  }) as const;

/** A text in Kusto. Azure: "The string data type". */
export const quoted = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`;

/**
 * The resources of these types in these places. Resource Graph lags minutes behind, and leaves out in silence what the caller may not read: of
 * several subscriptions one that it may not read looks empty. Azure: POST Microsoft.ResourceGraph/resources.
 */
export const foundResources = defineObservation<Wanted, FoundResources>({
  kind: 'foundResources',
  permissions: ['Microsoft.Network/applicationGateways/read', 'Microsoft.Compute/virtualMachines/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ types, name, ...places }) => resourceGraph(places, ...queryFor(types, name)),
  answer: z
    .object({ value: z.array(z.object({ id: z.string() })) })
    .transform(({ value }) => ({ ids: value.map(({ id }) => id) })),
});
