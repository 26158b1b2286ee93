import { roles } from '../../shared/cli/roles';
import { ownFunctions } from '../../shared/doctor/functions';
import { nameOf } from '../../shared/model/arm-id';
import { typeById, type Resource } from '../../shared/simulation/scenarios/schema';
import { GATEWAY, GROUP as SHOP, JUMP, RESOURCES, SUBSCRIPTION, VM } from '../azure/estate';

/** An installation as infra/ makes it, beside the gateway and the VMs that it watches. */

export { SHOP, SUBSCRIPTION };
export const NAME = 'rg-reconnect';
export const TENANT = '72f988bf-0000-4000-8000-000000000001';
const HOME = `/subscriptions/${SUBSCRIPTION}`;
const GROUP = `${HOME}/resourceGroups/${NAME}`;
const TOKEN = 'x7k2m';
const location = 'koreacentral';
const tags = { 'azd-env-name': 'reconnect' };

const at = (type: string, ...names: readonly string[]): string => {
  const [provider = '', ...types] = type.split('/');
  return [GROUP, 'providers', provider, ...types.flatMap((each, index) => [each, names[index] ?? ''])].join('/');
};

const resource = (id: string, properties: Record<string, unknown>, more: object = {}): Resource => ({
  id,
  type: typeById(id)!,
  name: nameOf(id),
  location,
  tags,
  properties,
  ...more,
});

const child = (id: string, properties: Record<string, unknown>): Resource => {
  const { location: _location, tags: _tags, ...rest } = resource(id, properties);
  return rest;
};

const guid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const identityNames = ['observer', 'remediator', 'storage', 'bot'] as const;
type IdentityName = (typeof identityNames)[number];
const identityId = (name: IdentityName): string =>
  at('Microsoft.ManagedIdentity/userAssignedIdentities', `id-${name}-${TOKEN}`);
export const clientOf = (name: IdentityName): string => guid(100 + identityNames.indexOf(name));
export const principalOf = (name: IdentityName): string => guid(200 + identityNames.indexOf(name));

export const APP = at('Microsoft.Web/sites', `func-${TOKEN}`);
/** Nobody has this host: who asks it, hears nothing. */
export const HOST = `func-${TOKEN}.azurewebsites.invalid`;
export const SETTINGS = `${APP}/config/appsettings`;
export const STATE = at('Microsoft.Storage/storageAccounts', `ststate${TOKEN}`);
export const deployment = at('Microsoft.Storage/storageAccounts', `stdeploy${TOKEN}`);
export const VAULT = at('Microsoft.KeyVault/vaults', `kv-${TOKEN}`);
export const SECRET = `${VAULT}/secrets/record-keys`;
export const WORKSPACE = at('Microsoft.OperationalInsights/workspaces', `log-${TOKEN}`);
export const CUSTOMER = guid(10);
export const COMPONENT = at('Microsoft.Insights/components', `appi-${TOKEN}`);
export const BOT = at('Microsoft.BotService/botServices', `bot-${TOKEN}`);
export const TEAMS = `${BOT}/channels/MsTeamsChannel`;
export const ACTION_GROUP = at('Microsoft.Insights/actionGroups', `ag-reconnect-${TOKEN}`);
const OPERATORS = at('Microsoft.Insights/actionGroups', `ag-operators-${TOKEN}`);
export const HEALTH_RULE = at('Microsoft.Insights/activityLogAlerts', `resource-health-${TOKEN}`);
export const GATEWAY_RULE = at('Microsoft.Insights/metricAlerts', `unhealthy-hosts-gw1-${TOKEN}`);
export const SILENCE_RULE = at('Microsoft.Insights/scheduledQueryRules', `reconnect-no-sweep-${TOKEN}`);
export const REGISTRATION = guid(7);

export const policy = {
  subscriptions: [SUBSCRIPTION],
  approvers: [{ id: guid(1), name: 'Minseo Kim' }],
  targets: [{ kind: 'vm', id: VM, port: 22, from: { address: '10.0.1.9', vm: JUMP } }],
};

export const appSettings: Readonly<Record<string, string>> = {
  RECONNECT_POLICY: JSON.stringify(policy),
  RECONNECT_STOPPED: 'false',
  RECONNECT_RECORD_KEYS: `@Microsoft.KeyVault(SecretUri=https://kv-${TOKEN}.vault.azure.net/secrets/record-keys)`,
  RECONNECT_WEBHOOK_URL: '',
  RECONNECT_LANGUAGE: 'en',
  RECONNECT_APP_ID: REGISTRATION,
  SWEEP_SCHEDULE: '0 */15 * * * *',
  WATCHDOG_SCHEDULE: '0 * * * * *',
  REPORT_SCHEDULE: '0 0 9 * * Mon',
  ARM_ENDPOINT: 'https://management.azure.com/',
  OBSERVER_CLIENT_ID: clientOf('observer'),
  REMEDIATOR_CLIENT_ID: clientOf('remediator'),
  LOG_ANALYTICS_WORKSPACE_ID: CUSTOMER,
  TEAMS_APP_ID: clientOf('bot'),
  TEAMS_TENANT_ID: TENANT,
  TEAMS_CHANNEL_ID: '19:a1b2c3@thread.tacv2',
  TEAMS_SERVICE_URL: 'https://smba.trafficmanager.net/teams',
  AzureWebJobsStorage__credential: 'managedidentity',
  AzureWebJobsStorage__clientId: clientOf('storage'),
  AzureWebJobsStorage__blobServiceUri: `https://ststate${TOKEN}.blob.core.windows.net`,
  AzureWebJobsStorage__queueServiceUri: `https://ststate${TOKEN}.queue.core.windows.net`,
  AzureWebJobsStorage__tableServiceUri: `https://ststate${TOKEN}.table.core.windows.net`,
  APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=${guid(8)};IngestionEndpoint=https://koreacentral-0.in.applicationinsights.azure.com/`,
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `ClientId=${clientOf('storage')};Authorization=AAD`,
};

const builtIn = {
  blobOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  blobContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  queues: '974c5e8b-45b9-4653-ba55-5f855dd0fb88',
  tables: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3',
  secretsUser: '4633458b-17de-408a-b874-0445c86b69e6',
  metricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb',
};
export type BuiltIn = keyof typeof builtIn;

const definitionId = (name: string): string => `${HOME}/providers/Microsoft.Authorization/roleDefinitions/${name}`;

/** A role definition. */
export const role = (number: number, roleName: string, actions: readonly string[], type = 'CustomRole'): Resource => ({
  id: definitionId(guid(number)),
  type: 'Microsoft.Authorization/roleDefinitions',
  name: guid(number),
  properties: {
    roleName,
    type,
    permissions: [{ actions, notActions: [], dataActions: [], notDataActions: [] }],
    assignableScopes: [HOME],
  },
});

/** The assignment of a role, by the id of its definition. */
const assigned = (number: number, scope: string, roleDefinitionId: string, who: IdentityName): Resource => ({
  id: assignmentId(number, scope),
  type: 'Microsoft.Authorization/roleAssignments',
  name: guid(number),
  properties: { roleDefinitionId, principalId: principalOf(who), principalType: 'ServicePrincipal', scope },
});
const assignmentId = (number: number, scope: string): string =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${guid(number)}`;

export const assignTo = (number: number, scope: string, definition: Resource, who: IdentityName): Resource =>
  assigned(number, scope, definition.id, who);
/** The assignment of a built-in role to the identity for the app’s own things. */
export const give = (number: number, scope: string, name: BuiltIn): Resource =>
  assigned(number, scope, definitionId(builtIn[name]), 'storage');

const { observer, remediator } = roles();
const actionsOf = ({ permissions }: typeof observer): readonly string[] =>
  permissions.flatMap(({ actions }) => actions);
export const observerActions = actionsOf(observer);
export const remediatorActions = actionsOf(remediator);
const isOperation = (action: string): boolean => action.includes('/locations/');

export const OBSERVER_ROLE = role(300, `Reconnect observer (reconnect, ${SUBSCRIPTION})`, observerActions);
export const REMEDIATOR_ROLE = role(
  301,
  `Reconnect remediator (reconnect, ${SUBSCRIPTION}, shop)`,
  remediatorActions.filter((action) => !isOperation(action)),
);
const OPERATIONS_ROLE = role(
  302,
  `Reconnect remediator, operations (reconnect, ${SUBSCRIPTION})`,
  remediatorActions.filter(isOperation),
);
export const OBSERVER_ASSIGNMENT = assignmentId(400, HOME);
export const REMEDIATOR_ASSIGNMENT = assignmentId(401, SHOP);
export const OPERATIONS_ASSIGNMENT = assignmentId(402, HOME);
export const TABLES_ASSIGNMENT = assignmentId(405, STATE);
export const KEY_ASSIGNMENT = assignmentId(407, SECRET);
export const METRICS_ASSIGNMENT = assignmentId(408, COMPONENT);

const builtInRoles: readonly Resource[] = (
  [
    ['blobOwner', 'Storage Blob Data Owner'],
    ['blobContributor', 'Storage Blob Data Contributor'],
    ['queues', 'Storage Queue Data Contributor'],
    ['tables', 'Storage Table Data Contributor'],
    ['secretsUser', 'Key Vault Secrets User'],
    ['metricsPublisher', 'Monitoring Metrics Publisher'],
  ] as const
).map(([name, roleName]) => ({
  ...role(0, roleName, [], 'BuiltInRole'),
  id: definitionId(builtIn[name]),
  name: builtIn[name],
}));

const account = (id: string): Resource =>
  resource(
    id,
    {
      provisioningState: 'Succeeded',
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      minimumTlsVersion: 'TLS1_2',
      supportsHttpsTrafficOnly: true,
      publicNetworkAccess: 'Enabled',
      networkAcls: { bypass: 'None', defaultAction: 'Allow' },
    },
    { sku: { name: 'Standard_LRS' }, kind: 'StorageV2' },
  );

/** A queue of the account with the records, with so many messages. */
export const queue = (name: string, approximateMessageCount: number): Resource =>
  child(`${STATE}/queueServices/default/queues/${name}`, { approximateMessageCount });

const queryRule = (id: string, properties: object): Resource =>
  resource(id, {
    enabled: true,
    severity: 1,
    evaluationFrequency: 'PT5M',
    windowSize: 'PT1H',
    scopes: [WORKSPACE],
    criteria: {
      allOf: [
        {
          query: 'AppRequests | where Name == "sweep" and Success',
          timeAggregation: 'Count',
          operator: 'LessThan',
          threshold: 1,
        },
      ],
    },
    ...properties,
  });

export const RESOURCES_OF_INSTALLATION: readonly Resource[] = [
  ...RESOURCES,
  ...identityNames.map((name) =>
    resource(identityId(name), { tenantId: TENANT, clientId: clientOf(name), principalId: principalOf(name) }),
  ),
  resource(
    APP,
    {
      state: 'Running',
      enabled: true,
      httpsOnly: true,
      defaultHostName: HOST,
      keyVaultReferenceIdentity: identityId('storage'),
      functionAppConfig: {
        deployment: {
          storage: {
            type: 'blobContainer',
            value: `https://stdeploy${TOKEN}.blob.core.windows.net/app`,
            authentication: {
              type: 'UserAssignedIdentity',
              userAssignedIdentityResourceId: identityId('storage'),
            },
          },
        },
        runtime: { name: 'node', version: '24' },
        scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: 40 },
      },
    },
    {
      kind: 'functionapp,linux',
      tags: { ...tags, 'azd-service-name': 'app' },
      identity: {
        type: 'UserAssigned',
        userAssignedIdentities: Object.fromEntries(
          identityNames.map((name) => [identityId(name), { clientId: clientOf(name), principalId: principalOf(name) }]),
        ),
      },
    },
  ),
  child(SETTINGS, appSettings),
  ...ownFunctions.map((name) => ({
    ...resource(`${APP}/functions/${name}`, { name, isDisabled: false, language: 'node' }),
    name: `func-${TOKEN}/${name}`,
  })),
  account(STATE),
  account(deployment),
  child(`${STATE}/queueServices/default`, {}),
  queue('incidents', 0),
  queue('looks', 2),
  queue('incidents-poison', 0),
  resource(VAULT, {
    tenantId: TENANT,
    sku: { family: 'A', name: 'standard' },
    enableRbacAuthorization: true,
    enablePurgeProtection: true,
    vaultUri: `https://kv-${TOKEN}.vault.azure.net/`,
  }),
  resource(SECRET, { contentType: 'id:base64, the newest first' }),
  resource(WORKSPACE, { retentionInDays: 90, customerId: CUSTOMER }),
  resource(
    COMPONENT,
    { Application_Type: 'web', InstrumentationKey: guid(8), WorkspaceResourceId: WORKSPACE, DisableLocalAuth: true },
    { kind: 'web' },
  ),
  resource(
    BOT,
    {
      displayName: 'Reconnect',
      endpoint: `https://${HOST}/api/messages`,
      msaAppType: 'UserAssignedMSI',
      msaAppId: clientOf('bot'),
      msaAppTenantId: TENANT,
      msaAppMSIResourceId: identityId('bot'),
      disableLocalAuth: true,
    },
    { location: 'global', kind: 'azurebot', sku: { name: 'F0' } },
  ),
  resource(
    TEAMS,
    { channelName: 'MsTeamsChannel', properties: { isEnabled: true, enableCalling: false, acceptedTerms: true } },
    { location: 'global' },
  ),
  resource(
    ACTION_GROUP,
    {
      groupShortName: 'Reconnect',
      enabled: true,
      webhookReceivers: [
        {
          name: 'Reconnect',
          serviceUri: `https://${HOST}/api/alerts/secure`,
          useCommonAlertSchema: true,
          useAadAuth: true,
          objectId: guid(9),
          identifierUri: `api://${REGISTRATION}`,
          tenantId: TENANT,
        },
      ],
    },
    { location: 'global' },
  ),
  resource(OPERATORS, { groupShortName: 'Operators', enabled: true, emailReceivers: [] }, { location: 'global' }),
  resource(
    GATEWAY_RULE,
    {
      severity: 1,
      enabled: true,
      scopes: [GATEWAY],
      evaluationFrequency: 'PT1M',
      windowSize: 'PT5M',
      criteria: { 'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria', allOf: [] },
      actions: [{ actionGroupId: ACTION_GROUP.toLowerCase() }],
    },
    { location: 'global' },
  ),
  resource(
    HEALTH_RULE,
    {
      enabled: true,
      scopes: [HOME],
      condition: { allOf: [{ field: 'category', equals: 'ResourceHealth' }] },
      actions: { actionGroups: [{ actionGroupId: ACTION_GROUP }] },
    },
    { location: 'global' },
  ),
  queryRule(SILENCE_RULE, { actions: { actionGroups: [OPERATORS] } }),
  ...builtInRoles,
  OBSERVER_ROLE,
  REMEDIATOR_ROLE,
  OPERATIONS_ROLE,
  assignTo(400, HOME, OBSERVER_ROLE, 'observer'),
  assignTo(401, SHOP, REMEDIATOR_ROLE, 'remediator'),
  assignTo(402, HOME, OPERATIONS_ROLE, 'remediator'),
  give(403, STATE, 'blobOwner'),
  give(404, STATE, 'queues'),
  give(405, STATE, 'tables'),
  give(406, deployment, 'blobContributor'),
  give(407, SECRET, 'secretsUser'),
  give(408, COMPONENT, 'metricsPublisher'),
];
