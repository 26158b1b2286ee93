import { ComputeManagementClient } from '@azure/arm-compute';
import { NetworkManagementClient } from '@azure/arm-network';
import { MicrosoftResourceHealth } from '@azure/arm-resourcehealth';
import type { TokenCredential } from '@azure/identity';
import { cloudOf } from '../config/clouds';
import { allowanceBy, type Allowance } from './allowance';
import { exchangePolicy } from './exchange';

/** The SDK's clients of one identity, by subscription id. */
export interface Clients extends Pick<Allowance, 'left'> {
  readonly network: (subscription: string) => NetworkManagementClient;
  readonly compute: (subscription: string) => ComputeManagementClient;
  readonly resourceHealth: (subscription: string) => MicrosoftResourceHealth;
}

/**
 * `origin` is that of the ARM endpoint. One client per subscription, made when it is first needed. No client ever sends a request twice: Reconnect comes back
 * by a delayed message, and a POST such as redeploy must not be repeated unseen. `hear` hears of each answer, too.
 */
export function connectClients(
  origin: string,
  credential: TokenCredential,
  now: () => number,
  hear: Allowance['hear'] = () => undefined,
): Clients {
  const allowance = allowanceBy(now);
  const listener: Pick<Allowance, 'hear'> = {
    hear: (url, header) => {
      allowance.hear(url, header);
      hear(url, header);
    },
  };
  // ARM takes tokens for its cloud, whatever the endpoint through which it is reached.
  const scope = `${cloudOf(origin).armEndpoint}/.default`;
  const options = {
    endpoint: origin,
    // Newer clients take the one, older ones the other.
    credentials: { scopes: [scope] },
    credentialScopes: scope,
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    additionalPolicies: [{ policy: exchangePolicy(origin, now, listener), position: 'perRetry' as const }],
  };
  return {
    left: allowance.left,
    network: once((subscription) => new NetworkManagementClient(credential, subscription, options)),
    compute: once((subscription) => new ComputeManagementClient(credential, subscription, options)),
    resourceHealth: once((subscription) => new MicrosoftResourceHealth(credential, subscription, options)),
  };
}

function once<T>(make: (subscription: string) => T): (subscription: string) => T {
  const made = new Map<string, T>();
  return (subscription) => {
    const known = made.get(subscription) ?? make(subscription);
    made.set(subscription, known);
    return known;
  };
}
