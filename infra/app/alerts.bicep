// The alerts that start incidents. The sweep finds broken gateways without them, only later.
@description('What makes names unique.')
param token string

@description('Region of the query rule.')
param location string

@description('Tags.')
param tags object

@description('Name of the function app.')
param siteName string

@description('The app registration: clientId, and the registration’s own objectId. Empty: there is no secure webhook.')
param registration object

@description('Without a registration: calls with the host’s function key.')
param useFunctionKey bool

@description('Ids of Application Gateways.')
param gateways string[]

@description('Ids of virtual machines.')
param virtualMachines string[]

@description('Id of a workspace with heartbeats. Empty: none.')
param heartbeatWorkspace string

resource site 'Microsoft.Web/sites@2024-11-01' existing = {
  name: siteName
}

var address = 'https://${site.properties.defaultHostName}/api/alerts'
var isSecure = !empty(registration.objectId)
var secureWebhook = {
  name: 'Reconnect'
  serviceUri: '${address}/secure'
  useCommonAlertSchema: true
  useAadAuth: true
  objectId: registration.objectId
  identifierUri: 'api://${registration.clientId}'
  tenantId: tenant().tenantId
}

resource reconnect 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-reconnect-${token}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'Reconnect'
    enabled: true
    webhookReceivers: isSecure
      ? [secureWebhook]
      : useFunctionKey
          ? [
              {
                name: 'Reconnect'
                serviceUri: '${address}?code=${listKeys('${site.id}/host/default', '2024-11-01').functionKeys.default}'
                useCommonAlertSchema: true
              }
            ]
          : []
  }
}

resource unhealthyHosts 'Microsoft.Insights/metricAlerts@2018-03-01' = [for id in gateways: {
  name: 'unhealthy-hosts-${last(split(id, '/'))}-${uniqueString(id, token)}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Application Gateway ${last(split(id, '/'))} finds backends unhealthy.'
    severity: 1
    enabled: true
    scopes: [id]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'unhealthy-hosts'
          metricNamespace: 'Microsoft.Network/applicationGateways'
          metricName: 'UnhealthyHostCount'
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [{ actionGroupId: reconnect.id }]
  }
}]

resource unavailable 'Microsoft.Insights/metricAlerts@2018-03-01' = [for id in virtualMachines: {
  name: 'unavailable-${last(split(id, '/'))}-${uniqueString(id, token)}'
  location: 'global'
  tags: tags
  properties: {
    description: 'VM ${last(split(id, '/'))} is not available.'
    severity: 1
    enabled: true
    scopes: [id]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'availability'
          metricNamespace: 'Microsoft.Compute/virtualMachines'
          metricName: 'VmAvailabilityMetric'
          timeAggregation: 'Average'
          operator: 'LessThan'
          threshold: 1
        }
      ]
    }
    actions: [{ actionGroupId: reconnect.id }]
  }
}]

resource unhealthyResources 'Microsoft.Insights/activityLogAlerts@2020-10-01' = {
  name: 'resource-health-${token}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Azure says that a VM or an Application Gateway of the subscription is not well.'
    enabled: true
    scopes: [subscription().id]
    condition: {
      allOf: [
        { field: 'category', equals: 'ResourceHealth' }
        {
          anyOf: [
            { field: 'resourceType', equals: 'Microsoft.Compute/virtualMachines' }
            { field: 'resourceType', equals: 'Microsoft.Network/applicationGateways' }
          ]
        }
        {
          anyOf: [
            { field: 'properties.currentHealthStatus', equals: 'Unavailable' }
            { field: 'properties.currentHealthStatus', equals: 'Degraded' }
          ]
        }
      ]
    }
    actions: { actionGroups: [{ actionGroupId: reconnect.id }] }
  }
}

resource noHeartbeat 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = if (!empty(heartbeatWorkspace)) {
  name: 'no-heartbeat-${token}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    description: 'The agent of a VM sent heartbeats in the last hour, but none for ten minutes.'
    severity: 1
    enabled: true
    scopes: [heartbeatWorkspace]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT1H'
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: 'Heartbeat | where isnotempty(_ResourceId) | summarize newest = max(TimeGenerated) by _ResourceId | where newest < ago(10m)'
          timeAggregation: 'Count'
          resourceIdColumn: '_ResourceId'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [reconnect.id] }
  }
}
