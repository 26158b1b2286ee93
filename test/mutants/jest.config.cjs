const common = require('../../jest.config.cjs');

module.exports = { ...common, rootDir: '../..', transform: { '\\.[tj]s$': '<rootDir>/test/mutants/transform.cjs' } };
