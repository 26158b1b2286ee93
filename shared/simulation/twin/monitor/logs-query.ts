import * as z from 'zod';
import { idKey, parentId, sameId } from '../../../model/arm-id';
import type { Resource } from '../../scenarios/schema';
import { notSimulated, refused } from '../arm/errors';
import type { Model, Reply } from '../provider';
import { testsNow } from './connection-monitors';
import type { Asked } from './index';

const Body = z.looseObject({ query: z.string(), timespan: z.string().optional() });

type Column = readonly [name: string, type: string];
type Rows = readonly (readonly unknown[])[];

interface Table {
  readonly name: string;
  /** The one query of it that is understood; how long it looks back does not count, because what is so now is taken for all of the time. */
  readonly query: RegExp;
  readonly columns: readonly Column[];
  readonly rows: (model: Model) => Rows;
}

const TABLES: readonly Table[] = [
  {
    name: 'Heartbeat',
    query:
      /^Heartbeat \| where TimeGenerated > ago\(\d+m\) \| where isnotempty\(_ResourceId\) \| summarize by vm = tolower\(_ResourceId\)$/,
    columns: [['vm', 'string']],
    rows: heartbeats,
  },
  {
    name: 'NWConnectionMonitorTestResult',
    query:
      /^NWConnectionMonitorTestResult \| where TimeGenerated > ago\(\d+m\) \| where isnotempty\(DestinationResourceId\) and DestinationPort > 0 \| summarize others = countif\(TestResult != 'Pass'\) by vm = tolower\(DestinationResourceId\), port = DestinationPort$/,
    columns: [
      ['vm', 'string'],
      ['port', 'int'],
      ['others', 'long'],
    ],
    rows: tested,
  },
];

/** A query of a Log Analytics workspace by its customer id (REST: Log Analytics, Query - Execute). */
export function logsQuery({ of: customerId, body, may }: Asked, model: Model): Reply {
  const workspace = model
    .list('Microsoft.OperationalInsights/workspaces')
    .find(({ properties }) => sameId(String(properties.customerId), customerId));
  if (!workspace) return refused(404, 'PathNotFoundError', 'The requested path does not exist');
  const asked = Body.safeParse(body);
  if (!asked.success) return refused(400, 'BadArgumentError', 'The request had some invalid properties');
  const { query } = asked.data;
  const table = TABLES.find((each) => each.query.test(query));
  if (!table) return notSimulated(`the query ${query}`);
  const read = 'Microsoft.OperationalInsights/workspaces/query';
  if (![`${read}/read`, `${read}/${table.name}/read`].every((action) => may(action, workspace.id)))
    return refused(
      403,
      'InsufficientAccessError',
      'The provided credentials have insufficient access to perform the requested operation',
    );
  const columns = table.columns.map(([name, type]) => ({ name, type }));
  return { kind: 'now', status: 200, body: { tables: [{ name: 'PrimaryResult', columns, rows: table.rows(model) }] } };
}

/** Those VMs send heartbeats that run with the Azure Monitor agent; which workspace gets them is not simulated. */
function heartbeats(model: Model): Rows {
  return model
    .list('Microsoft.Compute/virtualMachines/extensions')
    .filter(isMonitorAgent)
    .map(({ id }) => parentId(id))
    .filter((vm) => model.guest(vm)?.running(model.now()))
    .map((vm) => [idKey(vm)]);
}

const isMonitorAgent = ({ properties: { publisher, type } }: Resource): boolean =>
  sameId(String(publisher), 'Microsoft.Azure.Monitor') && /^AzureMonitor(Linux|Windows)Agent$/i.test(String(type));

function tested(model: Model): Rows {
  const groups = Map.groupBy(testsNow(model), ({ vm, port }) => `${idKey(vm)} ${port}`);
  return [...groups.values()].flatMap((tests) => {
    const [first] = tests;
    return first ? [[idKey(first.vm), first.port, tests.filter(({ passed }) => !passed).length]] : [];
  });
}
