import type { ReadRow } from '../../store/storage';
import { StorageError } from './errors';

/** An OData filter, read. */
export interface Filter {
  /** The one partition that it looks at, when it names one. */
  readonly partition: string | undefined;
  /** No row that it matches has a key below this. */
  readonly from: string;
  matches(row: ReadRow): boolean;
}

interface Comparison {
  readonly column: string;
  readonly operator: string;
  readonly text: string;
}

const comparison = /([A-Za-z_]\w*) (eq|ne|gt|ge|lt|le) '((?:[^']|'')*)'(?: and (?=.)|$)/y;

/** Reads comparisons of columns with texts, joined by `and`; a quote in a text is doubled. Anything else is a 400. */
export function readFilter(filter: string): Filter {
  const comparisons: Comparison[] = [];
  comparison.lastIndex = 0;
  while (comparison.lastIndex < filter.length) {
    const [, column = '', operator = '', quoted = ''] = comparison.exec(filter) ?? refuse();
    comparisons.push({ column: nameInSdk(column), operator, text: quoted.replaceAll("''", "'") });
  }
  const one = comparisons.find(({ column, operator }) => column === 'partitionKey' && operator === 'eq');
  const from = comparisons.find(({ column, operator }) => column === 'rowKey' && operator === 'ge')?.text ?? '';
  return { partition: one?.text, from, matches: (row) => comparisons.every((each) => holds(each, row[each.column])) };
}

function refuse(): never {
  throw new StorageError(400, 'InvalidInput');
}

/** The SDK writes the names of the keys in another case than Azure does. */
const nameInSdk = (column: string): string =>
  column === 'PartitionKey' ? 'partitionKey' : column === 'RowKey' ? 'rowKey' : column;

/** Texts compare by their code units; a row that lacks the column does not match. */
function holds({ operator, text }: Comparison, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  switch (operator) {
    case 'eq':
      return value === text;
    case 'ne':
      return value !== text;
    case 'gt':
      return value > text;
    case 'ge':
      return value >= text;
    case 'lt':
      return value < text;
    default:
      return value <= text;
  }
}
