// Some packages ship ES modules only; they are turned into CommonJS, which jest's loader runs on every Node version.
const esmOnly = ['https-proxy-agent', 'http-proxy-agent', 'agent-base', 'proxy-agent-negotiate', 'jose'];

module.exports = {
  testEnvironment: 'node',
  // Most of the time goes into processes that the tests start.
  maxWorkers: 2,
  testTimeout: 20_000,
  testSequencer: '<rootDir>/test/longest-first.cjs',
  roots: ['<rootDir>/shared', '<rootDir>/functions', '<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // What takes long, or plays what nobody has seen before: npm run test:deep.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/deep/'],
  transform: { '\\.[tj]s$': '<rootDir>/test/transform.cjs' },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.node/', '<rootDir>/.reconnect/'],
};
