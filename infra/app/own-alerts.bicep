// Tells operators when Reconnect itself is in trouble: not through Reconnect, which may be unable to.
@description('What makes names unique.')
param token string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('The workspace with the app’s telemetry.')
param workspaceId string

@description('For how long no sweep may have ended.')
param sweepSilence string

@description('Who is told.')
param emails string[]

var silences = [
  {
    name: 'no-sweep'
    description: 'No sweep has ended lately: broken gateways without an alert are not found.'
    query: 'AppRequests | where Name == "sweep" and Success'
    window: sweepSilence
  }
  {
    name: 'no-watchdog'
    description: 'The watchdog has not run for a quarter of an hour: the app does not run, or cannot reach its storage.'
    query: 'AppRequests | where Name == "watchdog" and Success'
    window: 'PT15M'
  }
]

var troubles = [
  {
    name: 'poison-messages'
    description: 'A message failed every time. Its incident has ended, or its target was not looked at.'
    query: loadTextContent('../queries/poison-messages.kql')
    tolerated: 0
  }
  {
    name: 'damaged-records'
    description: 'A stored record was changed by others. Its target stays held until somebody has looked into it.'
    query: 'AppTraces | where Message == "A stored record was changed by others"'
    tolerated: 0
  }
  {
    name: 'failed-cards'
    description: 'Cards do not reach the channel, or answers from there are not taken.'
    query: loadTextContent('../queries/unreached-channel.kql')
    tolerated: 3
  }
  {
    name: 'failed-functions'
    description: 'Functions fail again and again.'
    query: 'AppRequests | where not(Success)'
    tolerated: 20
  }
]

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-operators-${token}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'Operators'
    enabled: true
    emailReceivers: [for email in emails: { name: email, emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource silence 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in silences: {
  name: 'reconnect-${rule.name}-${token}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    description: rule.description
    severity: 1
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: rule.window
    autoMitigate: true
    // The tables are there only when the app has run.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: 'LessThan'
          threshold: 1
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [operators.id] }
  }
}]

resource trouble 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in troubles: {
  name: 'reconnect-${rule.name}-${token}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    description: rule.description
    severity: 2
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: rule.tolerated
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [operators.id] }
  }
}]
