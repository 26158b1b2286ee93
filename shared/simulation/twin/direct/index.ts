import { allowanceBy } from '../../../azure/allowance';
import { askThrough } from '../../../azure/ask';
import { END_BYTES, type ReadEnd } from '../../../azure/linked-text';
import { poll } from '../../../azure/poll';
import { restorePoller } from '../../../azure/poller';
import { submitThrough } from '../../../azure/submit';
import type { Azure } from '../../../model/azure';
import type { TwinOptions } from '../contract';
import { createTwin, type SilentTwin } from '../create';
import { ORIGIN, sendAs } from './wire';

/** The client ids of the two identities, for roles that are assigned. */
export const OBSERVER = 'observer';
export const REMEDIATOR = 'remediator';

/** An Azure in this process and the twin behind it. */
export interface DirectAzure {
  readonly azure: Azure;
  readonly twin: SilentTwin;
}

/**
 * Azure as the adapter over the SDK answers it, straight on a twin: no HTTP, no tokens, no clients. For simulations that ask
 * a great deal.
 */
export function directAzure(options: TwinOptions): DirectAzure {
  const twin = createTwin(options, {
    endpoint: () => ORIGIN,
    blobs: () => BLOBS,
    verdict: (client) => ({ kind: 'valid', client }),
  });
  return { twin, azure: azureOf(twin, options.clock) };
}

/** Where blobs are for whoever asks without a wire. */
const BLOBS = 'https://twin.blob.core.windows.net';

const readingFrom =
  (twin: SilentTwin): ReadEnd =>
  (url) => {
    const { origin, pathname, searchParams } = new URL(url);
    const text = origin === BLOBS ? twin.bootLog(decodeURIComponent(pathname), searchParams) : undefined;
    return Promise.resolve(
      text === undefined ? { kind: 'refused', status: 404 } : { kind: 'read', text: text.slice(-END_BYTES) },
    );
  };

function azureOf(twin: SilentTwin, clock: () => number): Azure {
  const allowances = { observer: allowanceBy(clock), remediator: allowanceBy(clock) };
  const sends = {
    observer: sendAs(twin, clock, OBSERVER, allowances.observer),
    remediator: sendAs(twin, clock, REMEDIATOR, allowances.remediator),
  };
  return {
    ask: askThrough(ORIGIN, sends, readingFrom(twin)),
    poll: (operation) => poll(ORIGIN, operation, (as, state) => restorePoller(sends[as], state)),
    submit: submitThrough(ORIGIN, sends.remediator),
    left: (request) => allowances[request.as ?? 'observer'].left(request),
  };
}
