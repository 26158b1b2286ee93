import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv } from 'node:util';
import * as z from 'zod';
import { appsIn, type DoctorEyes } from './examine';
import { ReconnectError } from '../model/errors';

/** Where a person says that Reconnect is installed; what is left out is told by `azd`'s environment. */
export interface WantedInstallation {
  readonly resourceGroup: string | undefined;
  readonly subscription: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The function app of an installation: its id, and where it is reached. Throws a `ReconnectError` where none is named, none is there, or several are. */
export async function findInstallation(
  wanted: WantedInstallation,
  root: string,
  environment: Environment,
  eyes: DoctorEyes,
): Promise<{ readonly id: string; readonly host: string }> {
  const azd = await azdEnvironment(root, environment);
  const subscription = wanted.subscription ?? azd.subscription;
  // As infra/main.bicep names it.
  const name = wanted.resourceGroup ?? (azd.name === undefined ? undefined : `rg-${azd.name}`);
  if (subscription === undefined || name === undefined)
    throw new ReconnectError(
      'INSTALLATION_UNKNOWN',
      'There is no azd environment here that says where Reconnect is installed.',
      'Run it where azd up was run, or add --resource-group NAME --subscription "$(az account show --query id --output tsv)".',
    );
  const seen = await appsIn(`/subscriptions/${subscription}/resourceGroups/${name}`, eyes);
  if (!('apps' in seen))
    throw new ReconnectError(
      'INSTALLATION_UNSEEN',
      seen.kind === 'forbidden'
        ? `The resource group ${name} cannot be looked into: the right ${seen.action} is missing.`
        : `The resource group ${name} cannot be looked into (${seen.code}).`,
      'Check its name and the subscription, or ask for the role Reader there.',
    );
  const found = seen.apps.filter(({ tags }) => tags['azd-service-name'] === 'app');
  const [app, ...others] = found;
  if (app && others.length === 0) return app;
  throw new ReconnectError(
    app ? 'SEVERAL_INSTALLATIONS' : 'NO_INSTALLATION',
    `You can see ${app ? `${found.length} function apps` : 'no function app'} of Reconnect (tag azd-service-name: app) in the resource group ${name}.`,
    app ? 'Reconnect needs a resource group of its own.' : 'Name another one by --resource-group, or run: azd up',
  );
}

const Config = z.object({ defaultEnvironment: z.string().optional() });

/** What `azd` knows of the installation, where it was run here: from the files of the environment that it would use. */
export async function azdEnvironment(root: string, environment: Environment) {
  const read = (...file: readonly string[]) => readFile(path.join(root, '.azure', ...file), 'utf8').catch(() => '');
  const config = Config.safeParse(jsonIn(await read('config.json')));
  const name = environment['AZURE_ENV_NAME'] ?? config.data?.defaultEnvironment;
  const values: Environment = name === undefined ? {} : parseEnv(await read(path.basename(name), '.env'));
  return {
    name,
    subscription: values['AZURE_SUBSCRIPTION_ID'] ?? environment['AZURE_SUBSCRIPTION_ID'],
    botId: values['RECONNECT_BOT_ID'] ?? environment['RECONNECT_BOT_ID'],
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
