import { z } from 'zod';
import { Signal, Target } from '../model/target';

/** A message on the work queue. Every message may arrive twice, late, or out of order. */
export const Message = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('signal'), signal: Signal }),
  z.strictObject({ kind: z.literal('wake'), incident: z.string() }),
  /** The sweep looks at a target; `operation` is the answer that it is waiting for. */
  z.strictObject({
    kind: z.literal('probe'),
    target: Target,
    sweptAt: z.iso.datetime(),
    operation: z.strictObject({ call: z.string(), state: z.string() }).optional(),
  }),
]);
export type Message = z.infer<typeof Message>;
