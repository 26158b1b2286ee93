// Writes the registries: adding a file is all it takes to add a cause, and one that cannot be registered fails the build.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { buildSync } from 'esbuild';

/**
 * What is registered from a folder of `shared/`: what has these members, its type, and where that is declared. `ordered`: it has an
 * `order`, by which it is used. `named`: its `id` is its file, or begins with the folder of its family.
 */
const registries = [
  { name: 'causes', has: ['explains', 'judge'], type: 'Cause', from: 'judgement', ordered: true, named: true },
  { name: 'symptoms', has: ['ifNothing', 'presence'], type: 'Symptom', from: 'symptom', ordered: true, named: true },
  { name: 'fixes', has: ['risk', 'plan'], type: 'AnyFix', from: 'plan', named: true },
  { name: 'guards', has: ['order', 'check'], type: 'Guard', from: 'guard', ordered: true, named: true },
  { name: 'doctor', has: ['part', 'examine'], type: 'InstallationCheck', from: 'installation', named: true },
  { name: 'observations', has: ['cost', 'answer'], type: 'ObservationKind', from: 'observation' },
  // Its index is written by hand: the compiler names whoever is missing there, and the build what is there for nobody.
  { name: 'changes', has: ['inspect'], type: 'ChangeHandling', byHand: true },
];

/** The text of every `index.generated.ts`, by its file. Throws where a file cannot be registered, with what to do. */
export function registryFiles(shared) {
  const files = readdirSync(shared, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !/\.(test|generated)\.ts$/.test(file))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
  const used = new Set(files.flatMap((file) => importsOf(shared, file)));
  const ours = files.filter((file) => folderOf(file) && !/\/(index|testing)$/.test(file));
  const found = loaded(shared, ours).flatMap(([file, load]) => foundIn(file, load, used.has(file)));
  return registries
    .filter(({ byHand }) => !byHand)
    .map((registry) => [
      path.join(shared, registry.name, 'index.generated.ts'),
      textOf(
        registry,
        found.filter(({ file }) => folderOf(file) === registry),
      ),
    ]);
}

const folderOf = (file) => registries.find(({ name }) => file.startsWith(`${name}/`));

/** The files that a file imports. */
function importsOf(shared, file) {
  const source = readFileSync(path.join(shared, `${file}.ts`), 'utf8');
  return [...source.matchAll(/ from '(\.[^']*)'/g)].map(([, to]) => path.posix.join(path.posix.dirname(file), to));
}

/** Each file with what gives what it exports. */
function loaded(shared, files) {
  const contents = `module.exports = [${files.map((file) => `['${file}', () => require('./${file}')]`).join(',')}]`;
  const [{ text }] = buildSync({
    stdin: { contents, resolveDir: shared },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
    write: false,
  }).outputFiles;
  const module = {};
  new Function('module', 'require', text)(module, createRequire(import.meta.url));
  return module.exports;
}

const isObject = (value) => typeof value === 'object' && value !== null;
const isOne = (value, { has }) => isObject(value) && has.every((member) => member in value);

/** What a file adds to the registry of its folder: one value or one family of them, or nothing where it only helps others. */
function foundIn(file, load, isUsed) {
  const { name: folder, type, byHand, named } = folderOf(file);
  const fail = (why) => {
    const all = byHand ? `, and name it in ${folder}/index.ts` : `, or a family of them as readonly ${type}[]`;
    throw new Error(`shared/${file}.ts ${why}. Write export const itsName: ${type} = …${all}.`);
  };
  const found = Object.entries(valuesOf(load, fail)).flatMap(([name, value]) => {
    const isAlone = registries.some((each) => isOne(value, each));
    const all = isAlone || !isObject(value) ? [value] : Object.values(value);
    const kind = registries.find((each) => all.some((one) => isOne(one, each)));
    if (!kind) return [];
    if (kind.name !== folder) fail(`exports ${name}, which belongs in ${kind.name}/`);
    if (!isAlone && !(Array.isArray(value) && all.every((one) => isOne(one, kind))))
      fail(`exports ${name}, which holds more than a family`);
    return [{ file, name, isFamily: !isAlone, ids: all.map(({ id }) => id) }];
  });
  if (found.length > 1) fail(`exports ${found.map(({ name }) => name).join(' and ')}`);
  if (found.length === 0 && !isUsed) fail('exports nothing to register, and nobody imports it');
  if (byHand && !isUsed) fail('is not registered');
  if (named) for (const one of found) checkIds(one, file.slice(folder.length + 1), fail);
  return found;
}

function valuesOf(load, fail) {
  try {
    return load();
  } catch (error) {
    return fail(`cannot be loaded: ${error.message}`);
  }
}

/** An id is the name of its file; a family's begin with their folder. */
function checkIds({ isFamily, ids }, file, fail) {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  for (const id of ids)
    if (isFamily ? !id.startsWith(folder) : id !== file)
      fail(`has the id '${id}' where it needs ${isFamily ? `one that begins with '${folder}'` : `'${file}'`}`);
}

function textOf({ name, type, from, ordered }, found) {
  const values = found.map((each) => `  ${each.isFamily ? '...' : ''}${each.name},`);
  return [
    '// Generated by the build from the files in this folder. Do not edit.',
    `import type { ${type} } from '../model/${from}';`,
    ...(ordered ? ["import { inOrder } from '../model/in-order';"] : []),
    ...found.map((each) => `import { ${each.name} } from './${each.file.slice(name.length + 1)}';`),
    '',
    `export const ${name}: readonly ${type}[] = ${ordered ? 'inOrder([' : '['}`,
    ...values,
    ordered ? ']);' : '];',
    '',
  ].join('\n');
}
