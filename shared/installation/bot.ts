import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { listIn, read } from '../observations/arm';
import { armList, armObject, maybe } from '../observations/parse';

export interface Bots {
  readonly bots: readonly {
    readonly id: string;
    readonly name: string;
    readonly appId: string;
    readonly tenantId?: string | undefined;
    /** Where the Bot Framework posts what people write. */
    readonly endpoint?: string | undefined;
  }[];
}

/** The bot registrations of a resource group (an id). Azure: GET Microsoft.BotService/botServices. */
export const bots = defineObservation<{ group: string }, Bots>({
  kind: 'bots',
  permissions: ['Microsoft.BotService/botServices/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ group }) => listIn('Microsoft.BotService/botServices', group),
  answer: armList(
    armObject({
      id: z.string(),
      name: z.string(),
      msaAppId: z.string(),
      msaAppTenantId: maybe(z.string()),
      endpoint: maybe(z.string()),
    }),
  ).transform((bots) => ({
    bots: bots.map(({ id, name, msaAppId, msaAppTenantId, endpoint }) => ({
      id,
      name,
      appId: msaAppId,
      tenantId: msaAppTenantId,
      endpoint,
    })),
  })),
});

/** Whether a bot is in Teams. That there is no such channel is an answer too. */
export type TeamsChannel = { readonly kind: 'absent' } | { readonly kind: 'there'; readonly isEnabled: boolean };

/** The Teams channel of a bot. Azure: GET Microsoft.BotService/botServices/channels. */
export const teamsChannel = defineObservation<{ bot: string }, TeamsChannel>({
  kind: 'teamsChannel',
  permissions: ['Microsoft.BotService/botServices/channels/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ bot }) => read('Microsoft.BotService/botServices/channels', `${bot}/channels/MsTeamsChannel`),
  whenNotFound: 'absent',
  answer: z.union([
    z.literal('absent').transform(() => ({ kind: 'absent' as const })),
    // The channel's own properties are within those of the resource.
    z
      .object({ properties: z.object({ properties: maybe(z.object({ isEnabled: maybe(z.boolean()) })) }) })
      .transform(({ properties }) => ({
        kind: 'there' as const,
        isEnabled: properties.properties?.isEnabled !== false,
      })),
  ]),
});
