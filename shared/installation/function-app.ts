import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { list, listIn, pathOf, read, versionOf } from '../observations/arm';
import { armList, armObject, maybe, tags } from '../observations/parse';

// The function app. Its settings are a right of their own, which the role Reader does not give.

const SITES = 'Microsoft.Web/sites';

/** The function apps of a resource group (an id), with their tags. Azure: GET Microsoft.Web/sites. */
export const functionApps = defineObservation<{ group: string }, FunctionApps>({
  kind: 'functionApps',
  permissions: ['Microsoft.Web/sites/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ group }) => listIn(SITES, group),
  answer: armList(armObject({ id: z.string(), tags, defaultHostName: z.string() })).transform((apps) => ({
    apps: apps.map(({ id, tags, defaultHostName: host }) => ({ id, tags, host })),
  })),
});

export interface FunctionApps {
  readonly apps: readonly {
    readonly id: string;
    readonly tags: Readonly<Record<string, string>>;
    /** Where it is reached: `func-a.azurewebsites.net`. */
    readonly host: string;
  }[];
}

export interface FunctionApp {
  readonly id: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** `Running` or `Stopped`. */
  readonly state: string;
  /** Where it is reached: `func-a.azurewebsites.net`. */
  readonly host: string;
  /** Its user-assigned identities. */
  readonly identities: readonly AttachedIdentity[];
  /** The id of the identity that reads references to a Key Vault. */
  readonly referenceIdentity?: string | undefined;
  /** The subnet from which it reaches others, where it is in one. */
  readonly subnet?: string | undefined;
  /** `{ name: 'node', version: '24' }`. */
  readonly runtime?: { readonly name: string; readonly version: string } | undefined;
  /** The URL of the container with its package. */
  readonly packageUrl?: string | undefined;
}

export interface AttachedIdentity {
  readonly id: string;
  readonly clientId: string;
  readonly principalId: string;
}

const Identity = maybe(
  z.object({
    userAssignedIdentities: maybe(z.record(z.string(), z.object({ clientId: z.string(), principalId: z.string() }))),
  }),
);

const Config = maybe(
  z.object({
    runtime: maybe(z.object({ name: z.string(), version: z.string() })),
    deployment: maybe(z.object({ storage: maybe(z.object({ value: maybe(z.string()) })) })),
  }),
);

/** The function app. Azure: GET Microsoft.Web/sites. */
export const functionApp = defineObservation<{ id: string }, FunctionApp>({
  kind: 'functionApp',
  permissions: ['Microsoft.Web/sites/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ id }) => read(SITES, id),
  answer: armObject({
    id: z.string(),
    name: z.string(),
    tags,
    identity: Identity,
    state: z.string(),
    defaultHostName: z.string(),
    keyVaultReferenceIdentity: maybe(z.string()),
    virtualNetworkSubnetId: maybe(z.string()),
    functionAppConfig: Config,
  }).transform((app): FunctionApp => ({
    id: app.id,
    name: app.name,
    tags: app.tags,
    state: app.state,
    host: app.defaultHostName,
    identities: Object.entries(app.identity?.userAssignedIdentities ?? {}).map(([id, ids]) => ({ id, ...ids })),
    referenceIdentity: app.keyVaultReferenceIdentity,
    subnet: app.virtualNetworkSubnetId,
    runtime: app.functionAppConfig?.runtime,
    packageUrl: app.functionAppConfig?.deployment?.storage?.value,
  })),
});

/** The app settings of the function app, values and all: they are never to be shown. Azure: POST Microsoft.Web/sites/config/appsettings/list. */
export const appSettings = defineObservation<{ id: string }, Readonly<Record<string, string>>>({
  kind: 'appSettings',
  permissions: ['Microsoft.Web/sites/config/list/action'],
  cost: { reads: 0, writes: 1, seconds: 1 },
  request: ({ id }) => ({
    method: 'POST',
    path: `${pathOf(SITES, id)}/config/appsettings/list`,
    query: versionOf(SITES),
    answers: 'at-once',
  }),
  answer: z.object({ properties: z.record(z.string(), z.string()) }).transform(({ properties }) => properties),
});

export interface DeployedFunctions {
  readonly functions: readonly { readonly name: string; readonly isDisabled: boolean }[];
}

/** The functions that the host has found in what was deployed. Azure: GET Microsoft.Web/sites/functions. */
export const deployedFunctions = defineObservation<{ id: string }, DeployedFunctions>({
  kind: 'deployedFunctions',
  permissions: ['Microsoft.Web/sites/functions/read'],
  cost: { reads: 1, writes: 0, seconds: 2 },
  request: ({ id }) => list(`${pathOf(SITES, id)}/functions`, versionOf(SITES)),
  answer: armList(armObject({ name: z.string(), isDisabled: maybe(z.boolean()) })).transform((functions) => ({
    // Azure: "func-a/sweep" beside the id, "sweep" in the properties.
    functions: functions.map(({ name, isDisabled }) => ({
      name: name.slice(name.lastIndexOf('/') + 1),
      isDisabled: isDisabled === true,
    })),
  })),
});

export interface KeyReferences {
  readonly references: readonly { readonly setting: string; readonly status: string }[];
}

/** How the settings that refer to a Key Vault were resolved. Azure: GET Microsoft.Web/sites/config/configreferences/appsettings. */
export const keyReferences = defineObservation<{ id: string }, KeyReferences>({
  kind: 'keyReferences',
  permissions: ['Microsoft.Web/sites/config/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ id }) => list(`${pathOf(SITES, id)}/config/configreferences/appsettings`, versionOf(SITES)),
  answer: armList(armObject({ name: z.string(), status: z.string() })).transform((references) => ({
    references: references.map(({ name, status }) => ({ setting: name.slice(name.lastIndexOf('/') + 1), status })),
  })),
});
