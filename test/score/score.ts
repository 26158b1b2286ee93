import { causes } from '../../shared/causes/index.generated';
import { wrongWrites, type Rehearsal } from '../../shared/simulation/rehearsal/rehearsal';
import type { Scenario } from '../../shared/simulation/scenarios/schema';
import type { Role } from '../../shared/simulation/twin/contract';
import { playThrough, rehearsalOf } from '../mutants/play-scenario';

/** A scenario that was played, and what came of it. */
export interface Scored {
  readonly scenario: Pick<Scenario, 'name' | 'expect'>;
  readonly actual: Pick<Rehearsal, 'cause' | 'fixes' | 'writes' | 'outcome' | 'calls'>;
  /** Simulated seconds from the first event of the incident to its last; 0 without an incident. */
  readonly seconds: number;
}

/** How the scenarios of one document came out. Shares are of 1. */
export interface Row {
  /** The document that describes the causes; `undefined` where none is to be found. */
  readonly document: string | undefined;
  readonly scenarios: number;
  readonly rightCause: number;
  readonly rightFix: number;
  /** Requests that changed Azure and that the scenarios do not want. */
  readonly wrongWrites: number;
  /** Of those that are to be resolved, how many were. */
  readonly recovered: number;
  /** Requests to Azure and simulated seconds, for one incident in the mean. */
  readonly calls: number;
  readonly seconds: number;
  /** The names of those of which anything of this is wrong. */
  readonly failed: readonly string[];
}

/** Plays a scenario without a host. */
export async function scoreOf(scenario: Scenario, roles: readonly Role[]): Promise<Scored> {
  const played = await playThrough(scenario, roles);
  const actual = rehearsalOf(scenario, played);
  const times = (played.incident?.events ?? []).map(({ at }) => Date.parse(at));
  return { scenario, actual, seconds: times.length > 0 ? (Math.max(...times) - Math.min(...times)) / 1000 : 0 };
}

/** A row for each document in the order of the causes, one for where there is no cause, and one of all. */
export function rowsOf(all: readonly Scored[]): readonly Row[] {
  const documentOf = ({ scenario }: Scored) => causes.find(({ id }) => id === scenario.expect.cause)?.source.document;
  const documents = [...new Set(causes.map(({ source }) => source.document)), undefined];
  const byDocument = Map.groupBy(all, documentOf);
  return documents.flatMap((document) => {
    const its = byDocument.get(document);
    return its ? [rowOf(document, its)] : [];
  });
}

export function rowOf(document: string | undefined, its: readonly Scored[]): Row {
  const share = (of: readonly Scored[], right: (one: Scored) => boolean) =>
    of.length === 0 ? 1 : of.filter(right).length / of.length;
  const mean = (value: (one: Scored) => number) => its.reduce((sum, one) => sum + value(one), 0) / its.length;
  return {
    document,
    scenarios: its.length,
    rightCause: share(its, isRightCause),
    rightFix: share(its, isRightFix),
    wrongWrites: its.reduce((sum, one) => sum + wrong(one), 0),
    recovered: share(its.filter(isToRecover), hasRecovered),
    calls: mean(({ actual }) => actual.calls.reads + actual.calls.writes),
    seconds: mean(({ seconds }) => seconds),
    failed: its.filter((one) => !isRight(one)).map(({ scenario }) => scenario.name),
  };
}

/** A scenario that names no cause says nothing about it, unless nobody is to be told anything. */
const isRightCause = ({ scenario: { expect }, actual }: Scored): boolean =>
  expect.cause === undefined ? expect.outcome !== 'none' || actual.cause === null : expect.cause === actual.cause;
const isRightFix = ({ scenario, actual }: Scored): boolean =>
  scenario.expect.fixes.map(({ fix }) => fix).join(' ') === actual.fixes.map(({ fix }) => fix).join(' ');
const wrong = ({ scenario, actual }: Scored): number => wrongWrites(scenario.expect.writes, actual.writes).length;
const isToRecover = ({ scenario }: Scored): boolean => scenario.expect.outcome === 'resolved';
const hasRecovered = ({ actual }: Scored): boolean => actual.outcome === 'resolved';
const isRight = (one: Scored): boolean =>
  isRightCause(one) && isRightFix(one) && wrong(one) === 0 && (!isToRecover(one) || hasRecovered(one));
