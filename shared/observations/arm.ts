import { armId } from '../model/arm-id';
import type { AzureRequest } from '../model/azure';
import type { Json } from '../model/observation';

// The requests that most observations make.

/** The API versions in which resources are read. */
const VERSIONS = { 'Microsoft.Network': '2026-01-01', 'Microsoft.Compute': '2026-04-01' } as const;

type Provider = keyof typeof VERSIONS;
export type Type = `${Provider}/${string}`;

/** Private DNS has versions of its own. */
const PRIVATE_DNS = { type: 'Microsoft.Network/privateDnsZones', version: '2024-06-01' } as const;

/** As a request's query names the version. */
export const versionOf = (type: Type) => ({
  'api-version': type.startsWith(PRIVATE_DNS.type) ? PRIVATE_DNS.version : VERSIONS[type.split('/')[0] as Provider],
});

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
