import type { QueryRequest } from '@azure/arm-resourcegraph';
import type { Azure, Places } from '../model/azure';
import { askGraph } from './calls';

/** Pages need an order, or rows repeat and go missing; types are in lower case there. Azure: "Paging results". */
const GATEWAYS = "Resources | where type =~ 'microsoft.network/applicationgateways' | project id | order by id asc";

/** Azure: the most rows of one answer. */
const ROWS = 1000;

/** What is looked for across subscriptions. */
export function resourceGraph(ask: (query: QueryRequest) => Promise<unknown>): Pick<Azure, 'findApplicationGateways'> {
  return {
    findApplicationGateways: (places) =>
      askGraph((skipToken) =>
        ask({
          ...placesOf(places),
          query: GATEWAYS,
          options: { top: ROWS, resultFormat: 'objectArray', ...(skipToken !== undefined && { skipToken }) },
        }),
      ),
  };
}

/** The SDK writes no lists that cannot be changed. */
const placesOf = (places: Places): Pick<QueryRequest, 'subscriptions' | 'managementGroups'> =>
  'subscriptions' in places
    ? { subscriptions: [...places.subscriptions] }
    : { managementGroups: [...places.managementGroups] };
