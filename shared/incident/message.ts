import * as z from 'zod';
import { Signal } from '../model/target';

/** A message on the work queue. Every message may arrive twice, late, or out of order. */
export const Message = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('signal'), signal: Signal }),
  z.strictObject({ kind: z.literal('wake'), incident: z.string() }),
  /** A target is looked at without an incident: by the sweep, or because people know already that it is in trouble. */
  z.strictObject({ kind: z.literal('look'), signal: Signal }),
]);
export type Message = z.infer<typeof Message>;
