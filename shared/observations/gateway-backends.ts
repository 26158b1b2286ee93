import * as z from 'zod';
import { asCalled, knownFrom, type Known } from '../model/known';
import { armObject, listOf, maybe, reference } from './parse';

// How a gateway reaches its backends, and when it takes them for healthy. Azure: applicationGateways, backendAddressPools,
// backendHttpSettingsCollection, probes.

type Protocol = 'Http' | 'Https' | 'Tcp' | 'Tls';
const protocol = knownFrom(asCalled<Protocol>('Http', 'Https', 'Tcp', 'Tls'));

/** The servers that share the work. */
export interface BackendPool {
  readonly id: string;
  readonly name: string;
  /** Members that are written as addresses or as host names. */
  readonly addresses: readonly string[];
  readonly hostNames: readonly string[];
  /** Members that are network interfaces: ids of their IP configurations. */
  readonly ipConfigurations: readonly string[];
}

/** Reads a pool's members. */
export const poolMembers = armObject({
  backendIPConfigurations: listOf(z.object({ id: z.string() })),
  backendAddresses: listOf(z.object({ ipAddress: maybe(z.string()), fqdn: maybe(z.string()) })),
}).transform(({ backendIPConfigurations, backendAddresses }) => ({
  ipConfigurations: backendIPConfigurations.map(({ id }) => id),
  addresses: backendAddresses.flatMap(({ ipAddress }) => ipAddress ?? []),
  hostNames: backendAddresses.flatMap(({ ipAddress, fqdn }) => (ipAddress === undefined ? (fqdn ?? []) : [])),
}));

export const backendPool = z
  .intersection(armObject({ id: z.string(), name: z.string() }), poolMembers)
  .transform((pool): BackendPool => pool);

/** How requests are sent to a pool's servers. */
export interface BackendSettings {
  readonly id: string;
  readonly name: string;
  readonly protocol: Known<Protocol>;
  readonly port: number;
  /** The host name that is sent; `picksHostName`: that of the pool's member instead. */
  readonly hostName?: string | undefined;
  readonly picksHostName: boolean;
  /** The path that every request is put below on its way to a server. */
  readonly path?: string | undefined;
  /** The id of its custom probe; without one Azure's default probe is used, which cannot be changed. */
  readonly probe?: string | undefined;
  /** Ids of the certificates that it trusts: roots (v2), servers' own (v1). Without any, only well-known authorities. */
  readonly trusted: readonly string[];
}

export const backendSettings = armObject({
  id: z.string(),
  name: z.string(),
  protocol,
  port: z.number(),
  hostName: maybe(z.string()),
  pickHostNameFromBackendAddress: z.boolean().nullish().transform(Boolean),
  path: maybe(z.string()),
  probe: reference,
  trustedRootCertificates: listOf(z.object({ id: z.string() })),
  authenticationCertificates: listOf(z.object({ id: z.string() })),
}).transform(
  ({
    hostName,
    pickHostNameFromBackendAddress,
    path,
    trustedRootCertificates,
    authenticationCertificates,
    ...settings
  }): BackendSettings => ({
    ...settings,
    hostName: hostName === '' ? undefined : hostName,
    picksHostName: pickHostNameFromBackendAddress,
    path: path === '' ? undefined : path,
    trusted: [...trustedRootCertificates, ...authenticationCertificates].map(({ id }) => id),
  }),
);

/** A custom probe. */
export interface Probe {
  readonly id: string;
  readonly name: string;
  readonly protocol: Known<Protocol>;
  /** The host name that is asked for; `picksHostName`: that of the settings instead. */
  readonly host?: string | undefined;
  readonly picksHostName: boolean;
  readonly path: string;
  /** Seconds. */
  readonly interval: number;
  readonly timeout: number;
  /** Failures in a row after which a server counts as unhealthy. */
  readonly unhealthyThreshold: number;
  /** The port that is asked where it is not the settings'. */
  readonly port?: number | undefined;
  /** Status codes and ranges (`200-399`) that count as healthy, and what the body must contain. */
  readonly statusCodes: readonly string[];
  readonly body?: string | undefined;
}

export const probe = armObject({
  id: z.string(),
  name: z.string(),
  protocol,
  host: maybe(z.string()),
  pickHostNameFromBackendHttpSettings: z.boolean().nullish().transform(Boolean),
  path: maybe(z.string()),
  interval: z.number(),
  timeout: z.number(),
  unhealthyThreshold: z.number(),
  port: maybe(z.number()),
  match: maybe(z.object({ body: maybe(z.string()), statusCodes: listOf(z.string()) })),
}).transform(({ host, pickHostNameFromBackendHttpSettings, path = '/', match, ...rest }): Probe => ({
  ...rest,
  host: host === '' ? undefined : host,
  picksHostName: pickHostNameFromBackendHttpSettings,
  path,
  statusCodes: match && match.statusCodes.length > 0 ? match.statusCodes : healthyByDefault,
  body: match?.body === '' ? undefined : match?.body,
}));

/** What counts as healthy where a probe does not say. Source document: Application Gateway backend health, overview. */
export const healthyByDefault: readonly string[] = ['200-399'];
