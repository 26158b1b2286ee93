import type { Azure } from '../model/azure';
import { askPageByPage } from './calls';
import { placeOf } from './place';
import type { Rest } from './rest';

/** The parts of an event that are read; the others hold the claims of whoever asked. */
const SELECT = 'correlationId,eventTimestamp,httpRequest,operationName,status';

/** What the activity log tells of a resource. The filter is one of the few that it takes (Azure: "Activity Logs - List"). */
export const activity = ({ get }: Rest): Pick<Azure, 'listActivity'> => ({
  listActivity(resourceId, from, to) {
    const filter = `eventTimestamp ge '${from}' and eventTimestamp le '${to}' and resourceUri eq '${resourceId}'`;
    const values = `/subscriptions/${placeOf(resourceId).subscription}/providers/Microsoft.Insights/eventtypes/management/values`;
    const query = `api-version=2015-04-01&$filter=${encodeURIComponent(filter)}&$select=${SELECT}`;
    return askPageByPage(get, `${values}?${query}`);
  },
});
