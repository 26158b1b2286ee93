import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { inquire } from './arm';
import { backendServer, type BackendServer } from './backend-health';
import { listOf, maybe } from './parse';

/** What the servers are asked, as a custom probe would; the port is that of the settings. */
export type ProbeOnce = {
  /** `Http`, `Https`. */
  readonly protocol: string;
  readonly host?: string | undefined;
  readonly picksHostName: boolean;
  readonly path: string;
  /** Seconds. */
  readonly timeout: number;
  readonly statusCodes: readonly string[];
  readonly body?: string | undefined;
};

/** All but the probe are ids. */
export type OnDemandParameters = {
  readonly gateway: string;
  readonly pool: string;
  readonly settings: string;
  readonly probe: ProbeOnce;
};

export interface OnDemandHealth {
  readonly servers: readonly Pick<BackendServer, 'address' | 'health' | 'log' | 'class'>[];
}

/**
 * Has a gateway ask the servers of a pool once, as a probe would that it does not have, and changes nothing.
 * Azure: POST applicationGateways/getBackendHealthOnDemand.
 */
export const onDemandHealth = defineObservation<OnDemandParameters, OnDemandHealth>({
  kind: 'onDemandHealth',
  permissions: [
    'Microsoft.Network/applicationGateways/getBackendHealthOnDemand/action',
    'Microsoft.Network/locations/operationResults/read',
  ],
  cost: { reads: 4, writes: 1, seconds: 60 },
  request: ({ gateway, pool, settings, probe: { picksHostName, statusCodes, body, ...probe } }) =>
    inquire('Microsoft.Network/applicationGateways', gateway, 'getBackendHealthOnDemand', {
      ...probe,
      pickHostNameFromBackendHttpSettings: picksHostName,
      match: { body, statusCodes },
      backendAddressPool: { id: pool },
      backendHttpSettings: { id: settings },
    }),
  answer: z
    .object({ backendHealthHttpSettings: maybe(z.object({ servers: listOf(backendServer) })) })
    .transform(({ backendHealthHttpSettings: found }) => ({ servers: found?.servers ?? [] })),
});
