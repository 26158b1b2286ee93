import { PUBLIC, withOverrides, type InvokeResponse } from '@microsoft/teams.api';
import { App, type HttpRouteHandler } from '@microsoft/teams.apps';
import { z } from 'zod';
import { Envelope } from './activity';
import { answering, malformed, type AnsweringOptions } from './answer';
import { httpError, type HttpAnswer } from './invoke-answer';
import { silent } from './sdk-logger';

/** What is needed to take answers from Teams. */
export interface TeamsReceiverOptions extends AnsweringOptions {
  /** Where the keys that sign activities are published; only a local stand-in has its own. */
  readonly openIdMetadataUrl?: string;
}

/** One POST to the bot's messaging endpoint. Header names are in lower case. */
export interface TeamsRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export type TeamsReceiver = (request: TeamsRequest) => Promise<HttpAnswer>;

const Issued = z.looseObject({ iss: z.string() });

/**
 * Takes what Teams posts to the bot. Whatever arrives is answered, never thrown: 401 when it was not signed by the Bot
 * Framework for this bot, 400 when it is malformed, else 200 with the outcome in the body.
 */
export async function teamsReceiver(options: TeamsReceiverOptions): Promise<TeamsReceiver> {
  const authenticated = await sdkRoute(options, answering(options));
  return async ({ headers, body }) => {
    // The SDK also takes tokens of other issuers, whose bearer may then write any sender into the activity.
    if (issuerOf(headers.authorization) !== PUBLIC.tokenIssuer) {
      options.log('Teams activity refused: not issued by the Bot Framework', {});
      return httpError(401, 'ISSUER_NOT_TRUSTED', 'Only the Bot Framework may call this endpoint.');
    }
    if (!Envelope.safeParse(body).success) return malformed();
    return authenticated({ headers: { ...headers }, body });
  };
}

/** The SDK's messaging route: it checks signature, audience, issuer, expiry and service URL before `onActivity` is called. */
async function sdkRoute(
  { appId, tenantId, token, openIdMetadataUrl }: TeamsReceiverOptions,
  onActivity: (activity: unknown) => Promise<InvokeResponse>,
): Promise<HttpRouteHandler> {
  const routes: HttpRouteHandler[] = [];
  const app = new App({
    clientId: appId,
    tenantId,
    token: () => token(PUBLIC.botScope),
    logger: silent,
    cloud: openIdMetadataUrl === undefined ? PUBLIC : withOverrides(PUBLIC, { openIdMetadataUrl }),
    httpServerAdapter: { registerRoute: (_method, _path, handler) => void routes.push(handler) },
    // Said outright, because otherwise an environment variable of this name would turn the checks off.
    dangerouslyAllowUnauthenticatedRequests: false,
  });
  await app.initialize();
  // Only the SDK's checks are used: its own dispatch trusts the shape of what arrives.
  app.server.onRequest = ({ body }) => onActivity(body);
  const [route] = routes;
  if (!route) throw new Error('The Teams SDK registered no messaging route.');
  return route;
}

function issuerOf(authorization: string | undefined): string | undefined {
  const payload = /^Bearer [^.]+\.([^.]+)\./.exec(authorization ?? '')?.[1];
  if (payload === undefined) return undefined;
  try {
    return Issued.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))).iss;
  } catch {
    return undefined;
  }
}
