import { idKey, sameId } from '../../../model/arm-id';
import type { Refused } from '../provider';
import * as errors from './errors';
import { OTHER_PROVIDERS, PUBLISHED } from './published';

/** The types whose resources the twin knows all of: when it lists none, there is none. */
const SIMULATED = [
  'Microsoft.Authorization/denyAssignments',
  'Microsoft.Authorization/locks',
  'Microsoft.Authorization/policyAssignments',
  'Microsoft.Authorization/policyDefinitions',
  'Microsoft.BotService/botServices',
  'Microsoft.BotService/botServices/channels',
  'Microsoft.Compute/disks',
  'Microsoft.Compute/virtualMachines',
  'Microsoft.Compute/virtualMachines/extensions',
  'Microsoft.Insights/actionGroups',
  'Microsoft.Insights/activityLogAlerts',
  'Microsoft.Insights/components',
  'Microsoft.Insights/metricAlerts',
  'Microsoft.Insights/scheduledQueryRules',
  'Microsoft.Network/applicationGateways',
  'Microsoft.Network/applicationSecurityGroups',
  'Microsoft.Network/connections',
  'Microsoft.Network/loadBalancers',
  'Microsoft.Network/localNetworkGateways',
  'Microsoft.Network/networkInterfaces',
  'Microsoft.Network/networkSecurityGroups',
  'Microsoft.Network/networkSecurityGroups/securityRules',
  'Microsoft.Network/networkWatchers',
  'Microsoft.Network/privateDnsZones',
  'Microsoft.Network/privateDnsZones/A',
  'Microsoft.Network/privateDnsZones/CNAME',
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
  'Microsoft.Network/publicIPAddresses',
  'Microsoft.Network/routeTables',
  'Microsoft.Network/routeTables/routes',
  'Microsoft.Network/virtualNetworkGateways',
  'Microsoft.Network/virtualNetworks',
  'Microsoft.Network/virtualNetworks/subnets',
  'Microsoft.Network/virtualNetworks/virtualNetworkPeerings',
  'Microsoft.OperationalInsights/workspaces',
  'Microsoft.Storage/storageAccounts',
  'Microsoft.Storage/storageAccounts/queueServices/queues',
  'Microsoft.Web/sites',
  'Microsoft.Web/sites/functions',
];

export const isSimulated = (type: string): boolean => SIMULATED.some((one) => sameId(one, type));

/** Azure's providers by their namespaces, with what is in them: all without case. */
const providers = new Map<
  string,
  'other' | { readonly paths: ReadonlySet<string>; readonly versions: readonly string[] }
>();
for (const name of OTHER_PROVIDERS) providers.set(idKey(name), 'other');
for (const [name, { paths, versions }] of Object.entries(PUBLISHED))
  providers.set(idKey(name), { paths: new Set(paths.map(idKey)), versions });

/** Azure's provider of this namespace; `other`: one that the twin plays no part of. */
const publishedAs = (namespace: string) => providers.get(idKey(namespace));

/** ARM's refusal of a provider, a type, an action or a version that Azure does not have. `path` is a type, with an action after it. */
export function unpublished(path: string, location: string, version: string): Refused | undefined {
  const [namespace = '', ...rest] = path.split('/');
  const provider = publishedAs(namespace);
  if (provider === undefined) return errors.noNamespace(namespace);
  if (provider === 'other' || sameId(rest[0] ?? '', 'locations')) return undefined;
  const type = rest.join('/');
  const { versions, paths } = provider;
  if (!paths.has(idKey(type))) return errors.noType(namespace, type, version, versions);
  return versions.includes(version) ? undefined : errors.noVersion(version, type, location, versions);
}

/** What `az provider show` reads: the types and versions of a provider, or of all. */
export function providerBodies(scope: string, namespace: string | undefined): readonly Record<string, unknown>[] {
  return Object.entries(PUBLISHED)
    .filter(([name]) => namespace === undefined || sameId(name, namespace))
    .map(([name, { paths, versions }]) => ({
      id: `${scope}/providers/${name}`,
      namespace: name,
      registrationState: 'Registered',
      registrationPolicy: 'RegistrationRequired',
      resourceTypes: paths.map((resourceType) => ({
        resourceType,
        locations: [],
        apiVersions: [...versions].reverse(),
        capabilities: 'None',
      })),
    }));
}

/** ARM's refusal of a question about a provider. */
export const unknownProvider = (namespace: string): Refused =>
  publishedAs(namespace) === 'other'
    ? errors.notSimulated(`telling of the provider ${namespace}`)
    : errors.noNamespace(namespace);
