import { isReference, lookInto } from '../config/settings';
import { armId, resourceGroupOf, sameId } from '../model/arm-id';
import type { Installation } from '../model/installation';
import type { See } from '../model/observation';
import { Policy } from '../model/policy';
import { CannotSee } from '../model/see';
import type { Target } from '../model/target';
import { text } from '../model/text';
import { appSettings, functionApp, type AttachedIdentity } from '../installation/function-app';
import { readable } from '../observations/readable';

// What an installation was given: where it is, its settings, and the identities that they name.

/** The id of its resource group, and its subscription. */
export const groupOf = ({ app }: Installation): string => resourceGroupOf(app);
export const homeOf = ({ app }: Installation): string => armId(app).subscription;

/** The app settings as they are: without those that are empty, which count as not set. */
export const settingsOf = (see: See, { app }: Installation): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(see(appSettings, { id: app })).filter(([, value]) => value !== ''));

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

/** The VMs (ids) from which a target is tried. */
export const testersOf = (target: Target): readonly string[] =>
  target.kind === 'vm' ? [target.from.vm ?? []].flat() : vmsOf(target);

/** Every VM (an id) that a target names as one end of a connection. */
export function vmsOf(target: Target): readonly string[] {
  switch (target.kind) {
    case 'gateway':
      return [];
    case 'vm':
      return [target.id, ...testersOf(target)];
    case 'endpoint':
      return [target.id];
  }
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
