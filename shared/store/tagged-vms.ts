import type { Store } from '../incident/ports';
import { canonicalJson, sha256 } from '../model/canonical';
import { idKey } from '../model/arm-id';
import { TaggedVm } from '../model/target';
import { readRows, type SealedTable } from './rows';
import { unless } from './storage-errors';

const PARTITION = 'tagged';

/** One row for each VM that was found by its tag; only those that differ are written. One that is not Reconnect's counts as none. */
export function taggedVmsIn({ table, row, genuine }: SealedTable): Pick<Store, 'taggedVms' | 'keepTaggedVms'> {
  const read = async () =>
    (await readRows(table, PARTITION, '', 'g')).map((each) => ({ key: each.rowKey, vm: genuine(TaggedVm, each) }));
  return {
    async taggedVms() {
      return (await read()).flatMap(({ vm }) => vm ?? []);
    },

    async keepTaggedVms(vms) {
      const wanted = new Map(vms.map((vm) => [sha256(idKey(vm.id)), vm]));
      const before = new Map((await read()).map(({ key, vm }) => [key, vm]));
      for (const [key, vm] of wanted) {
        const known = before.get(key);
        if (!known || canonicalJson(known) !== canonicalJson(vm))
          await table.upsertEntity(row(PARTITION, key, vm), 'Replace');
      }
      for (const key of before.keys()) if (!wanted.has(key)) await unless([404], table.deleteEntity(PARTITION, key));
    },
  };
}
