import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const program = pathToFileURL(path.join(__dirname, '../../shared/cli/registries.mjs')).href;
let shared = '';
beforeEach(() => {
  shared = mkdtempSync(path.join(tmpdir(), 'reconnect-registries-'));
  for (const folder of ['causes/vm', 'symptoms', 'fixes', 'guards', 'observations'])
    mkdirSync(path.join(shared, folder), { recursive: true });
});
afterEach(() => rmSync(shared, { recursive: true, force: true }));

/** The registry of causes when its folder has these files, or what the build says in its place. */
function registryWith(files: Readonly<Record<string, string>>): string {
  for (const [file, source] of Object.entries(files)) writeFileSync(path.join(shared, file), source);
  const script = `import { registryFiles } from '${program}';
    try { console.log(registryFiles(${JSON.stringify(shared)})[0][1]); } catch (error) { console.log(error.message); }`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
}

const uses = "import type { Cause } from '../../model/judgement';\n";
const one = `${uses}export const hung: Cause<VmTarget> = {\n  id: 'vm/hung',\n`;

test('causes and families of them are registered, and what helps them is not', () => {
  const text = registryWith({
    'causes/vm/hung.ts': `import { agent } from './agent';\n${one}`,
    'causes/vm/agent.ts': 'export const agent = 1;\n',
    'causes/vm/messages.ts': `${uses}export const messages: readonly Cause<VmTarget>[] = table.map(causeOf);\n`,
    'causes/vm/hung.test.ts': uses,
  });
  expect(text).toContain("import { messages } from './vm/messages';");
  expect(text).toContain('export const causes: readonly Cause[] = inOrder([hung, ...messages]);');
});

test.each([
  ['has no type', `${uses}export const hung = { id: 'vm/hung' } satisfies Cause<VmTarget>;\n`, 'cannot be registered'],
  ['is not exported', `${uses}const hung: Cause<VmTarget> = { id: 'vm/hung' };\n`, 'cannot be registered'],
  ['speaks of no cause and helps nobody', 'export const hung = 1;\n', 'is neither registered nor used by anybody'],
  ['is two', `${one}};\nexport const dead: Cause<VmTarget> = {};\n`, 'exports 2 of causes'],
  ['is called otherwise than its file', one.replace('vm/hung', 'vm/hang'), "must have the id 'vm/hung'"],
])('the build fails on a file that %s', (_, source, why) => {
  expect(registryWith({ 'causes/vm/hung.ts': source })).toContain(`shared/causes/vm/hung.ts ${why}`);
});
