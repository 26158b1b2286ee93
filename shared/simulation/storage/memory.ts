import type { Storage, Table } from '../../store/storage';
import { memoryBlobs, type TestBlobs } from './blobs';
import { memoryQueue, type MemoryQueue, type QueueSurroundings, type TestQueue } from './queue';
import { memoryTable } from './table';

/** A storage account as tests use it, be it in memory or behind the SDK's clients. */
export type TestStorage<Q extends TestQueue = TestQueue> = Storage<Table, TestBlobs, Q>;

/**
 * A storage account in memory that does what Azure Storage does, at once and without timers: every method has done its work when
 * it returns, and refuses with an error that has Azure's status. Nothing in it is random; `now` and `pick` come from outside.
 */
export const memoryStorage = (surroundings: QueueSurroundings): TestStorage<MemoryQueue> => ({
  incidents: memoryTable(),
  index: memoryTable(),
  targets: memoryTable(),
  signals: memoryTable(),
  evidence: memoryBlobs(),
  queue: memoryQueue(surroundings),
  looks: memoryQueue(surroundings),
});
