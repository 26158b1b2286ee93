import type { Store } from '../incident/ports';
import { BotTeam } from '../model/bot-team';
import { sha256 } from '../model/canonical';
import { readRows, type SealedTable } from './rows';
import { isMade, unless } from './storage-errors';

const PARTITION = 'teams';

/** One row for each team that has the bot. One that is not Reconnect's counts as none. */
export const botTeamsIn = ({
  table,
  row,
  genuine,
}: SealedTable): Pick<Store, 'botTeams' | 'keepBotTeam' | 'forgetBotTeam'> => ({
  async botTeams() {
    return (await readRows(table, PARTITION, '', 'g')).flatMap((each) => genuine(BotTeam, each) ?? []);
  },

  async keepBotTeam(team) {
    const kept = row(PARTITION, sha256(team.team), team);
    if (await isMade([409], table.createEntity(kept))) return 'new';
    await table.upsertEntity(kept, 'Replace');
    return 'known';
  },

  async forgetBotTeam(team) {
    await unless([404], table.deleteEntity(PARTITION, sha256(team)));
  },
});
