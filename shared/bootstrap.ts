import type { Doorkeeper } from './approvals/entra';
import type { TeamsReceiver } from './teams/receive';
import type { Reporter } from './teams/reporter';
import { cloudOf } from './config/clouds';
import { runsLocally } from './config/local';
import { recordKeysOf } from './config/record-keys';
import { isReference, readSettings } from './config/settings';
import { obey } from './incident/control';
import { buttonMinutes, muteTargetOf } from './incident/mute';
import { noteTurnedAway } from './incident/refusal';
import { reply, replyByCode } from './incident/reply';
import type { Dependencies } from './incident/dependencies';
import { placeOf, type BotPlace } from './model/bot-team';
import { once } from './once';
import { storageAccount } from './storage-account';
import { telemetryAsSet } from './telemetry-as-set';

// Where the parts are put together. Settings are read when the app is loaded, so that wrong ones stop it at once, all named.
// The SDKs are loaded when they are first needed, so that the app itself is there at once.
const settings = readSettings(process.env);

const { log, measure } = telemetryAsSet(settings);

const now = () => Date.now();

const channel = {
  now,
  appId: settings.TEAMS_APP_ID,
  tenantId: settings.TEAMS_TENANT_ID,
  channelId: settings.TEAMS_CHANNEL_ID,
  serviceUrl: settings.TEAMS_SERVICE_URL,
  openIdMetadataUrl: settings.TEAMS_OPENID_METADATA_URL,
  token: async (scope: string): Promise<string> => {
    const { tokenOf } = await import('./azure/credential');
    return tokenOf(settings.TEAMS_APP_ID, scope);
  },
};

/** Everything outside, connected as the settings say. */
export const dependencies = once(async (): Promise<Dependencies> => {
  const [{ connectAzure }, { teamsMessenger }, { openStore }] = await Promise.all([
    import('./azure/connect'),
    import('./teams/messenger'),
    import('./store/open-store'),
  ]);
  return {
    now,
    log,
    measure,
    policy: {
      ...settings.RECONNECT_POLICY,
      stopped: settings.RECONNECT_POLICY.stopped || settings.RECONNECT_STOPPED === 'true',
    },
    language: settings.RECONNECT_LANGUAGE,
    store: await openStore({
      connection: await storageAccount(settings),
      now,
      keys: recordKeysOf(process.env),
    }),
    azure: connectAzure({
      armEndpoint: settings.ARM_ENDPOINT,
      observerClientId: settings.OBSERVER_CLIENT_ID,
      remediatorClientId: settings.REMEDIATOR_CLIENT_ID,
      now,
    }),
    monitor: await monitorAsSet(now),
    messenger: teamsMessenger(channel),
    tellers: await tellersAsSet(),
  };
});

/** What Azure measures, where the settings name a workspace. */
async function monitorAsSet(now: () => number): Promise<Dependencies['monitor']> {
  const {
    LOG_ANALYTICS_WORKSPACE_ID: workspace,
    ARM_ENDPOINT: armEndpoint,
    OBSERVER_CLIENT_ID: observerClientId,
  } = settings;
  if (workspace === undefined) return undefined;
  const { connectMonitor } = await import('./azure/monitor');
  return connectMonitor({ workspace, armEndpoint, observerClientId, now });
}

/** Who is told beside the channel. */
async function tellersAsSet(): Promise<NonNullable<Dependencies['tellers']>> {
  const { RECONNECT_WEBHOOK_URL: url } = settings;
  if (url === undefined) {
    if (isReference(process.env['RECONNECT_WEBHOOK_URL']))
      log('The address of the webhook could not be read from the Key Vault', {});
    return [];
  }
  const { webhookTeller } = await import('./webhook/teller');
  return [webhookTeller({ url })];
}

/** Where Teams has shown the bot to be. */
export async function botPlace(): Promise<BotPlace> {
  const { store } = await dependencies();
  return placeOf(await store.botTeams(), channel.channelId);
}

/** Posts reports to the channel. */
export const reporter = once(async (): Promise<Reporter> => {
  const { teamsReporter } = await import('./teams/reporter');
  return teamsReporter(channel);
});

/** Takes what Teams posts: people's answers and commands. */
export const teams = once(async (): Promise<TeamsReceiver> => {
  const { teamsReceiver } = await import('./teams/receive');
  return teamsReceiver({
    ...channel,
    language: settings.RECONNECT_LANGUAGE,
    log,
    onReply: async (answer) => {
      const outside = await dependencies();
      return answer.incident === undefined ? replyByCode(answer, outside) : reply(answer.incident, answer, outside);
    },
    onMute: async ({ incident, by }) => muteTargetOf(incident, by, buttonMinutes, await dependencies()),
    onJoined: async (team) => (await dependencies()).store.keepBotTeam(team),
    onLeft: async (team) => (await dependencies()).store.forgetBotTeam(team),
    onTurnedAway: async (attempt) => noteTurnedAway(attempt, await dependencies()),
    onCommand: async (command, by, thread) => obey(command, by, await dependencies(), thread),
  });
});

/** Knows who calls over HTTP. On a developer's machine, where nobody can sign in, everybody may read. */
export const doorkeeper = once(async (): Promise<Doorkeeper> => {
  const entra = await import('./approvals/entra');
  const { authority, olderIssuer } = cloudOf(settings.ARM_ENDPOINT);
  const { RECONNECT_APP_ID: appId, TEAMS_TENANT_ID: tenantId, ENTRA_AUTHORITY: keys = authority } = settings;
  const { approvers } = settings.RECONNECT_POLICY;
  const door = entra.doorkeeper({ tenantId, appId, authority: keys.replace(/\/$/, ''), olderIssuer, approvers });
  const isOpen = appId === undefined && runsLocally(process.env);
  const anybody: Doorkeeper['reader'] = () => Promise.resolve({ kind: 'admitted', by: { id: '', name: '' } });
  return isOpen ? { ...door, reader: anybody } : door;
});
