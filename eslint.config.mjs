import { statSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * What each folder of shared/ may import from, besides itself. It names only folders above it, so there is no cycle; a folder that is
 * not here may not exist. `shared` is what lies in shared/ itself. Tests of a folder may import everything in shared/.
 */
const mayImport = {
  model: '',
  network: 'model',
  observations: 'model network',
  topology: 'model network observations',
  targets: 'model observations topology',
  symptoms: 'model network observations topology',
  causes: 'model network observations topology',
  changes: 'model network observations',
  fixes: 'model network observations topology changes',
  guards: 'model network observations topology targets changes',
  approvals: 'model',
  cards: 'model approvals',
  incident: 'model network observations topology targets symptoms causes changes fixes guards approvals cards',
  config: 'model',
  installation: 'model observations',
  doctor: 'model observations guards config installation',
  azure: 'model changes config',
  store: 'model config incident',
  report: 'model observations targets changes fixes cards incident',
  teams: 'model approvals cards incident report',
  webhook: 'model cards incident',
  audit: 'model approvals cards incident store report',
  shared: 'model approvals incident config azure store report teams webhook',
  simulation: '',
  'simulation/scenarios': 'model fixes',
  'simulation/storage': 'model incident store',
  // It evaluates networks by its own code, so that one checks the other.
  'simulation/twin': 'model azure simulation simulation/scenarios',
  'simulation/teams': 'model cards incident teams simulation',
  'simulation/host': 'model store simulation',
  'simulation/rehearsal':
    'model targets incident config store report simulation simulation/scenarios simulation/twin simulation/teams simulation/host',
  'simulation/simulator':
    'model targets changes approvals cards incident config store simulation simulation/scenarios simulation/storage simulation/twin',
  'simulation/rebuild': 'model network observations targets changes guards incident simulation/scenarios',
  cli: 'model observations targets symptoms causes changes fixes approvals cards incident config installation doctor azure store report audit shared simulation/scenarios simulation/twin simulation/host simulation/rehearsal simulation/simulator simulation/rebuild',
};
const folders = Object.keys(mayImport);
for (const [folder, others] of Object.entries(mayImport))
  for (const other of others.split(' ').filter(Boolean))
    if (!folders.slice(0, folders.indexOf(folder)).includes(other))
      throw new Error(`${folder} may import only from folders above it, and ${other} is none.`);

/** The folder that a file counts as: `functions`, `test`, or one of shared/. */
function folderOf(file) {
  const [top, folder, part, ...rest] = path.relative(import.meta.dirname, file).split(path.sep);
  if (top !== 'shared') return top;
  if (part === undefined) return 'shared';
  return folder === 'simulation' && rest.length > 0 ? `${folder}/${part}` : folder;
}

const isTest = (file) => /\.test\.ts$|[\\/]testing(?:\.ts$|[\\/])/.test(file);

/** Packages that only one folder uses. */
const packages = {
  azure: /^@azure\/(?:arm-|identity|monitor-query)/,
  teams: /^@microsoft\/teams\.(?:api|common)/,
};

/** What is wrong with an import, if something is. */
function wrongWith(name, file) {
  const [folder, ofTests] = [folderOf(file), isTest(file)];
  if (!name.startsWith('.')) {
    const [owner] = Object.entries(packages).find(([, itsPackages]) => itsPackages.test(name)) ?? [folder];
    return owner === folder || ofTests ? undefined : `Only shared/${owner} uses ${name}.`;
  }
  const target = path.resolve(path.dirname(file), name);
  const other = folderOf(
    statSync(target, { throwIfNoEntry: false })?.isDirectory() ? path.join(target, 'index') : target,
  );
  const allowed = ofTests || folder === 'functions' ? folders : mayImport[folder].split(' ');
  return other === folder || allowed.includes(other) ? undefined : `${folder} must not import ${other}.`;
}

const oneWay = {
  create({ filename, report }) {
    const folder = folderOf(filename);
    if (folder === 'test') return {};
    const check = ({ source }) => {
      const message = typeof source?.value === 'string' ? wrongWith(source.value, filename) : undefined;
      if (message) report({ node: source, message });
    };
    const unknown = (node) => report({ node, message: `The table of folders in eslint.config.mjs lacks ${folder}.` });
    return folder === 'functions' || folders.includes(folder)
      ? {
          ImportDeclaration: check,
          ImportExpression: check,
          ExportNamedDeclaration: check,
          ExportAllDeclaration: check,
        }
      : { Program: unknown };
  },
};

const syntax = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
];

export default defineConfig(
  {
    ignores: ['dist', 'node_modules', '.node', '.reconnect', 'coverage', '**/*.generated.ts', 'test/scenarios/*.json'],
  },
  {
    files: ['**/*.ts'],
    plugins: { house: { rules: { 'one-way': oneWay } } },
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        {
          argsIgnorePattern: '^_',
          varsIgnorePattern: '^_',
          destructuredArrayIgnorePattern: '^_',
          ignoreRestSiblings: true,
        },
      ],
      '@typescript-eslint/dot-notation': 'off',
      'no-restricted-syntax': ['error', ...syntax],
      'house/one-way': 'error',
    },
  },
  {
    files: ['shared/{causes,fixes,guards,symptoms,topology,network,doctor}/**/*.ts'],
    ignores: ['**/*.test.ts', '**/testing.ts', '**/testing/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...syntax,
        {
          selector: 'TryStatement',
          message:
            'What is not known yet leaves reasoning as an exception, which nobody may catch here: use ifSeen (model/see.ts).',
        },
      ],
    },
  },
  {
    // Loops over sorted ranges index within bounds that they have just checked.
    files: ['shared/network/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['**/*.test.ts', '**/testing.ts', '**/testing/**/*.ts', 'shared/simulation/**/*.ts', 'test/**/*.ts'],
    rules: {
      // jest's matchers are typed as any, and a test may say that something is there.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
);
