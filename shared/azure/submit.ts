import { requestOf } from '../changes';
import type { Azure } from '../model/azure';
import { amended } from './amend';
import { begin } from './operations';
import { startPoller } from './poller';
import { wireOf, type Send } from './send';

/**
 * Sends changes to ARM at this origin, as the identity that may. The request's id becomes `x-ms-client-request-id`, by which
 * Azure's activity log finds it again.
 */
export const submitThrough =
  (origin: string, send: Send): Azure['submit'] =>
  async (change, requestId) => {
    const { amends, ...asked } = requestOf(change);
    const request = { ...wireOf(origin, asked), headers: { 'x-ms-client-request-id': requestId } };
    const ready = amends ? await amended(send, request, amends) : ({ kind: 'amended', request } as const);
    return ready.kind === 'refused' ? ready : begin('remediator', () => startPoller(send, ready.request));
  };
