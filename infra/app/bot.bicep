// The bot in Teams. It is an identity, so it has no password; no other channel leads to it.
@description('What makes names unique.')
param token string

@description('Tags.')
param tags object

@description('The identity that the bot is.')
param identity object

@description('Where the Bot Framework posts what people write.')
param endpoint string

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: 'bot-${token}'
  location: 'global'
  tags: tags
  kind: 'azurebot'
  sku: { name: 'F0' }
  properties: {
    displayName: 'Reconnect'
    endpoint: endpoint
    msaAppType: 'UserAssignedMSI'
    msaAppId: identity.clientId
    msaAppTenantId: tenant().tenantId
    msaAppMSIResourceId: identity.id
    disableLocalAuth: true
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
    properties: { isEnabled: true, enableCalling: false, acceptedTerms: true }
  }
}

// Azure gives a new bot these two; they stay, and let nobody in.
resource webChat 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'WebChatChannel'
  location: 'global'
  properties: {
    channelName: 'WebChatChannel'
    properties: { sites: [{ siteName: 'Default Site', isEnabled: false }] }
  }
}

resource directLine 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'DirectLineChannel'
  location: 'global'
  properties: {
    channelName: 'DirectLineChannel'
    properties: { sites: [{ siteName: 'Default Site', isEnabled: false, isV1Enabled: false, isV3Enabled: false }] }
  }
}
