// The right to read what is watched. Network Watchers, and the operations that Azure keeps for a location, are outside the groups of
// the resources that they are about; so it is given for the whole subscription.
targetScope = 'subscription'

@description('Name of the deployment.')
param environmentName string

@description('Object id of the observer.')
param principalId string

var role = loadJsonContent('../roles/observer.json')

resource definition 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, environmentName, 'observer')
  properties: {
    // Names of roles are unique in a tenant.
    roleName: '${role.name} (${environmentName}, ${subscription().subscriptionId})'
    description: role.description
    type: 'CustomRole'
    permissions: role.permissions
    assignableScopes: [subscription().id]
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: subscription()
  name: guid(subscription().id, definition.id, principalId)
  properties: {
    roleDefinitionId: definition.id
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
