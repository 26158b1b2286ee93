import { activityLog } from './activity-log';
import type { LoggedRequest } from './contract';
import { metrics } from './metrics';
import type { Provider } from './provider';

/** Microsoft.Insights: the activity log, and what Azure measures of VMs. */
export const createInsightsProvider = (log: readonly LoggedRequest[]): Provider => ({
  namespace: 'Microsoft.Insights',
  handle: () => undefined,
  collection: (call, model) => activityLog(log, call, model) ?? metrics(call, model),
});
