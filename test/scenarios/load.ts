import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Policy } from '../../shared/config/policy';
import { crossCheck } from './cross-check';
import { Scenario } from './schema';

export type LoadedScenario =
  | { readonly kind: 'ok'; readonly scenario: Scenario; readonly path: string }
  /** Every mistake, each with where it is: `estate.resources[2].id: not the id of an Azure resource`. */
  | { readonly kind: 'bad'; readonly mistakes: readonly string[] };

const folder = 'test/scenarios';
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
  return readScenario(parsed, file);
}

/** The scenario, as {@link loadScenario} reads it. Rejects with everything that is wrong with it. */
export async function scenarioFrom(nameOrPath: string, root: string): Promise<Scenario> {
  const loaded = await loadScenario(nameOrPath, root);
  if (loaded.kind === 'bad') throw new Error(`${nameOrPath}: ${loaded.mistakes.join('\n')}`);
  return loaded.scenario;
}

/** The names of the scenarios in `test/scenarios`, sorted. */
export async function scenarioNames(root: string): Promise<readonly string[]> {
  const files = await readdir(path.join(root, folder));
  return files
    .filter((file) => file.endsWith('.json') && file !== schemaFile)
    .map((file) => path.basename(file, '.json'))
    .sort();
}

/** Reads a scenario that was parsed from `file`. */
export function readScenario(parsed: unknown, file: string): LoadedScenario {
  const read = Scenario.safeParse(parsed);
  if (!read.success) return bad(...mistakesIn(read.error));
  const { data: scenario } = read;
  const policy = Policy.safeParse(scenario.policy);
  const mistakes = policy.success ? crossCheck(scenario, policy.data) : mistakesIn(policy.error, 'policy');
  return mistakes.length > 0 ? bad(...mistakes) : { kind: 'ok', scenario, path: file };
}

const bad = (...mistakes: readonly string[]): LoadedScenario => ({ kind: 'bad', mistakes });

const mistakesIn = ({ issues }: z.ZodError, ...prefix: readonly string[]): readonly string[] =>
  issues.map(({ path: where, message }) => `${z.core.toDotPath([...prefix, ...where]) || 'scenario'}: ${message}`);
