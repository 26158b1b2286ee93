import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { messages } from '../../shared/incident/telemetry';
import { metrics, type Properties, type Telemetry } from '../../shared/model/telemetry';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import { readStock } from '../../shared/simulation/simulator/stock';
import { playThrough } from '../mutants/play-scenario';

const root = path.join(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const files = readdirSync(path.join(root, 'infra/queries')).sort();
const asked = files.map((file) => ({ file, query: read(`infra/queries/${file}`) }));
const sources = ['shared/incident', 'shared/teams', 'functions']
  .flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => read(`${folder}/${file}`)),
  )
  .join('\n');

/** The properties that came with each message and metric while these scenarios were played. */
const heard = new Map<string, Set<string>>();
const hear = (name: string, properties: Properties): void => {
  heard.set(name, new Set([...(heard.get(name) ?? []), ...Object.keys(properties)]));
};
const telemetry: Telemetry = { log: hear, measure: (metric, _, properties) => hear(metric, properties) };
beforeAll(async () => {
  const { roles } = await readStock(root);
  for (const name of ['gateway-v2-ports-denied', 'gateway-rules-locked', 'gateway-sweep-finds-nothing'])
    await playThrough(await scenarioFrom(name, root), roles, { telemetry });
});

/** What a query compares `Name` or `Message` of a table with. */
const namesIn = (query: string, table: string, column: string): readonly string[] =>
  [...query.matchAll(new RegExp(`${table}\\s*\\| where ${column} (?:==|in) \\(?([^\\n]*)`, 'g'))].flatMap(([, list]) =>
    [...(list ?? '').matchAll(/"([^"]+)"/g)].map(([, name = '']) => name),
  );
const messagesIn = (query: string) => namesIn(query, 'AppTraces', 'Message');
const metricsIn = (query: string) => namesIn(query, 'AppMetrics', 'Name');

/** The properties of a message: those that were heard, or those that are written where it is logged. */
function propertiesOf(name: string): readonly string[] {
  const [, written = ''] = new RegExp(`'${name}',\\s*\\{([^}]*)\\}`).exec(sources) ?? [];
  return [...(heard.get(name) ?? []), ...[...written.matchAll(/(\w+)(?=[:,]|\s*$)/g)].map(([, key = '']) => key)];
}

test('there are ten, and each begins with its question', () => {
  expect(files).toHaveLength(10);
  for (const { query } of asked) expect(query).toMatch(/^\/\/ [A-Z].*\?/);
});

test('the workbook asks them all', () => {
  const loaded = [...read('infra/app/workbook.bicep').matchAll(/queries\/([\w-]+\.kql)/g)].map(([, file]) => file);
  expect(loaded.sort()).toEqual(files);
});

describe.each(asked)('$file', ({ query }) => {
  test('asks for messages that are logged', () => {
    const known: readonly (string | undefined)[] = Object.values(messages);
    for (const message of messagesIn(query))
      expect({ message, isLogged: known.includes(message) || sources.includes(`'${message}'`) }).toEqual({
        message,
        isLogged: true,
      });
  });

  test('asks for metrics that are measured', () => expect(metrics).toEqual(expect.arrayContaining(metricsIn(query))));

  test('asks for functions that there are', () => {
    for (const name of namesIn(query, 'AppRequests', 'Name')) expect(sources).toContain(`app.storageQueue('${name}'`);
  });

  test('asks for properties that these come with', () => {
    const names = [...messagesIn(query), ...metricsIn(query)];
    // Where a query looks at whatever has a phase, it is about the steps of incidents.
    const all = query.includes('isnotempty(Properties.phase)') ? [...names, messages.asked] : names;
    const properties = all.flatMap(propertiesOf);
    const wanted = [...query.matchAll(/Properties\.(\w+)/g)].map(([, name]) => name);
    expect(properties).toEqual(expect.arrayContaining(wanted));
  });
});

test('every metric is asked for', () =>
  expect(new Set(asked.flatMap(({ query }) => metricsIn(query)))).toEqual(new Set(metrics)));
