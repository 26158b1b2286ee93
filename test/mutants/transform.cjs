// As test/transform.cjs, with one file's text replaced: MUTANT_FILE by what MUTANT_SOURCE says.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { process: transform } = require('../transform.cjs');

const { MUTANT_FILE, MUTANT_SOURCE } = process.env;
const textOf = (source, file) => (file === MUTANT_FILE ? readFileSync(MUTANT_SOURCE, 'utf8') : source);

exports.process = (source, file) => transform(textOf(source, file), file);
// What is changed must not come out of jest's cache, and must not stay in it under the name of the original.
exports.getCacheKey = (source, file) =>
  createHash('sha256')
    .update(`${file}\n${textOf(source, file)}`)
    .digest('hex');
