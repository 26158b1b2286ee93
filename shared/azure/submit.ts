import { requestOf } from '../changes';
import type { Azure } from '../model/azure';
import { begin } from './operations';
import { startPoller } from './poller';
import { wireOf, type Send } from './send';

/**
 * Sends changes to ARM at this origin, as the identity that may. The request's id becomes `x-ms-client-request-id`, by which
 * Azure's activity log finds it again.
 */
export const submitThrough =
  (origin: string, send: Send): Azure['submit'] =>
  (change, requestId) => {
    const request = wireOf(origin, requestOf(change));
    return begin('remediator', () =>
      startPoller(send, { ...request, headers: { 'x-ms-client-request-id': requestId } }),
    );
  };
