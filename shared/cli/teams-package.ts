import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { ReconnectError } from '../model/errors';
import { azdEnvironment } from './find-installation';
import { zipOf } from './zip';

export const teamsPackageUsage = `  reconnect teams:package [--bot-id ID] [--out FILE.zip]          the app to upload into the team, for your bot: by default the one
                                                                  in azd's environment (RECONNECT_BOT_ID)
`;
export const teamsPackageOptions = { 'bot-id': { type: 'string' } } as const;

const shortText = z.string().min(1).max(30);
const httpsUrl = z.url({ protocol: /^https$/ }).max(2048);
const permission = z.object({ name: z.literal('ChannelMessage.Read.Group'), type: z.literal('Application') });

/** What Teams wants of the manifest of this app (Microsoft Teams: "App manifest schema", 1.19), as far as it uses it. */
const Manifest = z
  .strictObject({
    $schema: z.literal('https://developer.microsoft.com/json-schemas/teams/v1.19/MicrosoftTeams.schema.json'),
    manifestVersion: z.literal('1.19'),
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    id: z.guid(),
    name: z.strictObject({ short: shortText, full: z.string().max(100).optional() }),
    description: z.strictObject({ short: z.string().min(1).max(80), full: z.string().min(1).max(4000) }),
    developer: z.strictObject({
      name: z.string().min(1).max(32),
      websiteUrl: httpsUrl,
      privacyUrl: httpsUrl,
      termsOfUseUrl: httpsUrl,
    }),
    icons: z.strictObject({ color: z.literal('color.png'), outline: z.literal('outline.png') }),
    accentColor: z.string().regex(/^#[0-9A-F]{6}$/i),
    bots: z.tuple([z.strictObject({ botId: z.guid(), scopes: z.array(z.literal('team')).length(1) })]),
    // Without it Teams shows nobody the permission that the app wants of the team.
    webApplicationInfo: z.strictObject({ id: z.guid(), resource: z.string().min(1).max(2048) }),
    authorization: z.strictObject({
      permissions: z.strictObject({ resourceSpecific: z.tuple([permission]) }),
    }),
  })
  .refine(({ id, bots, webApplicationInfo }) => new Set([id, bots[0].botId, webApplicationInfo.id]).size === 1, {
    error: 'id, botId and webApplicationInfo.id are not the same',
  });

/** Pixels on a side, as Teams wants them. */
const icons = { 'color.png': 192, 'outline.png': 32 };

/** The Teams app as an archive, for the bot with this app id. Throws `TEAMS_APP_INVALID`, with every mistake. */
export async function teamsPackage(folder: string, botId: string): Promise<Buffer> {
  const written = (await readFile(path.join(folder, 'manifest.json'), 'utf8')).replaceAll(
    'RECONNECT_BOT_ID',
    botId.toLowerCase(),
  );
  const read = Manifest.safeParse(JSON.parse(written));
  const pictures = await Promise.all(
    Object.entries(icons).map(async ([name, side]) => ({
      name,
      side,
      content: await readFile(path.join(folder, name)),
    })),
  );
  const mistakes = [
    ...(read.error?.issues ?? []).map(({ path: place, message }) => `manifest.json: ${place.join('.')}: ${message}`),
    ...pictures
      .filter(({ side, content }) => !isSquarePng(content, side))
      .map(({ name, side }) => `${name}: is no PNG of ${side} × ${side} pixels`),
  ];
  if (mistakes.length > 0)
    throw new ReconnectError(
      'TEAMS_APP_INVALID',
      `The Teams app has ${mistakes.length} mistake(s):\n${mistakes.map((each) => `  ${each}`).join('\n')}\n`,
      'Correct them in infra/teams.',
    );
  return zipOf([
    { name: 'manifest.json', content: Buffer.from(written) },
    ...pictures.map(({ name, content }) => ({ name, content })),
  ]);
}

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const isSquarePng = (content: Buffer, side: number): boolean =>
  content.length > 24 &&
  content.subarray(0, 8).equals(signature) &&
  content.readUInt32BE(16) === side &&
  content.readUInt32BE(20) === side;

/** Writes the archive, and says where. The bot's id is the given one, or that of azd's environment. */
export async function writeTeamsPackage(
  root: string,
  { botId, out }: { readonly botId: string | undefined; readonly out: string | undefined },
  environment: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
): Promise<number> {
  const id = botId ?? (await azdEnvironment(root, environment)).botId;
  if (id === undefined)
    throw new ReconnectError(
      'NO_BOT',
      'Nothing here says which bot is yours.',
      'Run it where azd up was run, or add --bot-id ID.',
    );
  const file = path.resolve(root, out ?? '.reconnect/reconnect-teams.zip');
  const archive = await teamsPackage(path.join(root, 'infra/teams'), id);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, archive);
  print(file);
  return 0;
}
