import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const program = pathToFileURL(path.join(__dirname, '../../shared/cli/registries.mjs')).href;
let shared = '';
beforeEach(() => {
  shared = mkdtempSync(path.join(tmpdir(), 'reconnect-registries-'));
  for (const folder of ['causes/vm', 'changes']) mkdirSync(path.join(shared, folder), { recursive: true });
});
afterEach(() => rmSync(shared, { recursive: true, force: true }));

/** The registry of causes when its folder has these files, or what the build says in its place. */
function registryWith(files: Readonly<Record<string, string>>): string {
  for (const [file, source] of Object.entries(files)) writeFileSync(path.join(shared, file), source);
  const script = `import { registryFiles } from '${program}';
    try { console.log(registryFiles(${JSON.stringify(shared)})[0][1]); } catch (error) { console.log(error.message); }`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
}

const cause = (id: string) => `{ id: '${id}', explains: [], judge: () => undefined }`;
const one = (id = 'vm/hung') =>
  `import type { Cause } from '../../model/judgement';\nexport const hung: Cause<VmTarget> = ${cause(id)};\n`;

test('causes and families of them are registered, and what helps them is not', () => {
  const text = registryWith({
    'causes/vm/hung.ts': `import { codes } from './codes';\n${one()}`,
    'causes/vm/codes.ts': 'export const codes = [401, 403];\n',
    'causes/vm/messages.ts': `import { codes } from './codes';\nconst causeOf = (code: number) => (${cause('vm/x')});
      export const messages: readonly Cause<VmTarget>[] = codes.map(causeOf);\n`,
    'causes/vm/hung.test.ts': 'throw new Error();\n',
  });
  expect(text).toContain("import { messages } from './vm/messages';");
  expect(text).toContain('export const causes: readonly Cause[] = inOrder([\n  hung,\n  ...messages,\n]);');
});

test.each([
  [
    'keeps its cause to itself',
    `const hung = ${cause('vm/hung')};\n`,
    'exports nothing to register, and nobody imports it',
  ],
  ['is two', `${one()}export const dead = ${cause('vm/dead')};\n`, 'exports dead and hung'],
  [
    'is more than a family',
    `export const hung = [${cause('vm/hung')}, 1];\n`,
    'exports hung, which holds more than a family',
  ],
  ['is no list', `export const hung = { a: ${cause('vm/hung')} };\n`, 'exports hung, which holds more than a family'],
  ['breaks', 'throw new Error("no table");\n', 'cannot be loaded: no table'],
  ['is called otherwise than its file', one('vm/hang'), "has the id 'vm/hang' where it needs 'vm/hung'"],
  [
    'is elsewhere',
    `export const hung = [${cause('hung')}];\n`,
    "has the id 'hung' where it needs one that begins with",
  ],
  ['is of another folder', 'export const hung = { risk: 1, plan: 1 };\n', 'exports hung, which belongs in fixes/'],
])('the build fails on a file that %s', (_, source, why) => {
  expect(registryWith({ 'causes/vm/hung.ts': source })).toContain(`shared/causes/vm/hung.ts ${why}`);
});

test('the build fails on a kind of change that the index leaves out', () => {
  const restart = 'export const restart = { kind: 1, inspect: 1 };\n';
  const why = 'shared/changes/restart.ts is not registered';
  expect(registryWith({ 'changes/restart.ts': restart })).toContain(why);
  expect(registryWith({ 'changes/index.ts': "import { restart } from './restart';\n" })).not.toContain(why);
});
