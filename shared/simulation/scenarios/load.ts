import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { Policy } from '../../model/policy';
import { crossCheck } from './cross-check';
import { extended } from './extend';
import { didYouMean } from './nearest';
import { EstateFile, ExtendingFile, Scenario, WholeFile } from './schema';

export type LoadedScenario =
  | { readonly kind: 'ok'; readonly scenario: Scenario; readonly path: string }
  /** Every mistake, each with where it is: `estate.resources[2].id: not the id of an Azure resource`. */
  | { readonly kind: 'bad'; readonly mistakes: readonly string[] };

const folder = 'test/scenarios';
const estates = `${folder}/estates`;
const schemaFile = 'scenario.schema.json';

/**
 * Reads a scenario: by its name from `test/scenarios`, or any file by its path. `root` is the project's folder; a relative
 * path starts there. Whatever is wrong with it is an answer, not an error.
 */
export async function loadScenario(nameOrPath: string, root: string): Promise<LoadedScenario> {
  const isName = /^[a-z0-9-]+$/i.test(nameOrPath);
  const file = isName ? path.join(root, folder, `${nameOrPath}.json`) : path.resolve(root, nameOrPath);
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch {
    return bad(`There is no scenario ${nameOrPath}: ${file} cannot be read. Name one from ${folder}, or a file.`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch (error) {
    return bad(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return readScenario(parsed, file, root);
}

/** The scenario, as {@link loadScenario} reads it. Rejects with everything that is wrong with it. */
export async function scenarioFrom(nameOrPath: string, root: string): Promise<Scenario> {
  const loaded = await loadScenario(nameOrPath, root);
  if (loaded.kind === 'bad') throw new Error(`${nameOrPath}: ${loaded.mistakes.join('\n')}`);
  return loaded.scenario;
}

/** The names of the scenarios in `test/scenarios`, sorted. */
export const scenarioNames = (root: string): readonly string[] => namesIn(path.join(root, folder));

const namesIn = (where: string): readonly string[] =>
  readdirSync(where)
    .filter((file) => file.endsWith('.json') && file !== schemaFile)
    .map((file) => path.basename(file, '.json'))
    .sort();

/** Reads a scenario that was parsed from `file`. `root` is the project's folder, with the estates that it may extend. */
export async function readScenario(parsed: unknown, file: string, root: string): Promise<LoadedScenario> {
  const whole = Extending.safeParse(parsed).success ? await expand(parsed, root) : readWhole(parsed);
  if (whole.kind === 'bad') return whole;
  const read = Scenario.safeParse(withPeople(whole.scenario));
  const mistakes = read.success ? mistakesOf(read.data) : mistakesIn(read.error);
  if (!read.success || mistakes.length > 0) return bad(...mistakes.map((each) => asWritten(each, whole.places)));
  return { kind: 'ok', scenario: read.data, path: file };
}

/** The names of the estates that scenarios may extend, sorted. */
export const estateNames = (root: string): readonly string[] => namesIn(path.join(root, estates));

type Bad = Extract<LoadedScenario, { kind: 'bad' }>;
type Whole = { readonly kind: 'ok'; readonly scenario: WholeFile; readonly places: readonly string[] } | Bad;

const Extending = z.object({ estate: z.object({ extend: z.string() }) });

function readWhole(parsed: unknown): Whole {
  const read = WholeFile.safeParse(parsed);
  return read.success ? { kind: 'ok', scenario: read.data, places: [] } : bad(...mistakesIn(read.error));
}

async function expand(parsed: unknown, root: string): Promise<Whole> {
  const read = ExtendingFile.safeParse(parsed);
  if (!read.success) return bad(...mistakesIn(read.error));
  const { extend } = read.data.estate;
  const names = estateNames(root);
  if (!names.includes(extend))
    return bad(
      `estate.extend: there is no estate ${extend}${didYouMean(extend, names)} There are: ${names.join(', ')}`,
    );
  const file = path.join(root, estates, `${extend}.json`);
  const base = EstateFile.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!base.success) return bad(...mistakesIn(base.error).map((each) => `${file}: ${each}`));
  const mistakes: string[] = [];
  const { scenario, places } = extended(read.data, base.data, (place, what) => {
    mistakes.push(`${z.core.toDotPath([...place])}: ${what}`);
  });
  if (mistakes.length > 0) return bad(...mistakes);
  const whole = readWhole(scenario);
  return whole.kind === 'ok' ? { ...whole, places } : bad(...whole.mistakes.map((each) => asWritten(each, places)));
}

/** Whoever is not named is the first approver. */
function withPeople({ people, messages, ...scenario }: WholeFile): unknown {
  const approvers = z.array(z.unknown()).safeParse(scenario.policy.approvers);
  const who = approvers.data?.[0];
  const named = (said: readonly { who?: unknown }[]) => said.map((each) => ({ who, ...each }));
  return { ...scenario, people: named(people), messages: named(messages) };
}

function mistakesOf(scenario: Scenario): readonly string[] {
  const policy = Policy.safeParse(scenario.policy);
  return policy.success ? crossCheck(scenario, policy.data) : mistakesIn(policy.error, 'policy');
}

/** A mistake in the whole estate, with the places where its resources are written. */
const asWritten = (mistake: string, places: readonly string[]): string =>
  mistake.replace(/\bestate\.resources\[(\d+)\]/g, (place, at: string) => places[Number(at)] ?? place);

const bad = (...mistakes: readonly string[]): Bad => ({ kind: 'bad', mistakes });

const mistakesIn = (
  { issues }: Pick<z.core.$ZodError, 'issues'>,
  ...prefix: readonly PropertyKey[]
): readonly string[] =>
  issues.flatMap((issue) => {
    // Of what may be written in several forms, the last is the full one.
    const where = [...prefix, ...issue.path];
    const inner = issue.code === 'invalid_union' ? issue.errors.at(-1) : undefined;
    if (inner) return mistakesIn({ issues: inner }, ...where);
    return [`${z.core.toDotPath(where) || 'scenario'}: ${issue.message}`];
  });
