import { CHINA, PUBLIC, US_GOV, type CloudEnvironment } from '@microsoft/teams.api';
import { tokenCheck, type TokenCheck } from '../approvals/token';
import type { TeamsChannel } from './connector';

/** The cloud whose Bot Framework publishes its keys there; a local stand-in speaks as the public one. */
export const botCloud = (openIdMetadataUrl?: string): CloudEnvironment =>
  [US_GOV, CHINA].find((cloud) => cloud.openIdMetadataUrl === openIdMetadataUrl) ?? PUBLIC;

/** Checks that the Bot Framework signed a request for this bot. Its keys lie beside its metadata (Bot Framework: "Authentication"). */
export function botTokenCheck({ appId, openIdMetadataUrl }: TeamsChannel): TokenCheck {
  const cloud = botCloud(openIdMetadataUrl);
  return tokenCheck({
    keysUrl: (openIdMetadataUrl ?? cloud.openIdMetadataUrl).replace(/openidconfiguration$/, 'keys'),
    issuers: [cloud.tokenIssuer],
    audiences: [appId],
  });
}

/** Whether an activity means this bot by an id: its app id, with what Teams writes before that of a bot. */
export const isBot = (id: string, { appId }: Pick<TeamsChannel, 'appId'>): boolean =>
  id.toLowerCase() === `28:${appId}`.toLowerCase();
