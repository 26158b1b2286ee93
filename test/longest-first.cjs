const { default: Sequencer } = require('@jest/test-sequencer');

/** Whole processes and thousands of runs take longest. */
const long = ['/test/rehearsals.', '/test/simulator/', '/test/mutants.', '/test/service/', '/test/cli/'];
const rank = ({ path }) => {
  const place = long.findIndex((part) => path.includes(part));
  return place < 0 ? long.length : place;
};

/** What takes longest comes first, so that no worker is left with it at the end, on a machine that never ran the tests too. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
