import type { Storage, Table } from '../../shared/store/storage';
import { playThrough } from '../mutants/play-scenario';
import type { Scenario } from '../../shared/simulation/scenarios/schema';
import type { Role } from '../../shared/simulation/twin/contract';
import type { BenchLine } from './network';

/** What an incident takes of the storage account. A transaction is what Azure bills: a request, or a page of a list. */
export interface StorageUse {
  transactions: number;
  /** Table rows read. */
  rows: number;
}

/** Plays a scenario, and counts what the store asks of the storage account from the alert to the end. */
export async function storageUseOf(scenario: Scenario, roles: readonly Role[]): Promise<StorageUse> {
  const use: StorageUse = { transactions: 0, rows: 0 };
  await playThrough(scenario, roles, { seen: (storage) => counted(storage, use) });
  return use;
}

/** The storage with everything that is asked of it counted. */
function counted(storage: Storage, use: StorageUse): Storage {
  /** A port whose every method is a transaction. */
  const billed = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (_, method) => {
        const call = Reflect.get(port, method) as (...args: readonly unknown[]) => unknown;
        return (...args: readonly unknown[]) => {
          use.transactions += 1;
          return call(...args);
        };
      },
    });
  const table = (port: Table): Table => ({
    async getEntity(...keys) {
      const row = await billed(port).getEntity(...keys);
      use.rows += 1;
      return row;
    },
    listEntities: (options) => ({
      async *byPage(settings) {
        for await (const page of port.listEntities(options).byPage(settings)) {
          use.transactions += 1;
          use.rows += page.length;
          yield page;
        }
      },
    }),
    createEntity: (...args) => billed(port).createEntity(...args),
    updateEntity: (...args) => billed(port).updateEntity(...args),
    upsertEntity: (...args) => billed(port).upsertEntity(...args),
    deleteEntity: (...args) => billed(port).deleteEntity(...args),
    submitTransaction: (...args) => billed(port).submitTransaction(...args),
  });
  const { incidents, index, targets, signals, evidence, queue, looks } = storage;
  return {
    incidents: table(incidents),
    index: table(index),
    targets: table(targets),
    signals: table(signals),
    evidence: { getBlockBlobClient: (name) => billed(evidence.getBlockBlobClient(name)) },
    queue: billed(queue),
    looks: billed(looks),
  };
}

/** The figures of an incident's use of storage; `most` is what is aimed at. */
export async function benchStorageUse(
  scenario: Scenario,
  roles: readonly Role[],
  most: StorageUse,
): Promise<readonly BenchLine[]> {
  const use = await storageUseOf(scenario, roles);
  const name = `${scenario.name}: storage from alert to end`;
  return [
    { name, value: use.transactions, unit: 'transactions', aim: `at most ${most.transactions}` },
    { name, value: use.rows, unit: 'table rows read', aim: `at most ${most.rows}` },
  ];
}
