import type { ObservationKind } from '../model/observation';
import { networkWatchers } from '../observations/network-watchers';
import { observerPermissions } from '../observations/observer-permissions';
import { activityLogAlerts, actionGroups, metricAlerts, queryRules } from './alerts';
import { bots, teamsChannel } from './bot';
import { appSettings, deployedFunctions, functionApp, functionApps, keyReferences } from './function-app';
import { roleAssignments, roleDefinition } from './role-assignments';
import { queueLength, storageAccounts } from './storage';
import { telemetryComponents } from './telemetry';
import { gatewayPlaces, namedVm, vmExtensions } from './watched';
import { workspaces } from './workspaces';

/**
 * Everything that is asked about an installation. It is asked with the rights of whoever looks, so it is not among the
 * observations from which the roles of Reconnect's own identities are made.
 */
export const kinds: readonly ObservationKind[] = [
  functionApps,
  functionApp,
  appSettings,
  deployedFunctions,
  keyReferences,
  roleAssignments,
  roleDefinition,
  observerPermissions,
  namedVm,
  vmExtensions,
  gatewayPlaces,
  networkWatchers,
  bots,
  teamsChannel,
  actionGroups,
  metricAlerts,
  activityLogAlerts,
  queryRules,
  storageAccounts,
  queueLength,
  telemetryComponents,
  workspaces,
];
