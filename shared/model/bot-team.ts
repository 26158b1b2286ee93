import * as z from 'zod';

/** A team in Teams that has the bot, and the channels that were seen in it, by their ids (`19:…@thread.tacv2`). */
export const BotTeam = z.object({ team: z.string().min(1), channels: z.array(z.string().min(1)) });
export type BotTeam = z.infer<typeof BotTeam>;

/** Where the bot is: in the team of its channel, only in other teams, or in none that Teams has told of. */
export const BotPlace = z.enum(['in-channel', 'elsewhere', 'unseen']);
export type BotPlace = z.infer<typeof BotPlace>;

export function placeOf(teams: readonly BotTeam[], channel: string): BotPlace {
  if (teams.some(({ channels }) => channels.includes(channel))) return 'in-channel';
  return teams.length > 0 ? 'elsewhere' : 'unseen';
}
