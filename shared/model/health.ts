import * as z from 'zod';
import { BotPlace } from './bot-team';

/** What an app that works answers about itself, to whoever asks. */
export const Health = z.object({ status: z.literal('ok'), openIncidents: z.number(), bot: BotPlace });
export type Health = z.infer<typeof Health>;

/** What came of asking an app: what it answers, with which HTTP status it fails, or nothing that tells. */
export type Heard =
  | { readonly kind: 'answered'; readonly health: Health }
  | { readonly kind: 'failed'; readonly status: number }
  | { readonly kind: 'unheard' };
