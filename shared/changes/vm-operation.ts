import type { See } from '../model/observation';
import { virtualMachine } from '../observations/virtual-machine';
import type { Landing } from './change-kind';

/** By how much Azure's clock and ours may differ, in ms. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Whether an operation on a whole VM landed. The VM only tells that some operation is under way, or when the last one
 * ended; an end too close to `intendedAt` (ISO 8601 UTC) for two clocks to order proves nothing.
 */
export function vmOperationLanded(see: See, vm: string, intendedAt: string): Landing {
  const { provisioning, provisionedAt } = see(virtualMachine, { id: vm });
  if (provisioning === 'updating') return 'landed';
  if (provisionedAt === undefined) return 'unknown';
  const ended = Date.parse(provisionedAt);
  const intended = Date.parse(intendedAt);
  if (ended > intended) return 'landed';
  return ended < intended - CLOCK_SKEW_MS ? 'absent' : 'unknown';
}
