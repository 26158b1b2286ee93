import { Policy } from '../model/policy';
import { readAlert } from './alert';

const subscription = '4c7e19d2-5b3a-4f86-9e01-7a2d8c6b5f34';
const idOf = (type: string, name: string, group = 'rg-ops'): string =>
  `/subscriptions/${subscription}/resourceGroups/${group}/providers/${type}/${name}`;
const vmOf = (name: string, group?: string): string => idOf('Microsoft.Compute/virtualMachines', name, group);
const workspace = idOf('microsoft.operationalinsights/workspaces', 'law-ops').toLowerCase();
const gateway = idOf('Microsoft.Network/applicationGateways', 'agw-portal');

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
const ignored = (reason: string) => ({ kind: 'ignored', reason });

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
