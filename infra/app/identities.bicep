// Four identities, so that each has only the rights of its one purpose, and none has a secret.
@description('What makes names unique.')
param token string

@description('Region.')
param location string

@description('Tags.')
param tags object

resource observer 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-observer-${token}'
  location: location
  tags: tags
}

resource remediator 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-remediator-${token}'
  location: location
  tags: tags
}

resource storage 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-storage-${token}'
  location: location
  tags: tags
}

resource bot 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-bot-${token}'
  location: location
  tags: tags
}

@description('Reads what is watched.')
output observer object = {
  id: observer.id
  clientId: observer.properties.clientId
  principalId: observer.properties.principalId
}

@description('Applies approved fixes.')
output remediator object = {
  id: remediator.id
  clientId: remediator.properties.clientId
  principalId: remediator.properties.principalId
}

@description('The app’s own things: its records, its package, its key, its telemetry.')
output storage object = {
  id: storage.id
  clientId: storage.properties.clientId
  principalId: storage.properties.principalId
}

@description('Speaks in Teams.')
output bot object = {
  id: bot.id
  clientId: bot.properties.clientId
  principalId: bot.properties.principalId
}
