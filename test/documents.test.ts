import { causes } from '../shared/causes/index.generated';
import { fixes } from '../shared/fixes/index.generated';
import { sources } from '../shared/model/documents';
import { symptoms } from '../shared/symptoms/index.generated';

const known = [
  ...[...causes, ...fixes, ...symptoms.flatMap(({ notJudged }) => notJudged)].map(({ source }) => source),
  ...causes.flatMap(({ sourceFor = {} }) => Object.values(sourceFor)),
];

test.each(sources)('$document, $section: is a cause, a fix, or told as not checked', (section) =>
  expect(known).toContainEqual(section),
);
