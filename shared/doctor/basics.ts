import { names } from '../guards/rbac';
import { lookInto } from '../config/settings';
import { armId, resourceGroupOf, sameId } from '../model/arm-id';
import { az, within, type Options } from '../model/az';
import type { AzureAction } from '../model/azure';
import type { Finding, Installation } from '../model/installation';
import type { See } from '../model/observation';
import { Policy } from '../model/policy';
import { CannotSee, forEach, orElse } from '../model/see';
import { shellWord } from '../model/shell-word';
import { text, type Text } from '../model/text';
import { appSettings, functionApp, type AttachedIdentity } from '../installation/function-app';
import { observerPermissions } from '../observations/observer-permissions';
import { readable } from '../observations/readable';

// What the checks of an installation have in common.

/** The id of its resource group, and its subscription. */
export const groupOf = ({ app }: Installation): string => resourceGroupOf(app);
export const homeOf = ({ app }: Installation): string => armId(app).subscription;

/** A finding that something is wrong, or `off`. */
export const wrong = (
  code: string,
  what: Text,
  meaning: Text,
  remedy: readonly [string, ...string[]],
  more: { readonly kind?: 'off'; readonly first?: Text } = {},
): Finding => ({ kind: 'wrong', code, what, meaning, remedy, ...more });

/** Finds in each of them; what cannot be seen of one hides nothing that another has. */
export const apart = <T>(all: readonly T[], find: (one: T) => readonly Finding[]): readonly Finding[] =>
  forEach(all, (one) => orSkipped(() => find(one))).flat();

/** What was found, or that it could not be looked at. */
export const orSkipped = (find: () => readonly Finding[]): readonly Finding[] =>
  orElse(find, (stopped): readonly Finding[] => [
    {
      kind: 'skipped',
      because: stopped.because,
      missing: stopped instanceof CannotSee ? stopped.missing : undefined,
    },
  ]);

/**
 * Ends as `skipped` unless whoever looks may read this at the scope. Azure answers lists 200 and empty to those who may not: that
 * something is not there is believed only from who would see it.
 */
export function sureOfNone(see: See, scope: string, action: AzureAction): void {
  if (names(see(observerPermissions, { scope }).allows, action)) return;
  throw new CannotSee(
    text(
      `Not checked: the right ${action} is missing, and without it what is there looks as if it were not.`,
      `확인하지 못함: ${action} 권한이 없어, 있는 것도 없는 것처럼 보입니다.`,
    ),
    action,
  );
}

/** The app settings as they are: without those that are empty, which count as not set. */
export const settingsOf = (see: See, { app }: Installation): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(see(appSettings, { id: app })).filter(([, value]) => value !== ''));

/** A setting that refers to a Key Vault: Azure puts the secret in its place. */
export const isReference = (value: string | undefined): boolean => value?.startsWith('@Microsoft.KeyVault(') === true;

/** Any key that can be read: it is not known what Azure puts in the place of a reference. */
const anyKey = `key:${Buffer.alloc(32).toString('base64')}`;

/** The settings as the app reads them, or the mistakes in them. */
export function readingOf(see: See, installation: Installation) {
  const given = settingsOf(see, installation);
  return lookInto(isReference(given['RECONNECT_RECORD_KEYS']) ? { ...given, RECONNECT_RECORD_KEYS: anyKey } : given);
}

/** The policy, whatever else is in the settings. Ends as `skipped` where it cannot be read: its own check says why. */
export function policyOf(see: See, installation: Installation): Policy {
  const policy = Policy.safeParse(jsonOf(settingsOf(see, installation)['RECONNECT_POLICY']));
  if (policy.success) return policy.data;
  throw new CannotSee(
    text('Not checked: the policy cannot be read.', '확인하지 못함: 정책을 읽을 수 없습니다.'),
    'RECONNECT_POLICY',
  );
}

function jsonOf(value: string | undefined): unknown {
  return value !== undefined && isJson(value) ? JSON.parse(value) : undefined;
}

const isJson = readable(JSON.parse);

/** The settings that name Reconnect's identities. */
export const identitySettings = {
  observer: 'OBSERVER_CLIENT_ID',
  remediator: 'REMEDIATOR_CLIENT_ID',
  storage: 'AzureWebJobsStorage__clientId',
  bot: 'TEAMS_APP_ID',
} as const;
export type IdentityName = keyof typeof identitySettings;

/** An identity of the app. Ends as `skipped` where the app does not have it: the check of the identities says so. */
export function identityOf(see: See, installation: Installation, name: IdentityName): AttachedIdentity {
  const clientId = settingsOf(see, installation)[identitySettings[name]];
  const identity = attached(see, installation, clientId);
  if (identity) return identity;
  throw new CannotSee(
    text(
      `Not checked: the app has no identity of the client id in ${identitySettings[name]}.`,
      `확인하지 못함: 앱에 ${identitySettings[name]}의 클라이언트 ID를 가진 ID가 없습니다.`,
    ),
    identitySettings[name],
  );
}

/** The identity of this client id that is attached to the app. */
export const attached = (see: See, { app }: Installation, clientId: string | undefined): AttachedIdentity | undefined =>
  see(functionApp, { id: app }).identities.find((each) => clientId !== undefined && sameId(each.clientId, clientId));

// Commands.

/** A command of `az functionapp` about the app. */
export const onApp = ({ app }: Installation, command: string, options: Options = {}): string =>
  az(`functionapp ${command}`, { ...within('name', app), ...options });

/** Sets an app setting. */
export const setting = (installation: Installation, name: string, value: string): string =>
  onApp(installation, 'config appsettings set', { settings: `${name}=${value}` });

/** A command of `azd`, in the environment that the app was deployed from. */
export function azd(see: See, { app }: Installation, command: string): string {
  const environment = see(functionApp, { id: app }).tags['azd-env-name'];
  return environment === undefined ? `azd ${command}` : `azd ${command} --environment ${shellWord(environment)}`;
}

/** Makes everything as the templates say. Without `--no-state` azd does nothing where only Azure has changed. */
export const provision = (see: See, installation: Installation): string =>
  azd(see, installation, 'provision --no-state');

/** As a list in a sentence. */
export const listed = (all: readonly string[]): string => all.join(', ');
