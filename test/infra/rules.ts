import type { BicepFile, Declaration, Expression, Value } from './bicep';

/** What must hold for a resource of a type: each is a path into what it is declared as, and the value there. */
const musts: Readonly<Record<string, Readonly<Record<string, string | boolean>>>> = {
  'Microsoft.Storage/storageAccounts': {
    'properties.allowSharedKeyAccess': false,
    'properties.allowBlobPublicAccess': false,
    'properties.isLocalUserEnabled': false,
    'properties.minimumTlsVersion': 'TLS1_2',
    'properties.supportsHttpsTrafficOnly': true,
  },
  'Microsoft.Storage/storageAccounts/blobServices': {
    'properties.isVersioningEnabled': true,
    'properties.deleteRetentionPolicy.enabled': true,
    'properties.containerDeleteRetentionPolicy.enabled': true,
  },
  'Microsoft.Storage/storageAccounts/blobServices/containers': { 'properties.publicAccess': 'None' },
  'Microsoft.KeyVault/vaults': {
    'properties.enableRbacAuthorization': true,
    'properties.enableSoftDelete': true,
    'properties.enablePurgeProtection': true,
  },
  'Microsoft.OperationalInsights/workspaces': { 'properties.features.disableLocalAuth': true },
  'Microsoft.Insights/components': { 'properties.DisableLocalAuth': true },
  'Microsoft.Web/serverfarms': { 'sku.name': 'FC1', 'properties.reserved': true },
  'Microsoft.Web/sites': {
    kind: 'functionapp,linux',
    'identity.type': 'UserAssigned',
    'properties.httpsOnly': true,
    'properties.functionAppConfig.deployment.storage.authentication.type': 'UserAssignedIdentity',
    'properties.siteConfig.minTlsVersion': '1.2',
    'properties.siteConfig.scmMinTlsVersion': '1.2',
    'properties.siteConfig.ftpsState': 'Disabled',
  },
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': { 'properties.allow': false },
  'Microsoft.BotService/botServices': {
    'properties.msaAppType': 'UserAssignedMSI',
    'properties.disableLocalAuth': true,
  },
  'Microsoft.Authorization/roleAssignments': { 'properties.principalType': 'ServicePrincipal' },
  'Microsoft.Authorization/roleDefinitions': { 'properties.type': 'CustomRole' },
};

/** The one place that reads a key: the fallback of the secure webhook. */
const keyReader = 'app/alerts.bicep';

/** Everything that is wrong with the Bicep files, as `file: what`. They must be all files of the deployment. */
export function wrongWith(files: readonly BicepFile[]): readonly string[] {
  return files.flatMap((file) =>
    [...wrongWithText(file), ...file.declarations.flatMap((declaration) => [...wrongWithDeclaration(declaration)])].map(
      (what) => `${file.name}: ${what}`,
    ),
  );
}

function* wrongWithText({ name, text, isUnderstood }: BicepFile): Generator<string> {
  if (!isUnderstood) yield 'not understood';
  if (/\blist(?:Keys|AccountSas|ServiceSas|Secrets)\b/i.test(text) && name !== keyReader) yield 'reads a key';
  if (/\b(?:AccountKey|SharedAccessKey)\b/.test(text)) yield 'names a key';
}

function* wrongWithDeclaration(declaration: Declaration): Generator<string> {
  const { kind, name, decorators, isExisting } = declaration;
  if ((kind === 'param' || kind === 'output') && !/@description\('[^']{5,}/.test(decorators))
    yield `${kind} ${name} is not described`;
  if (kind === 'resource' && !isExisting) yield* wrongWithResource(declaration);
}

function* wrongWithResource({ name, type, value }: Declaration): Generator<string> {
  const [kind = '', version = ''] = type.split('@');
  for (const [path, wanted] of Object.entries(musts[kind] ?? {}))
    if (at(value, path) !== wanted) yield `${name}: ${path} is not ${String(wanted)}`;
  // Azure has never published another of these.
  if (version.endsWith('-preview') && kind !== 'Microsoft.Insights/diagnosticSettings') yield `${name} is a preview`;
  if (kind === 'Microsoft.Authorization/roleAssignments') {
    if (at(value, 'scope') === undefined) yield `${name} has no scope`;
    if (!written(at(value, 'name')).startsWith('guid(')) yield `${name} has another name each time, or always the same`;
  }
  if (kind === 'Microsoft.Authorization/roleDefinitions') {
    if (JSON.stringify(at(value, 'properties.permissions')).includes('*')) yield `${name} has a wildcard`;
    const scopes = at(value, 'properties.assignableScopes');
    if (!Array.isArray(scopes) || scopes.length === 0) yield `${name} can be assigned anywhere`;
  }
}

/** The value at a path of names; `undefined` where there is none. */
export function at(value: Value | undefined, path: string): Value | undefined {
  return path
    .split('.')
    .reduce<Value | undefined>(
      (inside, key) => (isObject(inside) ? (inside as Readonly<Record<string, Value>>)[key] : undefined),
      value,
    );
}

const isObject = (value: Value | undefined): boolean => typeof value === 'object' && !Array.isArray(value);

const isExpression = (value: Value | undefined): value is Expression =>
  typeof value === 'object' && 'expression' in value && typeof value.expression === 'string';

const written = (value: Value | undefined): string => (isExpression(value) ? value.expression : '');
