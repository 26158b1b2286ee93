import type { TokenCredential } from '@azure/identity';
import type { Azure, Identity } from '../model/azure';
import { connectClients, type Clients } from './clients';
import { credentialOf } from './credential';
import { readThrough } from './reader';
import { sendThrough } from './send';
import { submitThrough } from './submit';

export interface AzureOptions {
  /** Default: Azure's public cloud, `https://management.azure.com`. */
  readonly armEndpoint?: string | undefined;
  /** The client id of the managed identity that looks. Without it: whoever this machine is signed in as. */
  readonly observerClientId?: string | undefined;
  /** The client id of the managed identity that sends approved changes. Without it: the one that looks. */
  readonly remediatorClientId?: string | undefined;
  /** In place of the managed identities. */
  readonly credentials?: Readonly<Record<Identity, TokenCredential>> | undefined;
  /** ms since the epoch; reads a Retry-After that is a date. */
  readonly now: () => number;
}

/** Azure over the SDK's own clients. Nothing is sent before a method is called. */
export function connectAzure(options: AzureOptions): Azure {
  const { origin } = new URL(options.armEndpoint ?? 'https://management.azure.com');
  const identities = connectIdentities(origin, options);
  const sends = { observer: sendThrough(identities.observer), remediator: sendThrough(identities.remediator) };
  return {
    ...readThrough(origin, sends),
    submit: submitThrough(origin, sends.remediator),
    left: (request) => identities[request.as ?? 'observer'].left(request),
  };
}

function connectIdentities(origin: string, options: AzureOptions): Readonly<Record<Identity, Clients>> {
  const { credentials, observerClientId, remediatorClientId, now } = options;
  if (credentials) {
    const { observer, remediator } = credentials;
    return { observer: connectClients(origin, observer, now), remediator: connectClients(origin, remediator, now) };
  }
  const observer = connectClients(origin, credentialOf(observerClientId), now);
  if (!remediatorClientId) return { observer, remediator: observer };
  return { observer, remediator: connectClients(origin, credentialOf(remediatorClientId), now) };
}
