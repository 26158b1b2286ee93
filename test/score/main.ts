import { scenarioFrom, scenarioNames } from '../../shared/simulation/scenarios/load';
import { readStock } from '../../shared/simulation/simulator/stock';
import { rowOf, rowsOf, scoreOf, type Row, type Scored } from './score';

/** Plays every scenario and tells how they came out. Answers the exit status: 1 where anything is wrong, which is named. */
export async function run(root: string, _values: object, print: (line: string) => void): Promise<number> {
  const { roles } = await readStock(root);
  const all: Scored[] = [];
  for (const name of scenarioNames(root)) all.push(await scoreOf(await scenarioFrom(name, root), roles));
  const total = rowOf('All', all);
  for (const line of table([...rowsOf(all), total])) print(line);
  for (const name of total.failed) print(`wrong: ${name}`);
  return total.failed.length > 0 ? 1 : 0;
}

const percent = (share: number): string => `${Math.floor(share * 100)} %`;

export function table(rows: readonly Row[]): readonly string[] {
  const head = ['scenarios', 'right cause', 'right fix', 'wrong writes', 'recovered', 'calls', 'seconds', 'document'];
  const cells = rows.map((row) => [
    String(row.scenarios),
    percent(row.rightCause),
    percent(row.rightFix),
    String(row.wrongWrites),
    percent(row.recovered),
    row.calls.toFixed(1),
    row.seconds.toFixed(0),
    row.document ?? 'No cause is named',
  ]);
  const last = head.length - 1;
  return [head, ...cells].map((line) =>
    line.map((cell, index) => (index === last ? cell : cell.padStart(head[index]?.length ?? 0))).join('  '),
  );
}
