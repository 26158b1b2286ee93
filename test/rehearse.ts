import { readFileSync } from 'node:fs';
import path from 'node:path';
import { canonicalJson } from '../shared/model/canonical';
import type { Rehearsal } from '../shared/simulation/rehearsal/rehearsal';
import { scenarioNames } from '../shared/simulation/scenarios/load';
import { reconnect } from './command';

const root = path.join(__dirname, '..');

/** What a scenario's file says of its course. */
interface Course {
  readonly expect: {
    readonly outcome?: string;
    readonly writes?: readonly { readonly method: string }[];
    readonly fixes?: readonly object[];
  };
  readonly faults?: unknown;
  readonly happenings?: unknown;
  readonly messages?: readonly object[];
}

const courses = scenarioNames(root).map((name) => ({
  name,
  ...(JSON.parse(readFileSync(path.join(root, 'test/scenarios', `${name}.json`), 'utf8')) as Course),
}));

/** The scenarios in which Azure is changed. */
const changing = courses.filter(({ expect: { writes = [] } }) => writes.length > 0);

/** What there is to see of a scenario between the alert and the last request; why it comes to that is seen without a host. */
const courseOf = ({ expect: { outcome, writes = [], fixes }, faults, happenings, messages }: Course): string =>
  canonicalJson({ outcome, fixes, writes: writes.map(({ method }) => method), faults, happenings, messages });

/** Of those that change Azure one of each course. */
export const oneOfEach: readonly string[] = [
  ...new Map(changing.map((scenario) => [courseOf(scenario), scenario.name])).values(),
];
/** And the others. */
export const others: readonly string[] = changing.map(({ name }) => name).filter((name) => !oneOfEach.includes(name));

export const rehearse = (...parameters: readonly string[]) =>
  reconnect(['rehearse', ...parameters], { timeoutMs: 600_000 });

/** The tests that these scenarios come true where everything between the alert and the last request is real. */
export function describeRehearsals(names: readonly string[]): void {
  describe('through the whole service', () => {
    let status: number;
    let played: readonly Rehearsal[];
    let complaints: readonly string[];
    beforeAll(async () => {
      const said = await rehearse(...names, '--json');
      const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
      status = said.status;
      played = linesOf(said.stdout).map((line) => JSON.parse(line) as Rehearsal);
      complaints = linesOf(said.stderr);
    }, 600_000);

    test.each(names)('%s', (name) => {
      expect(complaints.filter((line) => line.startsWith(name))).toEqual([]);
      expect(played.map(({ scenario }) => scenario)).toContain(name);
    });
    test('and there is nothing else to say', () => {
      expect({ status, complaints }).toEqual({ status: 0, complaints: [] });
    });
  });
}
