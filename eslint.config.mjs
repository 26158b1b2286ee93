import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Imports run one way: each folder of shared/, and the folders that it must not reach. */
const mustNotReach = {
  network: [
    'incident',
    'symptoms',
    'causes',
    'fixes',
    'guards',
    'changes',
    'observations',
    'azure',
    'store',
    'cli',
    'approvals',
    'report',
    'config',
  ],
  model: [
    'incident',
    'symptoms',
    'causes',
    'fixes',
    'guards',
    'changes',
    'observations',
    'azure',
    'store',
    'cli',
    'approvals',
  ],
  observations: [
    'incident',
    'symptoms',
    'causes',
    'fixes',
    'guards',
    'changes',
    'azure',
    'store',
    'cli',
    'approvals',
    'report',
  ],
  changes: ['incident', 'symptoms', 'causes', 'fixes', 'guards', 'azure', 'store', 'cli', 'approvals', 'report'],
  causes: ['incident', 'symptoms', 'fixes', 'guards', 'azure', 'store', 'cli', 'approvals', 'report'],
  fixes: ['incident', 'symptoms', 'causes', 'guards', 'azure', 'store', 'cli', 'approvals', 'report'],
  symptoms: ['incident', 'fixes', 'guards', 'azure', 'store', 'cli', 'approvals', 'report'],
  guards: ['incident', 'symptoms', 'fixes', 'azure', 'store', 'cli', 'approvals', 'report'],
  incident: ['azure', 'store', 'cli', 'teams'],
  azure: ['incident', 'symptoms', 'causes', 'fixes', 'guards', 'store', 'cli', 'approvals', 'report'],
  store: ['symptoms', 'causes', 'fixes', 'guards', 'azure', 'cli', 'approvals', 'report'],
};

const ofTheTests = { group: ['**/test/**'], message: 'shared must not import test.' };

const restricted = (folder) => [
  ofTheTests,
  ...(folder === 'azure' || folder === 'simulation'
    ? []
    : [
        {
          group: ['@azure/arm-*', '@azure/identity', '@azure/monitor-query'],
          message: 'Only shared/azure speaks to Azure.',
        },
      ]),
  ...(folder === 'teams'
    ? []
    : [
        {
          group: ['@microsoft/teams.api', '@microsoft/teams.common'],
          message: 'Only shared/teams speaks to Teams.',
        },
      ]),
];

const folders = [
  'approvals',
  'cards',
  'teams',
  'audit',
  'cli',
  'config',
  'report',
  'simulation',
  ...Object.keys(mustNotReach),
];

export default defineConfig(
  {
    ignores: ['dist', 'node_modules', '.node', '.reconnect', 'coverage', '**/*.generated.ts', 'test/scenarios/*.json'],
  },
  {
    files: ['**/*.ts'],
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
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
      ],
    },
  },
  { files: ['shared/**/*.ts'], rules: { 'no-restricted-imports': ['error', { patterns: [ofTheTests] }] } },
  ...folders.map((folder) => ({
    files: [`shared/${folder}/**/*.ts`],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...restricted(folder),
            ...(mustNotReach[folder] ?? []).map((other) => ({
              group: [`../${other}/**`, `../../${other}/**`],
              allowTypeImports: false,
              message: `shared/${folder} must not import shared/${other}.`,
            })),
          ],
        },
      ],
    },
  })),
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
