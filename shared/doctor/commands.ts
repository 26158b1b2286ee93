import { az, within, type Options } from '../model/az';
import type { Installation } from '../model/installation';
import type { See } from '../model/observation';
import { shellWord } from '../model/shell-word';
import { functionApp } from '../installation/function-app';

// The commands that mend an installation, as a POSIX shell takes them.

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

/** Has Reconnect tell and ask in another channel. */
export const chooseChannel = (see: See, installation: Installation): readonly [string, string] => [
  azd(see, installation, `env set RECONNECT_CHANNEL '19:your-channel@thread.tacv2'`),
  provision(see, installation),
];

/** As a list in a sentence. */
export const listed = (all: readonly string[]): string => all.join(', ');
