import { z } from 'zod';
import { Target } from '../model/target';

const Person = z.strictObject({
  id: z.guid().describe('The person’s Entra object id. Only this decides who they are.'),
  name: z.string().describe('How cards call them.'),
});

/** What may happen with a fix: `observe` only says what would help, `approve` asks people first. */
const Mode = z.enum(['observe', 'approve']);

/**
 * What Reconnect watches, what it may propose, and who decides. A part that cannot be read stops the app from starting:
 * nothing is changed under a policy that is not understood.
 */
export const Policy = z.strictObject({
  subscriptions: z
    .array(z.guid())
    .min(1)
    .describe('The subscriptions that Reconnect watches. Everything else is out of scope, whoever reports it.'),
  targets: z
    .array(Target)
    .default([])
    .describe(
      'VMs and what is expected of them. Gateways need no entry: every gateway in the subscriptions is watched.',
    ),
  approvers: z.array(Person).min(1).describe('Who may approve or reject a fix.'),
  approvalMinutes: z.int().min(5).max(1440).default(60).describe('How long a question stays open. Silence means no.'),
  modes: z
    .partialRecord(z.enum(['allow-inbound', 'reset-ssh', 'restart-vm', 'redeploy-vm']), Mode)
    .default({})
    .describe('Per fix: observe or approve. A fix that is not listed asks.'),
});
export type Policy = z.infer<typeof Policy>;
export type Person = z.infer<typeof Person>;
