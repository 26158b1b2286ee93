// The app on a Flex Consumption plan. It has no key of anything: each setting is an address, a name or a reference.
@description('What makes names unique.')
param token string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Version of Node.js.')
param nodeVersion string

@description('How many instances there may be at once.')
param maximumInstanceCount int

@description('How many instances are kept warm for HTTP, and as many for incidents.')
param alwaysReadyInstances int

@description('The subnet from which the app reaches others. Empty: it is in no virtual network.')
param subnetId string

@description('The identities observer, remediator, storage and bot.')
param identities object

@description('Name of the storage account with the records.')
param stateAccount string

@description('URL of the container with the deployed package.')
param packageContainer string

@description('Name of the Application Insights component.')
param componentName string

@description('Where the record keys are in the vault.')
param recordKeysUri string

@description('Where the address of the webhook is in the vault. Empty: there is none.')
param webhookUri string

@description('The policy.')
param policy object

@description('While it is true, nothing is changed.')
param stopped bool

@description('Language of cards and reports.')
param language string

@description('When targets are swept.')
param sweepSchedule string

@description('When the report on fixes that are only observed is posted.')
param reportSchedule string

@description('The channel in Teams.')
param teamsChannelId string

@description('Where Teams takes messages of bots.')
param teamsServiceUrl string

@description('Client id of the app registration that stands for the HTTP interface. Empty: no token counts.')
param registeredAppId string

@description('Workspace id of a Log Analytics workspace with what is measured of VMs. Empty: none.')
param measuredWorkspaceId string

var storageDomain = environment().suffixes.storage

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2024-11-01' = {
  name: 'func-${token}'
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identities.observer.id}': {}
      '${identities.remediator.id}': {}
      '${identities.storage.id}': {}
      '${identities.bot.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identities.storage.id
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainer
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identities.storage.id
          }
        }
      }
      runtime: { name: 'node', version: nodeVersion }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyInstances == 0
          ? []
          : [
              { name: 'http', instanceCount: alwaysReadyInstances }
              { name: 'function:incident', instanceCount: alwaysReadyInstances }
            ]
      }
    }
    siteConfig: { minTlsVersion: '1.2', scmMinTlsVersion: '1.2', ftpsState: 'Disabled' }
  }
}

resource noPublishingPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: site
  name: 'scm'
  properties: { allow: false }
}

resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: site
  name: 'ftp'
  properties: { allow: false }
}

resource settings 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: site
  name: 'appsettings'
  properties: {
    RECONNECT_POLICY: string(policy)
    RECONNECT_STOPPED: stopped ? 'true' : 'false'
    RECONNECT_RECORD_KEYS: '@Microsoft.KeyVault(SecretUri=${recordKeysUri})'
    RECONNECT_WEBHOOK_URL: empty(webhookUri) ? '' : '@Microsoft.KeyVault(SecretUri=${webhookUri})'
    RECONNECT_LANGUAGE: language
    RECONNECT_APP_ID: registeredAppId
    SWEEP_SCHEDULE: sweepSchedule
    WATCHDOG_SCHEDULE: '0 * * * * *'
    REPORT_SCHEDULE: reportSchedule
    ARM_ENDPOINT: environment().resourceManager
    OBSERVER_CLIENT_ID: identities.observer.clientId
    REMEDIATOR_CLIENT_ID: identities.remediator.clientId
    LOG_ANALYTICS_WORKSPACE_ID: measuredWorkspaceId
    TEAMS_APP_ID: identities.bot.clientId
    TEAMS_TENANT_ID: tenant().tenantId
    TEAMS_CHANNEL_ID: teamsChannelId
    TEAMS_SERVICE_URL: teamsServiceUrl
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identities.storage.clientId
    AzureWebJobsStorage__blobServiceUri: 'https://${stateAccount}.blob.${storageDomain}'
    AzureWebJobsStorage__queueServiceUri: 'https://${stateAccount}.queue.${storageDomain}'
    AzureWebJobsStorage__tableServiceUri: 'https://${stateAccount}.table.${storageDomain}'
    APPLICATIONINSIGHTS_CONNECTION_STRING: component.properties.ConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identities.storage.clientId};Authorization=AAD'
  }
}

@description('Name of the function app.')
output name string = site.name

@description('Where it is reached.')
output hostName string = site.properties.defaultHostName
