import { armId } from '../model/arm-id';
import type { AzureRequest } from '../model/azure';
import type { Json } from '../model/observation';

// The requests that most observations make.

/** The API versions in which resources are read, by provider; the types of some have versions of their own. */
const VERSIONS = {
  'Microsoft.Network': '2026-01-01',
  'Microsoft.Network/privateDnsZones': '2024-06-01',
  'Microsoft.Compute': '2026-04-01',
  'Microsoft.Web': '2024-11-01',
  'Microsoft.BotService': '2022-09-15',
  'Microsoft.Storage': '2025-01-01',
  'Microsoft.Insights/actionGroups': '2023-01-01',
  'Microsoft.Insights/metricAlerts': '2018-03-01',
  'Microsoft.Insights/activityLogAlerts': '2020-10-01',
  'Microsoft.Insights/scheduledQueryRules': '2023-12-01',
  'Microsoft.Insights/components': '2020-02-02',
  'Microsoft.OperationalInsights': '2025-02-01',
  'Microsoft.Authorization': '2022-04-01',
} as const;

type Versioned = keyof typeof VERSIONS;
export type Type = Extract<Versioned, `${string}/${string}`> | `${Versioned}/${string}`;

/** As a request's query names the version: that of the type, of what it is a part of, or of its provider. */
export function versionOf(type: Type): { readonly 'api-version': string } {
  const parts = type.split('/');
  const known = parts.map((_, at) => parts.slice(0, parts.length - at).join('/')).find((name) => name in VERSIONS);
  return { 'api-version': VERSIONS[known as Versioned] };
}

/** Without this filter ARM lists what is below the scope too. Azure: "Deny Assignments - List For Scope"; locks: "Get-AzResourceLock", AtScope. */
export const AT_OR_ABOVE = { $filter: 'atScope()' };

/** Reads a resource. */
export const read = (type: Type, id: string, query: Readonly<Record<string, string>> = {}): AzureRequest => ({
  method: 'GET',
  path: pathOf(type, id),
  query: { ...versionOf(type), ...query },
  answers: 'at-once',
});

/** Reads a list to its end. */
export const list = (path: string, query: AzureRequest['query']): AzureRequest => ({
  method: 'GET',
  path,
  query,
  answers: 'in-pages',
});

/** Every resource of a type in a subscription. */
export const listAll = (type: Type, subscription: string): AzureRequest =>
  list(`/subscriptions/${subscription}/providers/${type}`, versionOf(type));

/** Every resource of a type in a resource group, an id. */
export const listIn = (type: Type, group: string): AzureRequest => list(`${group}/providers/${type}`, versionOf(type));

/** Has a resource find something out, which takes it a while. */
export const inquire = (type: Type, id: string, action: string, body?: Json): AzureRequest => ({
  method: 'POST',
  path: `${pathOf(type, id)}/${action}`,
  query: versionOf(type),
  body,
  answers: 'later',
});

/** The path of a resource in ARM's own case: ids come in others too. */
export function pathOf(type: Type, id: string): string {
  const { subscription, resourceGroup, names } = armId(id);
  const [provider = '', ...types] = type.split('/');
  const place = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/${provider}`;
  return [place, ...types.flatMap((each, index) => [each, names[index] ?? ''])].join('/');
}
