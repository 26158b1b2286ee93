import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { inquire } from './arm';
import { listOf, maybe } from './parse';

/** All but the address are ids. `source`: a VM, or a gateway of v2. `http`: what is asked for over the connection; without it, nothing is. */
export type ConnectivityParameters = {
  readonly watcher: string;
  readonly source: string;
  readonly destination: { readonly vm: string } | { readonly address: string };
  readonly port: number;
  readonly http?: HttpParameters;
};

/** The address is a host name, or a URL where a path is asked for. Any other status than these counts as lost. */
export type HttpParameters = { readonly protocol: 'Http' | 'Https'; readonly statusCodes: readonly number[] };

export interface Connectivity {
  /** `unknown`: it was not tried, whatever Azure calls that: no probe was sent. `unreachable` comes without any issue at times. */
  readonly status: 'reachable' | 'unreachable' | 'unknown';
  readonly hops: readonly Hop[];
  readonly probesSent: number;
  readonly probesFailed: number;
  /** Of the probes that came back, ms; only where Azure tells all three. */
  readonly latency?: { readonly avg: number; readonly min: number; readonly max: number };
}

export interface Hop {
  /** `Source`, `VirtualNetwork`, `Internet`, `VirtualAppliance`, `VnetLocal`, `Destination`, … */
  readonly type: string;
  readonly address?: string | undefined;
  /** A resource id, or the word `Internet` or `Unknown`. */
  readonly resource?: string | undefined;
  readonly issues: readonly Issue[];
}

export interface Issue {
  /** `NetworkSecurityRule`, `UserDefinedRoute`, `GuestFirewall`, `NoListenerOnDestination`, `NoRouteLearned`, `DnsResolution`, `AgentStopped`, … */
  readonly type: string;
  /** `Local`, `Inbound`, `Outbound`. */
  readonly origin?: string | undefined;
  /** `Error`, `Warning`. */
  readonly severity?: string | undefined;
  /** Such as `RuleName`. */
  readonly context: Readonly<Record<string, string>>;
}

// The specification says Connected and Disconnected; Azure answers Reachable and Unreachable.
const STATUS: Readonly<Record<string, Connectivity['status']>> = {
  reachable: 'reachable',
  connected: 'reachable',
  degraded: 'reachable',
  unreachable: 'unreachable',
  disconnected: 'unreachable',
};

const Context = listOf(z.object({ key: z.string(), value: z.string() })).transform((pairs) =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value])),
);

const HopAnswer = z
  .object({
    type: z.string(),
    address: maybe(z.string()),
    resourceId: maybe(z.string()),
    issues: listOf(
      z.object({
        type: z.string(),
        origin: maybe(z.string()),
        severity: maybe(z.string()),
        context: Context,
      }),
    ),
  })
  .transform(({ resourceId, ...hop }) => ({ ...hop, resource: resourceId }));

/**
 * Tries a connection from a VM, through the Network Watcher agent in it, or from a gateway. Azure: POST networkWatchers/connectivityCheck.
 */
export const connectivity = defineObservation<ConnectivityParameters, Connectivity>({
  kind: 'connectivity',
  permissions: [
    'Microsoft.Network/networkWatchers/connectivityCheck/action',
    'Microsoft.Network/locations/operationResults/read',
  ],
  cost: { reads: 3, writes: 1, seconds: 30 },
  request: ({ watcher, source, destination, port, http }) =>
    inquire('Microsoft.Network/networkWatchers', watcher, 'connectivityCheck', {
      source: { resourceId: source },
      destination: {
        ...('vm' in destination ? { resourceId: destination.vm } : { address: destination.address }),
        port,
      },
      protocol: http?.protocol ?? 'Tcp',
      // `HTTPConfiguration` is written so.
      ...(http && {
        protocolConfiguration: { HTTPConfiguration: { method: 'Get', validStatusCodes: http.statusCodes } },
      }),
    }),
  answer: z
    .object({
      connectionStatus: maybe(z.string()),
      hops: listOf(HopAnswer),
      probesSent: maybe(z.number()),
      probesFailed: maybe(z.number()),
      avgLatencyInMs: maybe(z.number()),
      minLatencyInMs: maybe(z.number()),
      maxLatencyInMs: maybe(z.number()),
    })
    .transform(({ connectionStatus, hops, probesSent = 0, probesFailed = 0, ...rest }): Connectivity => {
      const { avgLatencyInMs: avg, minLatencyInMs: min, maxLatencyInMs: max } = rest;
      return {
        status: probesSent > 0 ? (STATUS[connectionStatus?.toLowerCase() ?? ''] ?? 'unknown') : 'unknown',
        hops,
        probesSent,
        probesFailed,
        ...(avg !== undefined && min !== undefined && max !== undefined ? { latency: { avg, min, max } } : {}),
      };
    }),
});
