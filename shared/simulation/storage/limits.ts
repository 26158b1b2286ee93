import type { NewRow } from '../../store/storage';
import { StorageError } from './errors';

const KIB = 1024;
const LARGEST_COLUMN_BYTES = 64 * KIB;
const LARGEST_ROW_BYTES = KIB * KIB;
const LARGEST_TRANSACTION_BYTES = 4 * KIB * KIB;
const LONGEST_KEY = 512;
/** About what the multipart request says around each row, in bytes. */
const AROUND_A_ROW = 500;

// Azure: "Understanding the Table service data model", characters disallowed in key fields.
const forbidden = /[/\\#?\u0000-\u001f\u007f-\u009f]/;

/** Throws the 400 that Azure answers to a row that it cannot hold. */
export function requireFits(row: NewRow): void {
  for (const key of [row.partitionKey, row.rowKey]) {
    if (key.length > LONGEST_KEY || forbidden.test(key)) throw new StorageError(400, 'InvalidInput');
  }
  // Azure counts two bytes for each character, and a few for each column.
  let bytes = 4;
  for (const [column, text] of Object.entries(row)) {
    if (text.length * 2 > LARGEST_COLUMN_BYTES) throw new StorageError(400, 'PropertyValueTooLarge');
    bytes += 12 + (column.length + text.length) * 2;
  }
  if (bytes > LARGEST_ROW_BYTES) throw new StorageError(400, 'EntityTooLarge');
}

/** Throws the 413 that Azure answers to a transaction whose request is too large. */
export function requireFitsTogether(rows: readonly object[]): void {
  const written = (row: object): number => AROUND_A_ROW + Buffer.byteLength(JSON.stringify(row));
  if (rows.reduce((bytes, row) => bytes + atMost(row), 0) <= LARGEST_TRANSACTION_BYTES) return;
  if (rows.reduce((bytes, row) => bytes + written(row), 0) > LARGEST_TRANSACTION_BYTES) {
    throw new StorageError(413, 'RequestBodyTooLarge');
  }
}

/** JSON makes at most six bytes of a character, and counting those of every row would take most of the time of a write. */
const atMost = (row: object): number =>
  Object.entries(row).reduce(
    (bytes, [column, text]) => bytes + 6 * (column.length + String(text).length) + 6,
    AROUND_A_ROW,
  );
