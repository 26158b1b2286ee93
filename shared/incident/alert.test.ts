import { Policy } from '../model/policy';
import { readAlert, whyIgnored } from './alert';

const subscription = '4c7e19d2-5b3a-4f86-9e01-7a2d8c6b5f34';
const idOf = (type: string, name: string, group = 'rg-ops'): string =>
  `/subscriptions/${subscription}/resourceGroups/${group}/providers/${type}/${name}`;
const vmOf = (name: string, group?: string): string => idOf('Microsoft.Compute/virtualMachines', name, group);
const workspace = idOf('microsoft.operationalinsights/workspaces', 'law-ops').toLowerCase();
const gateway = idOf('Microsoft.Network/applicationGateways', 'agw-portal');

const balancer = idOf('Microsoft.Network/loadBalancers', 'lb-site');
const monitor = `${idOf('Microsoft.Network/networkWatchers', 'NetworkWatcher_koreacentral')}/connectionMonitors/cm-ops`;

const targetOf = (id: string, port = 22) => ({ kind: 'vm', id, port, from: { address: '10.80.9.4' } });
const policy = Policy.parse({
  subscriptions: [subscription],
  approvers: [{ id: '7d1f3b92-8c4e-4a60-b5d7-1e9f20a6c843', name: 'Hana Seo' }],
  targets: [
    targetOf(vmOf('vm-erp')),
    targetOf(vmOf('vm-erp'), 2222),
    targetOf(vmOf('vm-web')),
    targetOf(vmOf('vm-web', 'rg-other')),
    targetOf(vmOf('vm-far').replace(subscription, '00000000-0000-4000-8000-000000000000')),
    {
      ...targetOf(vmOf('vm-site'), 443),
      through: { frontend: `${balancer}/frontendIPConfigurations/public`, port: 8443 },
    },
  ],
});

interface Parts {
  readonly essentials?: object;
  readonly alertContext?: unknown;
}

/** What a log alert on a workspace is read as: the ids and ports of its targets, or why it is ignored. */
function read({ essentials, alertContext = null }: Parts) {
  const body = {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        monitorCondition: 'Fired',
        firedDateTime: '2026-03-02T09:00:00Z',
        alertId: `/subscriptions/${subscription}/providers/Microsoft.AlertsManagement/alerts/a1`,
        alertRule: 'heartbeat',
        severity: 'Sev1',
        signalType: 'Log',
        alertTargetIDs: [workspace],
        configurationItems: [],
        ...essentials,
      },
      alertContext,
    },
  };
  return readBody(body);
}

function readBody(body: unknown) {
  const reading = readAlert(JSON.stringify(body), policy, '2026-03-02T09:00:05.000Z');
  if (reading.kind !== 'signals') return reading;
  return reading.signals.map(({ target }) => (target.kind === 'vm' ? `${target.id} ${target.port}` : target.id));
}

const dimension = (name: string, value: unknown) => ({ name, value });
const v1 = (...Dimensions: object[]) => ({ alertContext: { AlertType: 'Metric measurement', Dimensions } });
const v2 = (...dimensions: object[]) => ({
  alertContext: { conditionType: 'LogQueryCriteria', condition: { allOf: [{ metricValue: null, dimensions }] } },
});

const erp = [`${vmOf('vm-erp')} 22`, `${vmOf('vm-erp')} 2222`];
const ignored = (reason: string) => ({ kind: 'ignored', reason, about: expect.any(Array) });

test('the alert of a budget has nothing that could be mended', () => {
  const essentials = {
    alertRule: null,
    severity: null,
    signalType: null,
    monitoringService: 'CostAlerts',
    alertTargetIDs: null,
    configurationItems: ['budgets'],
    originAlertId: null,
    description: '',
  };
  const alertContext = { AlertCategory: 'budgets', AlertData: { Scope: `/subscriptions/${subscription}/` } };
  expect(read({ essentials, alertContext })).toEqual(ignored('no-target'));
});

describe('a log alert is about the resource that it names', () => {
  test.each([
    ['in a dimension of V1', v1(dimension('_ResourceId', vmOf('vm-erp').toLowerCase())), erp],
    ['in the affected items of V1', { alertContext: { AffectedConfigurationItems: [vmOf('vm-erp')] } }, erp],
    ['in a dimension of V2', v2(dimension('ResourceId', gateway.toUpperCase())), [gateway.toUpperCase()]],
    ['in a dimension of whatever case', v2(dimension('_resourceid', vmOf('vm-erp'))), erp],
    ['in its configuration items', { essentials: { configurationItems: [vmOf('vm-erp')] } }, erp],
    [
      'several times, once',
      {
        essentials: { configurationItems: ['vm-erp', vmOf('vm-erp')] },
        ...v2(dimension('_ResourceId', vmOf('vm-erp').toUpperCase()), dimension('ResourceId', gateway)),
      },
      [...erp, gateway],
    ],
  ])('%s', (_, parts: Parts, targets) => {
    expect(read(parts)).toEqual(targets);
  });
});

describe('a log alert that names only a host is about the one watched VM of that name', () => {
  test.each([
    ['in a dimension of V1', v1(dimension('Computer', 'VM-ERP'))],
    ['in a dimension of V2', v2(dimension('Computer', 'vm-erp'))],
    ['with its domain', v2(dimension('Computer', 'vm-erp.ops.example.com'))],
    ['in its configuration items', { essentials: { configurationItems: ['vm-erp'] } }],
    ['in the affected items of V1', { alertContext: { AffectedConfigurationItems: ['vm-erp'] } }],
    ['and has no target', { essentials: { alertTargetIDs: [] }, ...v2(dimension('Computer', 'vm-erp')) }],
    [
      'and fired on an application’s logs',
      {
        essentials: { alertTargetIDs: [idOf('microsoft.insights/components', 'app')] },
        ...v2(dimension('Computer', 'vm-erp')),
      },
    ],
  ])('%s', (_, parts: Parts) => {
    expect(read(parts)).toEqual(erp);
  });

  test.each([
    ['of two VMs of that name', v2(dimension('Computer', 'vm-web'))],
    ['of a VM in a subscription that is not watched', v2(dimension('Computer', 'vm-far'))],
    ['of a name that only begins alike', v2(dimension('Computer', 'vm-erp2'))],
    ['of no name', v2(dimension('Computer', ''))],
    ['in a column that does not say whose it is', v2(dimension('Caller', 'vm-erp'))],
    [
      'beside the id of another VM of that name',
      v2(dimension('Computer', 'vm-erp'), dimension('_ResourceId', vmOf('vm-erp', 'rg-other'))),
    ],
  ])('not %s', (_, parts: Parts) => {
    expect(read(parts)).toEqual(ignored('not-watched'));
  });
});

test.each([
  ['dimensions that are null', { alertContext: { condition: { allOf: [{ dimensions: null }] } } }],
  ['a condition of another shape', { alertContext: { condition: { allOf: 'x' }, Dimensions: 7 } }],
  ['odd entries', { ...v2(dimension('a', 7), dimension('b', null)), essentials: { configurationItems: [7, null] } }],
  ['a context that is no object', { alertContext: 'x' }],
  ['a number for a time', { essentials: { firedDateTime: 7, severity: 3 } }],
])('an alert with %s is still read for its targets', (_, { essentials, ...parts }: Parts) => {
  expect(read({ ...parts, essentials: { ...essentials, alertTargetIDs: [workspace, vmOf('vm-erp')] } })).toEqual(erp);
});

test('an odd entry does not hide the one beside it', () => {
  expect(read(v2(dimension('a', 7), dimension('Computer', 'vm-erp')))).toEqual(erp);
  const alertContext = { Dimensions: 7, condition: { allOf: [7, { dimensions: [dimension('Computer', 'vm-erp')] }] } };
  expect(read({ alertContext })).toEqual(erp);
});

test('nor does one among its targets, or an odd name of its rule', () => {
  expect(read({ essentials: { alertRule: 7, alertTargetIDs: [null, vmOf('vm-erp')] } })).toEqual(
    read({ essentials: { alertTargetIDs: [vmOf('vm-erp')] } }),
  );
});

/** What only the alerts of one part of Azure Monitor have in common. */
const by = (monitoringService: string, target: string, alertContext?: unknown) => ({
  essentials: { monitoringService, alertTargetIDs: [target], configurationItems: [] },
  alertContext,
});
const metric = (target: string, conditionType: string, ...dimensions: object[]) =>
  by('Platform', target.toLowerCase(), {
    properties: { team: 'ops' },
    conditionType,
    condition: { windowSize: 'PT5M', allOf: [{ metricName: 'm', threshold: '0', dimensions, metricValue: 1 }] },
  });
const happened = (operationName: string, target: string) =>
  by('Activity Log - Administrative', target.toLowerCase(), {
    authorization: { action: operationName, scope: target },
    eventSource: 'Administrative',
    level: 'Informational',
    operationName,
    properties: { eventCategory: 'Administrative', entity: target, message: operationName },
    status: 'Succeeded',
    'Activity Log Event Description': '',
  });
const healthOf = (target: string, currentHealthStatus: string) =>
  by('Resource Health', target.toLowerCase(), {
    eventSource: 'ResourceHealth',
    properties: { title: 'Rebooted by user', details: null, currentHealthStatus, cause: 'UserInitiated' },
    status: 'Active',
    'Activity Log Event Description': null,
  });
const serviceHealth = by('ServiceHealth', `/subscriptions/${subscription}`, {
  authorization: null,
  channels: 1,
  eventSource: 2,
  level: 3,
  operationName: 'Microsoft.ServiceHealth/incident/action',
  properties: {
    service: 'Virtual Machines',
    region: 'Korea Central',
    impactedServices: '[{"ImpactedRegions":[{"RegionName":"Korea Central"}],"ServiceName":"Virtual Machines"}]',
    stage: 'Active',
  },
  status: 'Active',
});
const connectionTo = (...dimensions: object[]) =>
  metric(monitor, 'SingleResourceMultipleMetricCriteria', ...dimensions);
const erpBy22 = [dimension('DestinationResourceId', vmOf('vm-erp')), dimension('DestinationPort', '22')];
const low = (targets: readonly string[]) => targets.map((target) => target.toLowerCase());

describe('every kind of alert leads to the targets that it is about', () => {
  test.each<[string, Parts, unknown]>([
    [
      'a metric with a threshold that is set, of something that is not watched',
      metric(
        idOf('Microsoft.Storage/storageAccounts', 'st'),
        'SingleResourceMultipleMetricCriteria',
        dimension('ApiName', 'GetBlob'),
      ),
      ignored('not-watched'),
    ],
    [
      'a metric with a threshold that is learned',
      metric(gateway, 'DynamicThresholdCriteria', dimension('BackendSettingsPool', 'pool~http')),
      [gateway.toLowerCase()],
    ],
    [
      'the availability of a VM',
      metric(
        vmOf('vm-erp'),
        'SingleResourceMultipleMetricCriteria',
        dimension('ResourceId', 'b1b1b1b1-cccc-dddd-eeee-f2f2f2f2f2f2'),
      ),
      erp,
    ],
    [
      'a metric of many VMs',
      metric(
        `/subscriptions/${subscription}/resourceGroups/rg-ops`,
        'MultipleResourceMultipleMetricCriteria',
        dimension('microsoft.resourceId', vmOf('vm-erp')),
        dimension('microsoft.resourceType', 'Microsoft.Compute/virtualMachines'),
      ),
      erp,
    ],
    [
      'a metric of the load balancer through which clients come',
      metric(balancer, 'SingleResourceMultipleMetricCriteria'),
      [`${vmOf('vm-site')} 443`],
    ],
    ['what somebody did to a VM', happened('Microsoft.Compute/virtualMachines/restart/action', vmOf('vm-erp')), erp],
    [
      'what somebody did to a part of a VM',
      happened('Microsoft.Compute/virtualMachines/extensions/write', `${vmOf('vm-erp')}/extensions/monitor`),
      erp,
    ],
    [
      'what somebody did to a network security group',
      happened(
        'Microsoft.Network/networkSecurityGroups/securityRules/write',
        `${idOf('Microsoft.Network/networkSecurityGroups', 'nsg')}/securityRules/r`,
      ),
      ignored('network-part'),
    ],
    [
      'what somebody did to a route table',
      happened('Microsoft.Network/routeTables/write', idOf('Microsoft.Network/routeTables', 'rt')),
      ignored('network-part'),
    ],
    ['Resource Health', healthOf(vmOf('vm-erp'), 'Unavailable'), erp],
    ['Service Health', serviceHealth, ignored('service-health')],
    ['a connection monitor, about the VM at which it fails', connectionTo(...erpBy22), [`${vmOf('vm-erp')} 22`]],
    [
      'a connection monitor, and not about the VM from which it tries',
      connectionTo(
        dimension('SourceResourceId', vmOf('vm-erp')),
        dimension('DestinationResourceId', vmOf('vm-site')),
        dimension('DestinationPort', '8443'),
      ),
      [`${vmOf('vm-site')} 443`],
    ],
    [
      'a connection monitor without ports',
      connectionTo(erpBy22[0]!, dimension('Protocol', 'Icmp'), dimension('DestinationPort', '')),
      erp,
    ],
    [
      'a connection monitor of a port that is not watched',
      connectionTo(erpBy22[0]!, dimension('DestinationPort', '8080')),
      ignored('not-watched'),
    ],
    ['a connection monitor that does not say where it fails', connectionTo(), ignored('no-destination')],
  ])('%s', (_, parts, targets) => {
    const found = read(parts);
    expect(Array.isArray(found) ? low(found) : found).toEqual(
      Array.isArray(targets) ? low(targets as string[]) : targets,
    );
  });
});

describe('where the common alert schema is switched off', () => {
  const context = {
    timestamp: '2026-03-02T09:00:00.97Z',
    id: idOf('microsoft.insights/metricAlerts', 'availability'),
    name: 'availability',
    condition: { windowSize: 'PT5M', allOf: [{ metricName: 'VmAvailabilityMetric', dimensions: [] }] },
    resourceId: vmOf('vm-erp'),
  };
  const activityLog = {
    eventDataId: 'e1',
    eventSource: 'Administrative',
    resourceId: vmOf('vm-erp'),
    status: 'Succeeded',
  };
  const happened = {
    schemaId: 'Microsoft.Insights/activityLogs',
    data: { status: 'Activated', context: { activityLog } },
  };

  test.each([
    [
      'a metric alert',
      { schemaId: 'AzureMonitorMetricAlert', data: { version: '2.0', status: 'Activated', context } },
      erp,
    ],
    [
      'a classic metric alert',
      { status: 'Activated', context: { ...context, condition: { metricName: 'CPU' } }, properties: {} },
      erp,
    ],
    ['an activity log alert', happened, erp],
    [
      'one of Service Health',
      {
        ...happened,
        data: { status: 'Activated', context: { activityLog: { eventDataId: 'e2', eventSource: 'ServiceHealth' } } },
      },
      ignored('service-health'),
    ],
    [
      'a log alert',
      { SubscriptionId: subscription, AlertRuleName: 'heartbeat', ResourceId: workspace },
      ignored('unknown-schema'),
    ],
    ['one that lacks its resource', { schemaId: 'AzureMonitorMetricAlert', data: {} }, ignored('unknown-schema')],
    ['one named as no schema is', { schemaId: 'toString' }, ignored('unknown-schema')],
  ])('%s is read for its resource', (_, body, targets) => {
    expect(readBody(body)).toEqual(targets);
  });

  test('each firing is a signal of its own, and each delivery of it the same', () => {
    const at = (timestamp: string) => JSON.stringify({ status: 'Activated', context: { ...context, timestamp } });
    const ids = (timestamp: string) => {
      const reading = readAlert(at(timestamp), policy, new Date().toISOString());
      return reading.kind === 'signals' ? reading.signals.map(({ id }) => id) : [];
    };
    expect(ids('2026-03-02T09:00:00Z')).toEqual(ids('2026-03-02T09:00:00Z'));
    expect(ids('2026-03-02T09:00:00Z')).not.toEqual(ids('2026-03-02T10:00:00Z'));
  });
});

test.each<[string, object]>([
  ['of a metric', { monitorCondition: 'Resolved', alertTargetIDs: [vmOf('vm-erp')] }],
  ['in words that may come yet', { monitorCondition: 'Closed', alertTargetIDs: [vmOf('vm-erp')] }],
])('the end of an alert %s is a signal of its own, which says so', (_, essentials) => {
  const body = (differs: object) => ({
    schemaId: 'azureMonitorCommonAlertSchema',
    data: { essentials: { alertId: 'a', ...essentials, ...differs } },
  });
  const [fired, over] = [{ monitorCondition: 'Fired' }, {}].map((differs) => {
    const reading = readAlert(JSON.stringify(body(differs)), policy, '2026-03-02T09:00:05.000Z');
    return reading.kind === 'signals' ? reading.signals : [];
  });
  expect(fired?.map((signal) => signal.kind === 'alert' && signal.condition)).toEqual([undefined, undefined]);
  expect(over).toMatchObject([{ condition: 'resolved' }, { condition: 'resolved' }]);
  expect(new Set([...(fired ?? []), ...(over ?? [])].map(({ id }) => id)).size).toBe(4);
});

test('Resource Health says in an alert that fires that a resource is well again', () => {
  const { essentials, alertContext } = healthOf(vmOf('vm-erp'), 'Available');
  const data = { essentials: { alertId: 'a', monitorCondition: 'Fired', ...essentials }, alertContext };
  const reading = readAlert(
    JSON.stringify({ schemaId: 'azureMonitorCommonAlertSchema', data }),
    policy,
    '2026-03-02T09:00:05Z',
  );
  expect(reading).toMatchObject({ signals: [{ condition: 'resolved' }, { condition: 'resolved' }] });
});

test('operators can read why an alert was ignored', () => {
  for (const why of Object.values(whyIgnored)) expect(why).toMatch(/^[A-Z].*\.$/);
});
