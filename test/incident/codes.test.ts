import { advance } from '../../shared/incident/advance';
import { read } from '../../shared/incident/commit';
import { open } from '../../shared/incident/open';
import type { Store } from '../../shared/incident/ports';
import { replyByCode } from '../../shared/incident/reply';
import { stateOf } from '../../shared/incident/state';
import type { Dependencies } from '../../shared/incident/dependencies';
import type { Intervention } from '../../shared/model/ledger';
import { gatewayEstate } from '../../shared/incident/testing/estates';
import { memoryStore, type MemoryStore } from '../../shared/incident/testing/memory-store';
import { scriptedAzure } from '../../shared/incident/testing/scripted-azure';
import { kim, policyFor, signalFor, startsAt } from '../../shared/incident/testing/simulation';

const elsewhere = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm-elsewhere';
const asked: Intervention = {
  incident: 'i-elsewhere',
  target: elsewhere,
  cause: 'vm/guest-not-responding',
  blamed: elsewhere,
  fix: 'restart-vm',
  planHash: 'hash',
  resource: elsewhere,
  region: 'elsewhere',
  affectedResources: [elsewhere],
  stage: { kind: 'asked', at: new Date(startsAt).toISOString() },
};

/** A gateway's incident up to its question. `before`: what the store holds by then. */
async function question(before: (store: MemoryStore) => Promise<unknown>) {
  let at = startsAt;
  const now = () => at;
  const estate = gatewayEstate({ cure: true });
  const store = memoryStore(() => undefined, now);
  await before(store);
  const ref = { conversation: 'c', activity: 'a' };
  const deps: Dependencies = {
    now,
    log: () => undefined,
    measure: () => undefined,
    store,
    azure: scriptedAzure(estate, { now, script: () => undefined }).azure,
    messenger: { reply: () => Promise.resolve(), post: () => Promise.resolve(ref), update: () => Promise.resolve() },
    policy: policyFor(estate),
    language: 'en',
  };
  const incident = await open(signalFor(estate), deps);
  for (let turn = 0; turn < 4; turn++, at += 10_000) await advance(incident, deps);
  const { phase } = stateOf(incident, store.all().find(({ id }) => id === incident)?.events ?? []);
  if (phase.kind !== 'asking') throw new Error(`Nobody is asked: ${phase.kind}.`);
  return { deps, incident, code: phase.approval.code };
}

const nothing = () => Promise.resolve();

test('two questions that are open never have the same code', async () => {
  const { code: first } = await question(nothing);
  const withCode = (code: string) =>
    question(async (store) => store.book({ ...asked, code }, (await store.ledger()).version));

  const { code: second, deps } = await withCode(first);
  expect(second).not.toBe(first);
  expect((await withCode('ZZZZ')).code).toBe(first);
  expect((await deps.store.ledger()).interventions.map(({ code }) => code).toSorted()).toEqual(
    [first, second].toSorted(),
  );
});

test('a code that two open questions share all the same decides neither, and both are named', async () => {
  const { deps, incident, code } = await question(nothing);
  const answer = { code, planHash: undefined, decision: 'approve', by: kim } as const;
  const shared: Store = { ...deps.store, byCode: () => Promise.resolve([incident, 'i-elsewhere']) };
  const view = async () => (await read(incident, deps))?.state.phase.kind;

  const refused = await replyByCode(answer, { ...deps, store: shared });
  expect(refused).toMatchObject({ kind: 'refused' });
  expect(JSON.stringify(refused)).toContain('2 open questions');
  expect(await view()).toBe('asking');

  expect(await replyByCode({ ...answer, code: 'ZZZZ' }, deps)).toMatchObject({ kind: 'refused' });
  expect(await replyByCode(answer, deps)).toMatchObject({ kind: 'taken', incident });
});
