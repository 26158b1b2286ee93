import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { temporaryFolder } from '../temporary-folder';
import type { Changed } from './mutant';

const Report = z.object({
  testResults: z.array(
    z.object({
      /** The file's absolute path. */
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});
export type Report = z.infer<typeof Report>;

/** Tests of one file whose names contain this. */
export interface Tests {
  readonly test: string;
  readonly name: string;
}

export type Tested =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly first: string }
  /** Not one test was run: the file cannot be loaded, or has no test of this name. */
  | { readonly kind: 'not-run'; readonly because: string };

/** Runs these tests in a process of their own, with one file of the project changed, or with none. */
export async function runJest(root: string, tests: readonly Tests[], changed?: Changed): Promise<Report> {
  const folder = temporaryFolder('mutant');
  try {
    const source = path.join(folder.path, 'changed.ts');
    if (changed) await writeFile(source, changed.text);
    const files = [...new Set(tests.map(({ test }) => test))];
    const names = [...new Set(tests.map(({ name }) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))];
    const output = await jest(
      root,
      ['--testNamePattern', names.join('|'), '--runTestsByPath', ...files],
      changed ? { MUTANT_FILE: changed.file, MUTANT_SOURCE: source } : {},
    );
    return Report.parse(JSON.parse(output));
  } finally {
    folder.remove();
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
      { cwd: root, env: { ...process.env, ...env }, maxBuffer: 2 ** 26, timeout: 120_000 },
      (_error, stdout) => resolve(stdout),
    ),
  );
}

/** What a report says about some of its tests. */
export function told({ testResults }: Report, { test, name }: Tests, root: string): Tested {
  const files = testResults.filter((result) => result.name === path.join(root, test));
  const run = files
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ fullName, status }) => fullName.includes(name) && (status === 'passed' || status === 'failed'));
  if (run.length === 0)
    return { kind: 'not-run', because: files.map(({ message }) => message).join('\n') || 'there is no such test' };
  const failed = run.find(({ status }) => status === 'failed');
  return failed ? { kind: 'failed', first: failed.fullName } : { kind: 'passed' };
}
