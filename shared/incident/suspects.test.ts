import type { Answer } from '../model/azure';
import type { Measured, PlacedVm } from '../model/monitor';
import { Policy } from '../model/policy';
import type { Target, VmTarget } from '../model/target';
import { targetKey } from '../targets';
import { isItsTurn, seemsWell, seenEveryMs, suspectsAmong } from './suspects';
import { heldBy, changeTarget } from './target-record';
import { memoryStore } from './testing/memory-store';
import { gateway, subscription, vm } from './testing/estates';
import { refusals } from './testing/scripted-azure';
import { kim, startsAt } from './testing/simulation';

const minute = 60_000;
const running = [{ id: vm.id.toUpperCase(), location: 'koreacentral', power: 'PowerState/running' }];
const fine: Measured = {
  available: [vm.id.toLowerCase()],
  heartbeats: [vm.id],
  tests: [{ vm: vm.id.toUpperCase(), port: 22, passed: true }],
};
/** A moment in which it is not the turn of the VM, and the sweep before it. */
const quietAt = [0, 1, 2, 3, 4]
  .map((at) => startsAt + at * 15 * minute)
  .find((at) => !isItsTurn(vm, at - 15 * minute, at))!;

describe('a VM seems well', () => {
  test('where everything that is measured says so, whatever the case of its id', () => {
    expect(seemsWell(vm, running, fine)).toBe(true);
  });

  test.each<[string, typeof running, Partial<Measured>]>([
    ['it does not run', [{ ...running[0]!, power: 'PowerState/stopped' }], {}],
    ['Resource Graph does not have it', [], {}],
    ['it was not available', running, { available: [] }],
    ['no heartbeat came', running, { heartbeats: [] }],
    ['its connection was never tested', running, { tests: [] }],
    ['another port was tested', running, { tests: [{ vm: vm.id, port: 443, passed: true }] }],
    ['another VM was tested', running, { tests: [{ vm: `${vm.id}0`, port: 22, passed: true }] }],
    ['one of two tests failed', running, { tests: [...fine.tests, { vm: vm.id, port: 22, passed: false }] }],
  ])('not where %s', (_, states, differs) => {
    expect(seemsWell(vm, states, { ...fine, ...differs })).toBe(false);
  });
});

test('the turn of each comes once in an hour, however often or seldom is swept', () => {
  for (const everyMs of [5 * minute, 15 * minute, 25 * minute, seenEveryMs])
    for (let from = startsAt; from < startsAt + 5 * seenEveryMs; from += seenEveryMs) {
      let turns = 0;
      for (let at = from; at < from + seenEveryMs; at += everyMs)
        turns += Number(isItsTurn(vm, at, Math.min(at + everyMs, from + seenEveryMs)));
      expect(turns).toBe(1);
    }
  expect(isItsTurn(vm, startsAt, startsAt + 3 * seenEveryMs)).toBe(true);
});

/** What a sweep looks at, of the gateway and the VM. */
async function lookedAt({
  measure = () => Promise.resolve(fine),
  graph = { kind: 'answered', body: { value: running } },
  target = vm,
  last = quietAt - 15 * minute,
  held = false,
}: {
  readonly measure?: ((vms: readonly PlacedVm[]) => Promise<Measured>) | undefined;
  readonly graph?: Answer;
  readonly target?: VmTarget;
  readonly last?: number | undefined;
  readonly held?: boolean;
}): Promise<readonly Target[]> {
  const store = memoryStore(
    () => undefined,
    () => quietAt,
  );
  if (held) await changeTarget(targetKey(target), heldBy('i1'), store);
  return suspectsAmong([gateway, target], last, {
    azure: { ask: () => Promise.resolve(graph) } as never,
    monitor: { measure },
    policy: Policy.parse({ subscriptions: [subscription], approvers: [kim] }),
    store,
    now: () => quietAt,
    log: () => undefined,
  });
}

describe('a sweep looks', () => {
  test('at what is not a VM, and not at the VM that seems well', async () => {
    expect(await lookedAt({})).toEqual([gateway]);
  });

  test.each<[string, Parameters<typeof lookedAt>[0]]>([
    ['Azure Monitor cannot be asked', { measure: () => Promise.reject(new Error('No.')) }],
    ['Resource Graph cannot be asked', { graph: { kind: 'refused', refusal: refusals.throttled } }],
    ['it seems unwell', { measure: () => Promise.resolve({ ...fine, heartbeats: [] }) }],
    ['an incident is open for it', { held: true }],
    ['its turn has come', { last: quietAt - seenEveryMs }],
    [
      'clients reach it by another address, at which nothing was tested',
      { target: { ...vm, through: { frontend: `${gateway.id}/x/y`, port: 22 } } },
    ],
  ])('at the VM too where %s', async (_, how) => {
    expect(await lookedAt(how)).toEqual([gateway, how.target ?? vm]);
  });

  test('at everything where nobody knows when the last sweep was', async () => {
    expect(
      await suspectsAmong([gateway, vm], undefined, { monitor: { measure: () => Promise.resolve(fine) } } as never),
    ).toEqual([gateway, vm]);
  });
});
