// The right to apply approved fixes in one resource group, by a role that cannot be assigned anywhere else.
@description('Name of the deployment.')
param environmentName string

@description('Object id of the remediator.')
param principalId string

var role = loadJsonContent('../roles/remediator.json')
var permissions = role.permissions[0]

resource definition 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, environmentName, 'remediator')
  properties: {
    roleName: '${role.name} (${environmentName}, ${subscription().subscriptionId}, ${resourceGroup().name})'
    description: role.description
    type: 'CustomRole'
    permissions: [
      {
        // The rest is in remediator-operations.bicep.
        actions: filter(permissions.actions, action => !contains(action, '/locations/'))
        notActions: permissions.notActions
        dataActions: permissions.dataActions
        notDataActions: permissions.notDataActions
      }
    ]
    assignableScopes: [resourceGroup().id]
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: resourceGroup()
  name: guid(resourceGroup().id, definition.id, principalId)
  properties: {
    // Azure names a role by its subscription, also one of a resource group.
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', definition.name)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
