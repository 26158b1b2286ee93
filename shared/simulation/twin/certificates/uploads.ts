import { isOfType, sameId } from '../../../model/arm-id';
import type { Estate, Resource } from '../../scenarios/schema';
import { presented, rootOf } from './authorities';

const COLLECTIONS = ['trustedRootCertificates', 'authenticationCertificates'];

interface Upload {
  readonly name: string;
  readonly properties?: { readonly data?: string };
}

/**
 * A gateway with the certificates that a scenario calls by their owners in its uploads: `root of AUTHORITY`,
 * `certificate of SERVER:PORT`. ARM has them in base64, as they were uploaded.
 */
export function withUploads(resource: Resource, estate: Estate): Resource {
  if (!isOfType(resource.id, 'Microsoft.Network/applicationGateways')) return resource;
  const read = (upload: Upload): Upload => {
    const data = dataOf(upload.properties?.data ?? '', estate);
    return data === undefined ? upload : { ...upload, properties: { ...upload.properties, data } };
  };
  const uploads = COLLECTIONS.flatMap((collection) => {
    const given = resource.properties[collection] as readonly Upload[] | undefined;
    return given ? [[collection, given.map(read)] as const] : [];
  });
  return { ...resource, properties: { ...resource.properties, ...Object.fromEntries<unknown>(uploads) } };
}

function dataOf(text: string, estate: Estate): string | undefined {
  const [, authority, server = '', port = ''] = /^(?:root of (.+)|certificate of (.+):(\d+))$/.exec(text) ?? [];
  const { authorities = {} } = estate;
  if (authority !== undefined) return rootOf(authority, authorities).raw.toString('base64');
  if (server === '') return undefined;
  const spec = servedBy(server, port, estate)?.certificates[0];
  if (!spec) throw new Error(`${server} serves no certificate on port ${port}.`);
  return presented(spec, authorities).leaf.raw.toString('base64');
}

function servedBy(server: string, port: string, { guests, servers = {} }: Estate) {
  const guest = Object.entries(guests).find(([name]) => sameId(name, server))?.[1];
  const inside = Object.values(guest?.services ?? {}).flatMap(({ serves }) => serves?.[port] ?? []);
  return inside[0] ?? servers[server]?.[port];
}
