// What a deployment of Reconnect consists of. Each part is a file in app/; this one gives them names and puts them together.
targetScope = 'subscription'

@description('The person who may approve or reject a fix, as in the policy.')
type Approver = {
  @description('Object id in Entra; only this decides who they are.')
  @minLength(36)
  @maxLength(36)
  id: string

  @description('How cards call them.')
  @minLength(1)
  name: string
}

@description('The app registration that stands for the HTTP interface.')
type Registration = {
  @description('Application (client) id. Empty: no token counts.')
  clientId: string

  @description('Object id of the registration itself, which the secure webhook names. Empty: there is no secure webhook.')
  objectId: string
}

@description('Name of the deployment; names and tags follow from it.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Region of the function app and of what belongs to it.')
@minLength(1)
param location string

@description('The channel in Teams that is told and asked: 19:…@thread.tacv2.')
@minLength(1)
param teamsChannelId string

@description('Where Teams takes messages of bots; Teams in the clouds for governments has others.')
param teamsServiceUrl string = 'https://smba.trafficmanager.net/teams'

@description('Who may approve or reject a fix.')
@minLength(1)
param approvers Approver[]

@description('Subscriptions that are watched, by id; the observer gets its role in each. By default the one that is deployed to.')
@minLength(1)
param watchedSubscriptions string[] = [subscription().subscriptionId]

@description('Ids of the resource groups in which approved fixes may be applied: the remediator gets its role there and nowhere else. Empty: what would need a fix is only reported.')
param repairedResourceGroups string[] = []

@description('More of the policy, as shared/docs/settings.md describes it: targets, modes, limits, maintenance. By default people are asked about every fix.')
param policy object = {}

@description('While it is true, nothing is changed, and nobody in the channel can undo that.')
param stopped bool = false

@description('Language of cards and reports.')
@allowed(['en', 'ko'])
param language string = 'en'

@description('When targets are swept, as a six-field NCRONTAB expression in UTC.')
param sweepSchedule string = '0 */15 * * * *'

@description('For how long no sweep may have ended before operators are alerted; longer than sweepSchedule lets pass.')
param sweepSilence string = 'PT1H'

@description('When the report on fixes that are only observed is posted, likewise.')
param reportSchedule string = '0 0 9 * * Mon'

@description('The app registration of the HTTP interface and the secure webhook, as infra/register-app.sh makes it.')
param registration Registration = { clientId: '', objectId: '' }

@description('Without a registration: has Azure Monitor call with the host’s function key, which everybody can read who may read the action group. The key exists only after the app was deployed once.')
param useFunctionKey bool = false

@description('Ids of Application Gateways in the deployment’s subscription that get an alert rule on unhealthy hosts.')
param alertedGateways string[] = []

@description('Ids of VMs in the deployment’s subscription that get an alert rule on their availability.')
param alertedVirtualMachines string[] = []

@description('Id of a Log Analytics workspace with heartbeats of VMs; an alert rule tells which VM has stopped. Empty: none.')
param heartbeatWorkspace string = ''

@description('Workspace id (a GUID, not the resource id) of a Log Analytics workspace with heartbeats of VMs and tests of connection monitors: the sweep then puts off looks at VMs that seem well. Empty: every VM is looked at in each sweep.')
param measuredWorkspaceId string = ''

@description('Mail addresses that are told when Reconnect itself is in trouble. Empty: its alerts are only seen in the portal.')
param operatorEmails string[] = []

@description('Keeps storage and vault off the Internet: a virtual network, private endpoints and private DNS zones.')
param privateNetwork bool = false

@description('Address space of that virtual network, /24 or larger.')
param networkPrefix string = '10.255.0.0/24'

@description('Version of Node.js.')
@allowed(['22', '24'])
param nodeVersion string = '24'

@description('How many instances there may be at once; an incident needs part of one.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('How many instances are kept warm for Teams and alerts, and for incidents: one each. 0 costs less and answers slower.')
@minValue(0)
@maxValue(5)
param alwaysReadyInstances int = 1

@description('How long logs are kept, days.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('What the first record key is made of. It counts only while the vault has none.')
@secure()
param recordKeySeed string = join([newGuid(), newGuid(), newGuid()], '')

@description('Address of a Teams Workflows webhook that is told too what people are asked, and how it ended. Empty: there is none.')
@secure()
param webhookUrl string = ''

var token = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }
var repairedSubscriptions = union(map(repairedResourceGroups, id => split(id, '/')[2]), [])

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identities 'app/identities.bicep' = {
  scope: group
  name: 'identities'
  params: { token: token, location: location, tags: tags }
}

module observer 'app/observer.bicep' = [for id in watchedSubscriptions: {
  scope: subscription(id)
  name: 'reconnect-observer-${token}'
  params: { environmentName: environmentName, principalId: identities.outputs.observer.principalId }
}]

module remediator 'app/remediator.bicep' = [for id in repairedResourceGroups: {
  scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
  name: 'reconnect-remediator-${token}'
  params: { environmentName: environmentName, principalId: identities.outputs.remediator.principalId }
}]

module remediatorOperations 'app/remediator-operations.bicep' = [for id in repairedSubscriptions: {
  scope: subscription(id)
  name: 'reconnect-operations-${token}'
  params: { environmentName: environmentName, principalId: identities.outputs.remediator.principalId }
}]

module monitoring 'app/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: {
    token: token
    location: location
    tags: tags
    retentionDays: logRetentionDays
    publisherId: identities.outputs.storage.principalId
  }
}

// What is recorded and what is deployed are apart, so that who deploys cannot write records.
module state 'app/storage.bicep' = {
  scope: group
  name: 'state'
  params: {
    name: 'ststate${token}'
    location: location
    tags: tags
    isPrivate: privateNetwork
    containers: []
    principalId: identities.outputs.storage.principalId
    roles: ['Storage Blob Data Owner', 'Storage Queue Data Contributor', 'Storage Table Data Contributor']
    workspaceId: monitoring.outputs.workspaceId
  }
}

module deploymentStorage 'app/storage.bicep' = {
  scope: group
  name: 'deployment-storage'
  params: {
    name: 'stdeploy${token}'
    location: location
    tags: tags
    isPrivate: privateNetwork
    containers: ['app']
    principalId: identities.outputs.storage.principalId
    roles: ['Storage Blob Data Contributor']
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'app/vault.bicep' = {
  scope: group
  name: 'vault'
  params: {
    token: token
    location: location
    tags: tags
    isPrivate: privateNetwork
    readerId: identities.outputs.storage.principalId
    recordKeySeed: recordKeySeed
    webhookUrl: webhookUrl
    workspaceId: monitoring.outputs.workspaceId
  }
}

module network 'app/network.bicep' = if (privateNetwork) {
  scope: group
  name: 'network'
  params: {
    token: token
    location: location
    tags: tags
    prefix: networkPrefix
    stateId: state.outputs.id
    deploymentId: deploymentStorage.outputs.id
    vaultId: vault.outputs.id
  }
}

module app 'app/function-app.bicep' = {
  scope: group
  name: 'function-app'
  params: {
    token: token
    location: location
    tags: tags
    nodeVersion: nodeVersion
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    subnetId: network.?outputs.appSubnetId ?? ''
    identities: {
      observer: identities.outputs.observer
      remediator: identities.outputs.remediator
      storage: identities.outputs.storage
      bot: identities.outputs.bot
    }
    stateAccount: state.outputs.name
    packageContainer: '${deploymentStorage.outputs.blobEndpoint}app'
    componentName: monitoring.outputs.componentName
    recordKeysUri: vault.outputs.recordKeysUri
    webhookUri: empty(webhookUrl) ? '' : vault.outputs.webhookUri
    policy: union({ subscriptions: watchedSubscriptions, approvers: approvers }, policy)
    stopped: stopped
    language: language
    sweepSchedule: sweepSchedule
    reportSchedule: reportSchedule
    teamsChannelId: teamsChannelId
    teamsServiceUrl: teamsServiceUrl
    registeredAppId: registration.clientId
    measuredWorkspaceId: measuredWorkspaceId
  }
}

module bot 'app/bot.bicep' = {
  scope: group
  name: 'bot'
  params: {
    token: token
    tags: tags
    identity: identities.outputs.bot
    endpoint: 'https://${app.outputs.hostName}/api/messages'
  }
}

module alerts 'app/alerts.bicep' = {
  scope: group
  name: 'alerts'
  params: {
    token: token
    location: location
    tags: tags
    siteName: app.outputs.name
    registration: registration
    useFunctionKey: useFunctionKey
    gateways: alertedGateways
    virtualMachines: alertedVirtualMachines
    heartbeatWorkspace: heartbeatWorkspace
  }
}

module ownAlerts 'app/own-alerts.bicep' = {
  scope: group
  name: 'own-alerts'
  params: {
    token: token
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    sweepSilence: sweepSilence
    emails: operatorEmails
  }
}

module workbook 'app/workbook.bicep' = {
  scope: group
  name: 'workbook'
  params: {
    token: token
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
  }
}

@description('Where the app is reached.')
output RECONNECT_URL string = 'https://${app.outputs.hostName}'

@description('The bot’s app id, which the Teams app names.')
output RECONNECT_BOT_ID string = identities.outputs.bot.clientId

@description('Object id of the identity that reads.')
output RECONNECT_OBSERVER string = identities.outputs.observer.principalId

@description('Object id of the identity that applies approved fixes.')
output RECONNECT_REMEDIATOR string = identities.outputs.remediator.principalId

@description('The vault with the record key.')
output RECONNECT_VAULT string = vault.outputs.name
