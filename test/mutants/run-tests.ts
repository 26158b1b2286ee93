import { expect } from 'expect';
import * as circus from 'jest-circus';

export type Tested =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly first: string }
  /** Not one test was run: the file cannot be loaded, or has no test of this name. */
  | { readonly kind: 'not-run'; readonly because: string };

/** As in jest.config.cjs; a test that waits for ever has failed. */
const testTimeout = 20_000;

/**
 * Runs a file's tests whose names contain this, by jest's own runner but in this process: no process is started, and no
 * package loaded twice. `load` runs the file with what jest gives to tests.
 */
export async function runTests(
  load: (globals: Readonly<Record<string, unknown>>) => unknown,
  name: string,
): Promise<Tested> {
  const { describe, test, it, beforeAll, beforeEach, afterAll, afterEach } = circus;
  circus.resetState();
  const testNamePattern = new RegExp(name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  circus.setState({ ...circus.getState(), testNamePattern, testTimeout });
  const astray: unknown[] = [];
  const note = (error: unknown): void => void astray.push(error);
  const events = ['unhandledRejection', 'uncaughtException'] as const;
  for (const event of events) process.on(event, note);
  try {
    const jest = { setTimeout: () => jest };
    load({ describe, test, it, beforeAll, beforeEach, afterAll, afterEach, expect, jest });
    const { testResults, unhandledErrors } = await circus.run();
    const run = testResults.filter(({ status }) => status !== 'skip' && status !== 'todo');
    const failed = run.find(({ errors }) => errors.length > 0) ?? (astray.length > 0 ? run[0] : undefined);
    if (failed) return { kind: 'failed', first: failed.testPath.slice(1).join(' ') };
    return run.length > 0
      ? { kind: 'passed' }
      : { kind: 'not-run', because: unhandledErrors[0] ?? 'there is no such test' };
  } catch (error) {
    return { kind: 'not-run', because: String(error) };
  } finally {
    for (const event of events) process.off(event, note);
  }
}
