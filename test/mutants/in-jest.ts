import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

const Report = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

export type Tested =
  | { readonly kind: 'passed' | 'failed'; readonly tests: readonly string[] }
  /** Not one test was run: the file cannot be loaded, or has no test of this name. */
  | { readonly kind: 'not-run'; readonly because: string };

/** Runs the tests of one file whose name contains `name`, with one file of the project changed, or with none. */
export async function runJest(
  root: string,
  { test, name }: { readonly test: string; readonly name: string },
  changed?: { readonly file: string; readonly text: string },
): Promise<Tested> {
  const folder = await mkdtemp(path.join(tmpdir(), 'reconnect-mutant-'));
  try {
    const source = path.join(folder, 'changed.ts');
    if (changed) await writeFile(source, changed.text);
    const output = await jest(
      root,
      ['--runTestsByPath', test, '--testNamePattern', name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')],
      changed ? { MUTANT_FILE: changed.file, MUTANT_SOURCE: source } : {},
    );
    return read(output);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Jest's report, as JSON. It exits with 1 when a test fails. */
function jest(root: string, options: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const command = [
    path.join(root, 'node_modules/jest/bin/jest.js'),
    ...['--config', path.join(root, 'test/mutants/jest.config.cjs'), '--runInBand', '--json'],
    ...options,
  ];
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      command,
      { cwd: root, env: { ...process.env, ...env }, maxBuffer: 2 ** 26, timeout: 60_000 },
      (_error, stdout) => resolve(stdout),
    ),
  );
}

function read(output: string): Tested {
  const { testResults } = Report.parse(JSON.parse(output));
  const run = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed' || status === 'failed');
  if (run.length === 0)
    return { kind: 'not-run', because: testResults.map(({ message }) => message).join('\n') || 'no such test' };
  const failed = run.filter(({ status }) => status === 'failed');
  return failed.length > 0
    ? { kind: 'failed', tests: failed.map(({ fullName }) => fullName) }
    : { kind: 'passed', tests: run.map(({ fullName }) => fullName) };
}
