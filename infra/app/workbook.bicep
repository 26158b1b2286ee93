// A page that answers what operators ask: the queries of ../queries, over a time that is chosen at its top.
@description('What makes names unique.')
param token string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('The workspace with the app’s telemetry.')
param workspaceId string

var questions = [
  { title: 'What is waiting for people now', as: 'table', query: loadTextContent('../queries/waiting.kql') }
  { title: 'How many incidents there were', as: 'barchart', query: loadTextContent('../queries/incidents.kql') }
  { title: 'How they ended, and what they asked of ARM', as: 'table', query: loadTextContent('../queries/outcomes.kql') }
  { title: 'How long people waited', as: 'table', query: loadTextContent('../queries/waits.kql') }
  { title: 'What was changed, on whose approval', as: 'table', query: loadTextContent('../queries/changes.kql') }
  { title: 'Which guards stopped plans', as: 'table', query: loadTextContent('../queries/guards.kql') }
  { title: 'What ARM throttles and refuses', as: 'table', query: loadTextContent('../queries/throttling.kql') }
  { title: 'How late sweeps are', as: 'linechart', query: loadTextContent('../queries/sweep-lag.kql') }
  { title: 'What failed to reach Teams', as: 'table', query: loadTextContent('../queries/unreached-channel.kql') }
  { title: 'Which messages failed every time', as: 'table', query: loadTextContent('../queries/poison-messages.kql') }
]

var time = {
  type: 9
  name: 'time'
  content: {
    version: 'KqlParameterItem/1.0'
    parameters: [
      {
        id: guid('time')
        version: 'KqlParameterItem/1.0'
        name: 'time'
        label: 'Time'
        type: 4
        isRequired: true
        value: { durationMs: 604800000 }
        typeSettings: {
          allowCustom: true
          selectableValues: [{ durationMs: 86400000 }, { durationMs: 604800000 }, { durationMs: 2592000000 }]
        }
      }
    ]
  }
}

var answers = [for (question, index) in questions: {
  type: 3
  name: 'question-${index}'
  content: {
    version: 'KqlItem/1.0'
    title: question.title
    query: question.query
    visualization: question.as
    size: 0
    timeContextFromParameter: 'time'
    queryType: 0
    resourceType: 'microsoft.operationalinsights/workspaces'
    crossComponentResources: [workspaceId]
  }
}]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid('workbook', token)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Reconnect'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: string({
      version: 'Notebook/1.0'
      items: concat([time], answers)
      fallbackResourceIds: [workspaceId]
    })
  }
}
