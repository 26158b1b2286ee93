import { blobContract } from './blob-contract';
import type { TestStorage } from './memory';
import { queueContract } from './queue-contract';
import { tableContract } from './table-contract';
import { transactionContract } from './transaction-contract';

/** A storage account under test. Every one is empty. */
export interface StorageUnderTest {
  readonly storage: TestStorage;
  /** Moves the time on by so many ms. */
  advance(ms: number): void;
  close(): Promise<void>;
}

/** Gives the tests of one group a storage account of their own each. */
export type Fresh = () => StorageUnderTest;

/** What Reconnect relies on Azure Storage for: true of the SDK's clients and of the account in memory. */
export function storageContract(name: string, make: () => Promise<StorageUnderTest>): void {
  describe(`${name} as storage`, () => {
    let subject: StorageUnderTest;
    beforeEach(async () => {
      subject = await make();
    });
    afterEach(() => subject.close());

    const fresh: Fresh = () => subject;
    tableContract(fresh);
    transactionContract(fresh);
    blobContract(fresh);
    queueContract(fresh);
  });
}
