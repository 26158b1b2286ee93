import * as z from 'zod';
import { asCalled, isSurely, knownFrom, type Known } from '../model/known';
import { defineObservation } from '../model/observation';
import { inquire } from './arm';
import { classify, type ProbeClass } from './backend-health-log';
import { listOf, maybe, reference } from './parse';

export type BackendState = 'healthy' | 'unhealthy' | 'unknown' | 'draining' | 'partial';

/** One server under one backend setting: a server that several settings use is listed once for each. */
export interface BackendServer {
  /** Ids; empty where Azure left them out. */
  readonly pool: string;
  readonly settings: string;
  readonly address: string;
  /** `unknown`: Azure says so, or that it could not retrieve it. */
  readonly health: Known<BackendState>;
  /** What the probe noted, in Azure's words; empty where it noted nothing. */
  readonly log: string;
  readonly class: ProbeClass;
}

/** How a server fails under one setting, as one text. */
export const failureOf = ({
  class: probe,
  address,
  settings,
}: Omit<BackendServer, 'pool' | 'health' | 'log'>): string => `${probe} ${address} ${settings}`.toLowerCase();

export interface BackendHealth {
  readonly servers: readonly BackendServer[];
}

// The specification says Up and Down; Azure answers Healthy and Unhealthy.
const WORDS: Readonly<Record<string, BackendState>> = {
  ...asCalled<BackendState>('healthy', 'unhealthy', 'unknown', 'draining', 'partial'),
  up: 'healthy',
  down: 'unhealthy',
};

/** Reads one server, as a gateway's probe found it. */
export const backendServer = z
  .object({
    address: z.string(),
    health: knownFrom(WORDS),
    healthProbeLog: maybe(z.string()),
    healthProbeErrorName: maybe(z.string()),
  })
  .transform(({ address, health, healthProbeLog: log = '', healthProbeErrorName }) => {
    const probe = classify(log, healthProbeErrorName);
    // Azure also calls a server Unhealthy whose health it could not retrieve: no probe has said so.
    const isUntold = probe === 'unknown' && isSurely(health, 'unhealthy');
    return { address, health: isUntold ? { known: 'unknown' as const } : health, log, class: probe };
  });

const Pool = z.object({
  backendAddressPool: reference,
  backendHttpSettingsCollection: listOf(z.object({ backendHttpSettings: reference, servers: listOf(backendServer) })),
});

/** The health of every server behind a gateway. Azure: POST applicationGateways/backendhealth. `gateway` is an id. */
export const backendHealth = defineObservation<{ gateway: string }, BackendHealth>({
  kind: 'backendHealth',
  permissions: [
    'Microsoft.Network/applicationGateways/backendhealth/action',
    'Microsoft.Network/locations/operationResults/read',
  ],
  cost: { reads: 2, writes: 1, seconds: 11 },
  request: ({ gateway }) => inquire('Microsoft.Network/applicationGateways', gateway, 'backendhealth'),
  answer: z.object({ backendAddressPools: listOf(Pool) }).transform(({ backendAddressPools }) => ({
    servers: backendAddressPools.flatMap(({ backendAddressPool = '', backendHttpSettingsCollection }) =>
      backendHttpSettingsCollection.flatMap(({ backendHttpSettings = '', servers }) =>
        servers.map((server) => ({ pool: backendAddressPool, settings: backendHttpSettings, ...server })),
      ),
    ),
  })),
});
