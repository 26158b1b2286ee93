import type { TokenCredential } from '@azure/identity';
import type { Azure } from '../model/azure';
import { activity } from './activity';
import { connectClients } from './clients';
import { credentialOf } from './credential';
import { diagnostics } from './diagnostics';
import type { Identities } from './identities';
import { poll } from './poll';
import { preflight } from './preflight';
import { reads } from './reads';
import { resourceGraph } from './resource-graph';
import { restOf } from './rest';
import { restoreWith } from './restore';
import { submit } from './submit';

export interface AzureOptions {
  /** Default: Azure's public cloud, `https://management.azure.com`. */
  readonly armEndpoint?: string | undefined;
  /** The client id of the managed identity that looks. Without it: whoever this machine is signed in as. */
  readonly observerClientId?: string | undefined;
  /** The client id of the managed identity that sends approved changes. Without it: the one that looks. */
  readonly remediatorClientId?: string | undefined;
  /** In place of the managed identities. */
  readonly credentials?: Readonly<Record<keyof Identities, TokenCredential>> | undefined;
  /** ms since the epoch; reads a Retry-After that is a date. */
  readonly now: () => number;
}

/** Azure over the SDK's own clients. Nothing is sent before a method is called. */
export function connectAzure(options: AzureOptions): Azure {
  const { origin } = new URL(options.armEndpoint ?? 'https://management.azure.com');
  const identities = connectIdentities(origin, options);
  const restore = restoreWith(identities);
  const observer = restOf(identities.observer);
  return {
    ...reads(identities.observer),
    ...activity(observer),
    ...resourceGraph((query) => identities.observer.resourceGraph().resources(query)),
    ...diagnostics(identities),
    ...preflight({ observer, remediator: restOf(identities.remediator) }),
    poll: (operation) => poll(origin, operation, restore),
    submit: (change, requestId) => submit(identities.remediator, change, requestId),
  };
}

function connectIdentities(origin: string, options: AzureOptions): Identities {
  const { credentials, observerClientId, remediatorClientId, now } = options;
  if (credentials) {
    const { observer, remediator } = credentials;
    return { observer: connectClients(origin, observer, now), remediator: connectClients(origin, remediator, now) };
  }
  const observer = connectClients(origin, credentialOf(observerClientId), now);
  if (!remediatorClientId) return { observer, remediator: observer };
  return { observer, remediator: connectClients(origin, credentialOf(remediatorClientId), now) };
}
