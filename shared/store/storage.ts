/** Names a row of a table. Azure Tables allows 512 characters in each key, and none of `/ \ # ?` and control characters. */
export type Keys = { readonly partitionKey: string; readonly rowKey: string };

/** A row to be written. Its columns are texts, so that no type is lost in those of Azure Tables; each holds 32 Ki characters. */
export type NewRow = Keys & Readonly<Record<string, string>>;

/** A row as read. Which columns it has besides its keys is for the reader to check. */
export type ReadRow = Keys & { readonly etag: string; readonly [column: string]: unknown };

/** One write of a transaction. */
export type Write =
  | ['create', NewRow]
  | ['update', NewRow, 'Replace', { etag: string }]
  | ['upsert', NewRow, 'Replace']
  | ['delete', Keys];

/**
 * What Reconnect uses of an Azure table; the SDK's `TableClient` is one. Methods reject with an error that has the HTTP status as
 * `statusCode`: 404 no such row, 409 the row exists already, 412 its ETag is another one, 400 and 413 Azure would not store this.
 */
export interface Table {
  getEntity(partitionKey: string, rowKey: string): Promise<ReadRow>;
  /** The rows that an OData filter lets through, in the order of their keys, in pages of at most 1000. */
  listEntities(options: { queryOptions: { filter: string } }): {
    byPage(settings?: { maxPageSize?: number }): AsyncIterable<readonly ReadRow[]>;
  };
  createEntity(row: NewRow): Promise<{ etag?: string }>;
  updateEntity(row: NewRow, mode: 'Replace', options?: { etag: string }): Promise<{ etag?: string }>;
  upsertEntity(row: NewRow, mode: 'Replace'): Promise<{ etag?: string }>;
  deleteEntity(partitionKey: string, rowKey: string, options?: { etag: string }): Promise<unknown>;
  /** All of at most 100 writes to different rows of one partition, or none of them. Answers in their order. */
  submitTransaction(writes: Write[]): Promise<{ readonly subResponses: readonly { readonly etag?: string }[] }>;
}

/** What Reconnect uses of a blob; the SDK's `BlockBlobClient` is one. */
export interface Blob {
  /** `length` in bytes. Answers 409 when there is such a blob already. */
  upload(content: string, length: number, options: { conditions: { ifNoneMatch: '*' } }): Promise<unknown>;
  downloadToBuffer(): Promise<Buffer>;
}

/** What Reconnect uses of a blob container; the SDK's `ContainerClient` is one. */
export interface Blobs {
  getBlockBlobClient(name: string): Blob;
}

/** What Reconnect uses of a queue; the SDK's `QueueClient` is one. */
export interface Queue {
  /** Times in seconds; a message to live for -1 never expires. */
  sendMessage(
    text: string,
    options: { visibilityTimeout: number; messageTimeToLive: number },
  ): Promise<{ readonly messageId: string; readonly popReceipt: string }>;
  /** 404 when the message is gone; 400 when somebody has received it since. */
  deleteMessage(messageId: string, popReceipt: string): Promise<unknown>;
}

/** The tables, the container and the queues that Reconnect keeps its memory in. */
export interface Storage<T extends Table = Table, B extends Blobs = Blobs, Q extends Queue = Queue> {
  readonly incidents: T;
  readonly index: T;
  readonly targets: T;
  readonly signals: T;
  readonly evidence: B;
  /** What has to do with incidents. */
  readonly queue: Q;
  /** Looks at targets: a sweep asks for thousands, and an approved fix must not wait behind them. */
  readonly looks: Q;
}
