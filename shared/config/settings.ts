import * as z from 'zod';
import { ReconnectError } from '../model/errors';
import { clouds, isSameUrl, isTeamsConnector } from './clouds';
import { runsLocally } from './local';
import { Policy } from '../model/policy';
import { storageMissing, storageNamed } from './storage-settings';
import { keysMissing, RecordKeys } from './record-keys';

/** A setting that refers to a Key Vault: Azure puts the secret in its place, and leaves it where there is none to be had. */
export const isReference = (value: string | undefined): boolean => value?.startsWith('@Microsoft.KeyVault(') === true;

const json = z.string().transform((value, context): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

/**
 * The app settings, with their defaults, from which the build writes the table in shared/docs/settings.md. A test holds
 * `local.settings.sample.json` to them.
 */
export const Settings = z.object({
  RECONNECT_POLICY: json.pipe(Policy).describe('The policy, as JSON.'),
  RECONNECT_STOPPED: z
    .enum(['true', 'false'])
    .default('false')
    .describe('The kill switch as a setting: while it is true, nothing is changed.'),
  RECONNECT_RECORD_KEYS: RecordKeys.optional().describe(
    'What signs the stored records, as `id:base64` with at least 32 bytes each: the first signs, all are believed. Best a reference to a Key Vault; only an app that runs locally needs none.',
  ),
  RECONNECT_LANGUAGE: z.enum(['en', 'ko']).default('en').describe('The language of cards and reports: `en` or `ko`.'),
  SWEEP_SCHEDULE: z.string().describe('When targets are swept, as a six-field NCRONTAB expression: `0 */15 * * * *`.'),
  WATCHDOG_SCHEDULE: z.string().describe('When left-over work is picked up, likewise: `0 * * * * *`.'),
  REPORT_SCHEDULE: z
    .string()
    .describe('When the report on fixes that are only observed is posted, likewise: `0 0 9 * * Mon`.'),
  ARM_ENDPOINT: z
    .url()
    .default('https://management.azure.com')
    .describe(
      'Azure Resource Manager. Only Azure’s own clouds, unless the app runs locally; another address stands in for Azure Monitor too.',
    ),
  OBSERVER_CLIENT_ID: z
    .string()
    .optional()
    .describe('Client id of the identity that reads. Without it, the default credential.'),
  REMEDIATOR_CLIENT_ID: z
    .string()
    .optional()
    .describe('Client id of the identity that applies approved fixes. Without it, the one that reads.'),
  LOG_ANALYTICS_WORKSPACE_ID: z
    .guid()
    .optional()
    .describe(
      'Workspace id (not the resource id) of a Log Analytics workspace with heartbeats of VMs and tests of connection monitors. With it the sweep [puts off](operating.md#vms-that-seem-well) looks at VMs that seem well.',
    ),
  TEAMS_APP_ID: z.string().min(1).describe('The bot’s app id.'),
  TEAMS_TENANT_ID: z.string().min(1).describe('The tenant of the bot and of everybody who may answer.'),
  TEAMS_CHANNEL_ID: z.string().min(1).describe('The channel that is told and asked.'),
  RECONNECT_WEBHOOK_URL: z
    .string()
    .transform((value) => (isReference(value) ? undefined : value))
    .pipe(z.url({ protocol: /^https$/, error: 'is not an https address' }).optional())
    .optional()
    .describe(
      'A webhook of Teams Workflows that is [told too](operating.md#telling-others) what people are asked, and how it ended. Its address is a secret: best a reference to a Key Vault. One that cannot be resolved counts as none.',
    ),
  TEAMS_SERVICE_URL: z
    .url()
    .default('https://smba.trafficmanager.net/teams')
    .describe('The Bot Framework connector: Teams’ own, unless the app runs locally.'),
  TEAMS_OPENID_METADATA_URL: z
    .url()
    .optional()
    .describe(
      'Where the keys of the Bot Framework’s tokens are found, unless at its own place. Only Azure’s own clouds, unless the app runs locally.',
    ),
  RECONNECT_APP_ID: z
    .guid()
    .optional()
    .describe(
      'Client id of the app registration that stands for the [HTTP interface](operating.md#who-may-call). Without it no token counts there.',
    ),
  ENTRA_AUTHORITY: z
    .url()
    .optional()
    .describe(
      'Where the keys of Entra’s tokens are found, unless the cloud’s. Only Azure’s own clouds, unless the app runs locally.',
    ),
  AzureWebJobsStorage: z
    .string()
    .optional()
    .describe('Connection string of the storage account, for local use. Needed unless the account is named otherwise.'),
  AzureWebJobsStorage__accountName: z
    .string()
    .regex(/^[a-z0-9]{3,24}$/, { error: 'is not the name of a storage account' })
    .optional()
    .describe(
      'Name of the storage account, when it is used by identity. It is enough: the three endpoints follow from it.',
    ),
  AzureWebJobsStorage__credential: z
    .literal('managedidentity')
    .optional()
    .describe('`managedidentity`, beside the client id, which the Functions host does not read without it.'),
  AzureWebJobsStorage__tableServiceUri: z
    .url()
    .optional()
    .describe('Table endpoint, when the storage account is used by identity.'),
  AzureWebJobsStorage__queueServiceUri: z
    .url()
    .optional()
    .describe('Queue endpoint, when the storage account is used by identity.'),
  AzureWebJobsStorage__blobServiceUri: z
    .url()
    .optional()
    .describe('Blob endpoint, when the storage account is used by identity.'),
  AzureWebJobsStorage__clientId: z
    .string()
    .optional()
    .describe(
      'Client id of the user-assigned identity that uses the storage account. Without it, the default credential.',
    ),
  APPLICATIONINSIGHTS_CONNECTION_STRING: z
    .string()
    .optional()
    .describe('Where telemetry goes. Without it there is none.'),
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: z
    .string()
    .regex(/^ClientId=[^;]+;Authorization=AAD$/, { error: 'is not ClientId=…;Authorization=AAD' })
    .optional()
    .describe(
      'Which user-assigned identity sends telemetry, as the Functions host reads it: `ClientId=…;Authorization=AAD`. Needed where Application Insights takes only Entra’s tokens.',
    ),
});
export type Settings = z.infer<typeof Settings>;

/** Reads the settings; names every mistake at once (`SETTINGS_INVALID`). */
export function readSettings(environment: Environment): Settings {
  const looked = lookInto(environment);
  if (looked.kind === 'mistaken') throw invalid(looked.mistakes);
  return looked.settings;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The settings, or every mistake in them: the name first, and never a value, because some are secrets. */
export function lookInto(
  environment: Environment,
):
  | { readonly kind: 'read'; readonly settings: Settings }
  | { readonly kind: 'mistaken'; readonly mistakes: readonly string[] } {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const read = Settings.safeParse(given);
  if (!read.success)
    return {
      kind: 'mistaken',
      mistakes: read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    };
  const isNamed = storageNamed(read.data) !== undefined;
  const mistakes = [
    ...(isNamed ? [] : [storageMissing]),
    ...(isNamed && !runsLocally(given)
      ? [...(read.data.RECONNECT_RECORD_KEYS ? [] : [keysMissing]), ...foreignIn(read.data)]
      : []),
  ];
  return mistakes.length > 0 ? { kind: 'mistaken', mistakes } : { kind: 'read', settings: read.data };
}

/** The settings that lead out of Microsoft's own clouds. Whoever answers there could say who approved, and what Azure is like. */
function foreignIn(settings: Settings): readonly string[] {
  const among = (urls: readonly string[]) => (url: string) => urls.some((each) => isSameUrl(each, url));
  const own = {
    ARM_ENDPOINT: among(clouds.map(({ armEndpoint }) => armEndpoint)),
    ENTRA_AUTHORITY: among(clouds.map(({ authority }) => authority)),
    TEAMS_OPENID_METADATA_URL: among(clouds.map(({ botMetadataUrl }) => botMetadataUrl)),
    TEAMS_SERVICE_URL: isTeamsConnector,
  };
  return (Object.keys(own) as (keyof typeof own)[])
    .filter((name) => {
      const url = settings[name];
      return url !== undefined && !own[name](url);
    })
    .map((name) => `${name}: is none of Microsoft’s own, which only an app with its storage on this machine may use`);
}

const invalid = (mistakes: readonly string[]) =>
  new ReconnectError(
    'SETTINGS_INVALID',
    `The app settings have ${mistakes.length} mistake(s):\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`,
    'Correct them in the Function App’s settings and restart it.',
  );
