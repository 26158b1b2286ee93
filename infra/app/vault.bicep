// Holds the key that signs the stored records, and the address of a webhook. Only the app's identity may read them.
@description('What makes names unique.')
param token string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Whether it is reached by a private endpoint only.')
param isPrivate bool

@description('Object id of the identity that reads them.')
param readerId string

@description('What the first key is made of. It counts only while there is none.')
@secure()
param recordKeySeed string

@description('The address of a webhook that is told too. Empty: there is none.')
@secure()
param webhookUrl string

@description('The workspace that is told who read it.')
param workspaceId string

var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: 'kv-${token}'
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    // Azure Resource Manager is one of these services, and writes the first key.
    networkAcls: { bypass: 'AzureServices', defaultAction: isPrivate ? 'Deny' : 'Allow' }
  }
}

// Whoever deploys writes it through Azure Resource Manager, which never shows it again.
@onlyIfNotExists()
resource recordKeys 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'record-keys'
  properties: {
    contentType: 'id:base64, the newest first'
    value: 'k1:${base64(recordKeySeed)}'
  }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: recordKeys
  name: guid(recordKeys.id, readerId, keyVaultSecretsUser)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: readerId
    principalType: 'ServicePrincipal'
  }
}

resource webhook 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(webhookUrl)) {
  parent: vault
  name: 'webhook-url'
  properties: { value: webhookUrl }
}

resource webhookReader 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(webhookUrl)) {
  scope: webhook
  name: guid(webhook.id, readerId, keyVaultSecretsUser)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: readerId
    principalType: 'ServicePrincipal'
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'audit'
  properties: { workspaceId: workspaceId, logs: [{ categoryGroup: 'audit', enabled: true }] }
}

@description('The vault.')
output id string = vault.id

@description('Its name.')
output name string = vault.name

@description('Where the key is, whichever version is the newest.')
output recordKeysUri string = '${vault.properties.vaultUri}secrets/${recordKeys.name}'

@description('Where the address of the webhook is, if there is one.')
output webhookUri string = '${vault.properties.vaultUri}secrets/webhook-url'
