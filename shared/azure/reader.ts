import type { TokenCredential } from '@azure/identity';
import { cloudOf, isSameUrl } from '../config/clouds';
import { isLoopback } from '../config/local';
import type { AzureReader, Identity } from '../model/azure';
import { ReconnectError } from '../model/errors';
import type { Allowance } from './allowance';
import { askThrough } from './ask';
import { connectClients } from './clients';
import { credentialOf } from './credential';
import { poll } from './poll';
import { restorePoller } from './poller';
import { sendThrough, type Send } from './send';

/** Asks ARM at this origin. */
export const readThrough = (origin: string, sends: Readonly<Record<Identity, Send>>): AzureReader => ({
  ask: askThrough(origin, sends),
  poll: (operation) => poll(origin, operation, (as, state) => restorePoller(sends[as], state)),
});

/**
 * Azure as whoever this machine is signed in as may see it, with nothing to change it by. Throws `NOT_SIGNED_IN` where nobody
 * is, and `ARM_ENDPOINT_INVALID` rather than send a person's token anywhere but to one of Azure's clouds or to this machine.
 * `hearTime` hears what ARM says the time is (ms since the epoch, to the second), with each answer.
 */
export async function connectReader(
  {
    armEndpoint,
    now,
    hearTime = () => undefined,
  }: {
    readonly armEndpoint: string | undefined;
    readonly now: () => number;
    readonly hearTime?: (time: number) => void;
  },
  credential: TokenCredential = credentialOf(undefined),
): Promise<AzureReader> {
  const cloud = cloudOf(armEndpoint);
  const endpoint = armEndpoint ?? cloud.armEndpoint;
  if (!isSameUrl(endpoint, cloud.armEndpoint) && !isLoopback(endpoint))
    throw new ReconnectError(
      'ARM_ENDPOINT_INVALID',
      'ARM_ENDPOINT is none of Azure’s own.',
      'Correct it or take it away.',
    );
  await signIn(credential, `${cloud.armEndpoint}/.default`);
  const { origin } = new URL(endpoint);
  const hear: Allowance['hear'] = (_, header) => {
    const time = Date.parse(header('date') ?? '');
    if (!Number.isNaN(time)) hearTime(time);
  };
  const send = sendThrough(connectClients(origin, credential, now, hear));
  return readThrough(origin, { observer: send, remediator: send });
}

async function signIn(credential: TokenCredential, scope: string): Promise<void> {
  const failed = await credential.getToken(scope).then(
    (token) => (token ? undefined : 'no token'),
    // The SDK's own messages are long, and hold URLs.
    (error: unknown) => (error instanceof Error ? error.name : 'no token'),
  );
  if (failed)
    throw new ReconnectError('NOT_SIGNED_IN', `Nobody is signed in to Azure here (${failed}).`, 'Run: az login');
}
