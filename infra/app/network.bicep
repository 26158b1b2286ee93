// A virtual network from which the app reaches its storage and its vault, which then have no door to the Internet.
@description('What makes names unique.')
param token string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Address space, /24 or larger.')
param prefix string

@description('The storage account with the records.')
param stateId string

@description('The storage account with the deployed package.')
param deploymentId string

@description('The vault with the record key.')
param vaultId string

var storageDomain = environment().suffixes.storage
var zoneNames = [
  'privatelink.blob.${storageDomain}'
  'privatelink.queue.${storageDomain}'
  'privatelink.table.${storageDomain}'
  'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
]
var doors = [
  { name: 'state-blob', to: stateId, group: 'blob', zone: 0 }
  { name: 'state-queue', to: stateId, group: 'queue', zone: 1 }
  { name: 'state-table', to: stateId, group: 'table', zone: 2 }
  { name: 'deployment-blob', to: deploymentId, group: 'blob', zone: 0 }
  { name: 'vault', to: vaultId, group: 'vault', zone: 3 }
]

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'vnet-${token}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [prefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(prefix, 26, 0)
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: { addressPrefix: cidrSubnet(prefix, 26, 1), defaultOutboundAccess: false }
      }
    ]
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for name in zoneNames: {
  name: name
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (name, i) in zoneNames: {
  parent: zones[i]
  name: 'link-${token}'
  location: 'global'
  tags: tags
  properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
}]

resource endpoints 'Microsoft.Network/privateEndpoints@2025-05-01' = [for door in doors: {
  name: 'pe-${door.name}-${token}'
  location: location
  tags: tags
  properties: {
    subnet: { id: network.properties.subnets[1].id }
    privateLinkServiceConnections: [
      { name: door.name, properties: { privateLinkServiceId: door.to, groupIds: [door.group] } }
    ]
  }
}]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = [for (door, i) in doors: {
  parent: endpoints[i]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [{ name: door.group, properties: { privateDnsZoneId: zones[door.zone].id } }]
  }
}]

@description('The subnet of the app.')
output appSubnetId string = network.properties.subnets[0].id
