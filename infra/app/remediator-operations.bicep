// The right to follow one's own operations. Azure keeps them for a location of the subscription, outside every resource group.
targetScope = 'subscription'

@description('Name of the deployment.')
param environmentName string

@description('Object id of the remediator.')
param principalId string

var role = loadJsonContent('../roles/remediator.json')

resource definition 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, environmentName, 'remediator-operations')
  properties: {
    roleName: '${role.name}, operations (${environmentName}, ${subscription().subscriptionId})'
    description: 'Follows the operations of the fixes that people approved in Reconnect.'
    type: 'CustomRole'
    permissions: [
      {
        actions: filter(role.permissions[0].actions, action => contains(action, '/locations/'))
        notActions: []
        dataActions: []
        notDataActions: []
      }
    ]
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
