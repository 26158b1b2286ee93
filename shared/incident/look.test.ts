import { gatewayEstate, subscription, type Estate } from './testing/estates';
import { refusals, scriptedAzure, type Script } from './testing/scripted-azure';
import { kim, policyFor } from './testing/simulation';
import { virtualWorker } from './testing/worker';
import { Policy } from '../model/policy';
import type { Refusal } from '../model/azure';
import type { Change } from '../model/change';
import type { Signal } from '../model/target';
import { targetKey } from '../targets';
import type { IncidentView } from '../cards/view';
import { nameOf } from '../model/arm-id';
import { obey } from './control';
import { fail } from './fail';
import { pickUpLeftOvers } from './handle';
import { reply } from './reply';
import { stateOf } from './state';
import { sweep } from './sweep';
import type { Dependencies } from './dependencies';

const minute = 60_000;
const hour = 60 * minute;

/** Dependencies on virtual time in which the sweep runs every quarter of an hour. */
function depsOf(estate: Estate, differs: object = {}, script?: Script) {
  const { clock, now, store, work: workWith } = virtualWorker();
  const posted: IncidentView[] = [];
  const updated: IncidentView[] = [];
  const { azure, calls } = scriptedAzure(estate, { now, ...(script ? { script } : {}) });
  const deps: Dependencies = {
    store,
    azure,
    messenger: {
      reply: () => Promise.resolve(),
      post: (view) => {
        posted.push(view);
        return Promise.resolve({ conversation: 'c', activity: String(posted.length) });
      },
      update: (_, view) => Promise.resolve(void updated.push(view)),
    },
    policy: Policy.parse({ ...policyFor(estate), ...differs }),
    language: 'en',
    now,
    log: () => undefined,
    measure: () => undefined,
  };
  const work = (until: number) => workWith(until, deps);
  const pass = async (ms: number) => {
    const end = clock.now + ms;
    for (let at = clock.now; at < end; at += 15 * minute) {
      await sweep(deps);
      await work(Math.min(end, at + 15 * minute));
      await pickUpLeftOvers(deps);
    }
  };
  const alert = (id: string, differs: { readonly condition?: 'resolved' } = {}) =>
    store.receive({
      kind: 'alert',
      id,
      at: new Date(now()).toISOString(),
      rule: 'r',
      target: estate.target,
      ...differs,
    } satisfies Signal);
  const states = () => store.all().map(({ id, events }) => stateOf(id, events));
  const answer = async (decision: 'approve' | 'reject') => {
    const state = states().at(-1);
    const approval = state?.attempts.at(-1)?.approval;
    if (!state || !approval) throw new Error('Nobody is asked.');
    await reply(state.id, { code: approval.code, planHash: approval.planHash, decision, by: kim }, deps);
  };
  return { deps, store, clock, posted, updated, calls, pass, work, alert, answer, states };
}

const outcomes = (states: readonly ReturnType<typeof stateOf>[]) =>
  states.map(({ phase }) => (phase.kind === 'closed' ? phase.outcome : phase.kind));

describe('24 h of a broken gateway under the sweep are one incident and one card', () => {
  test('where the fix is only observed', async () => {
    const { pass, posted, states, updated } = depsOf(gatewayEstate({ cure: true }), {
      modes: { 'allow-inbound': 'observe' },
    });
    await pass(23.5 * hour);
    expect(outcomes(states())).toEqual(['reported']);
    expect(posted).toHaveLength(1);
    expect(updated.at(-1)?.status).toMatchObject({ kind: 'closed', since: { en: expect.stringMatching(/^Still so/) } });
  });

  test('where people said no', async () => {
    const { pass, answer, posted, states } = depsOf(gatewayEstate({ cure: true }));
    await pass(5 * minute);
    await answer('reject');
    await pass(23 * hour);
    expect(outcomes(states())).toEqual(['rejected']);
    expect(posted).toHaveLength(1);
  });

  test('unless somebody has it looked at again, whatever was said before', async () => {
    const { deps, pass, work, clock, answer, posted, states } = depsOf(gatewayEstate({ cure: true }));
    await pass(5 * minute);
    await answer('reject');
    await pass(hour);
    expect(await obey({ kind: 'recheck', what: nameOf(states()[0]!.target.id) }, kim, deps)).toMatchObject({
      en: expect.stringMatching(/^Looking at .* now/),
    });
    await work(clock.now + minute);
    expect(outcomes(states())).toEqual(['rejected', 'asking']);
    expect(states().at(-1)!.signal).toMatchObject({ kind: 'request', by: kim.name });
    await answer('reject');
    await pass(hour);
    expect(posted).toHaveLength(2);
  });

  test('where nobody answered', async () => {
    const { pass, posted, states } = depsOf(gatewayEstate({ cure: true }));
    await pass(23.5 * hour);
    expect(outcomes(states())).toEqual(['expired']);
    expect(posted).toHaveLength(1);
  });

  test('and then they are asked again', async () => {
    const { pass, posted, states } = depsOf(gatewayEstate({ cure: true }), { askAgainAfterHours: 6 });
    await pass(8 * hour);
    expect(outcomes(states())).toEqual(['expired', 'expired']);
    expect(posted).toHaveLength(2);
  });
});

describe('what people know of', () => {
  const observed = { modes: { 'allow-inbound': 'observe' } };

  test('is said to be well again on the card that told of it, and new trouble is another incident', async () => {
    const estate = gatewayEstate({ cure: true });
    const { pass, posted, updated, states } = depsOf(estate, observed);
    await pass(hour);
    estate.apply(addedByHand, '');
    await pass(hour);
    expect(updated.at(-1)?.status).toMatchObject({
      kind: 'closed',
      since: { en: expect.stringMatching(/^Well again/) },
    });
    expect(posted).toHaveLength(1);
    estate.apply({ ...addedByHand, kind: 'delete-security-rule' }, '');
    await pass(hour);
    expect(outcomes(states())).toEqual(['reported', 'reported']);
    expect(posted).toHaveLength(2);
  });

  test('is put to people as soon as nothing stops the plan any more', async () => {
    const { pass, posted, deps } = depsOf(gatewayEstate({ cure: true }), { ...observed, approvalMinutes: 600 });
    await pass(hour);
    Object.assign(deps, { policy: { ...deps.policy, modes: {} } });
    await pass(hour);
    expect(posted.map(({ status }) => status.kind)).toEqual(['closed', 'asking']);
  });

  test('is put to people again when the plan is another one', async () => {
    const estate = gatewayEstate({ cure: true });
    const { pass, answer, posted } = depsOf(estate, { approvalMinutes: 600 });
    await pass(5 * minute);
    await answer('reject');
    await pass(hour);
    expect(posted).toHaveLength(1);
    estate.apply(
      { ...addedByHand, name: 'deny-high', rule: { ...addedByHand.rule, access: 'Deny', priority: 150 } },
      '',
    );
    await pass(hour);
    expect(posted.map(({ status }) => status.kind)).toEqual(['asking', 'asking']);
  });

  test('is not put to people again because a look could not see all of it', async () => {
    let blind = false;
    const { pass, posted } = depsOf(gatewayEstate({ cure: true }), observed, (call) =>
      blind && call === 'networkSecurityGroups/*' ? refusals.forbidden : undefined,
    );
    await pass(hour);
    blind = true;
    await pass(hour);
    expect(posted).toHaveLength(1);
  });

  test('is not put to people again while Azure is too busy to show all of it', async () => {
    let busy = false;
    const estate = gatewayEstate({ cure: true });
    const { pass, posted, updated } = depsOf(estate, observed, (call) =>
      busy && call === 'availabilityStatuses/*' ? refusals.unavailable : undefined,
    );
    await pass(hour);
    estate.apply(
      { ...addedByHand, name: 'deny-high', rule: { ...addedByHand.rule, access: 'Deny', priority: 150 } },
      '',
    );
    busy = true;
    await pass(hour);
    expect(posted).toHaveLength(1);
    busy = false;
    await pass(hour);
    expect(posted).toHaveLength(2);
    const [first] = posted;
    const told = updated.filter(({ incident }) => incident === first?.incident).at(-1);
    expect(told?.status).toMatchObject({ since: { en: expect.stringMatching(/a newer message tells/) } });
  });

  test('is not said to be so still while Azure is too busy to show it', async () => {
    let busy = false;
    const { pass, updated } = depsOf(gatewayEstate({ cure: true }), observed, (call) =>
      busy && call === 'backendhealth' ? refusals.unavailable : undefined,
    );
    await pass(15 * minute);
    busy = true;
    await pass(3 * hour);
    expect(updated.filter(({ status }) => status.kind === 'closed' && status.since)).toEqual([]);
    busy = false;
    await pass(hour);
    expect(updated.at(-1)?.status).toMatchObject({ since: { en: expect.stringMatching(/^Still so/) } });
  });

  test('is only looked at when an alert reports it, also for those that come in during the look', async () => {
    const { pass, work, alert, clock, posted, states, calls } = depsOf(gatewayEstate({ cure: true }), observed);
    await pass(hour);
    const before = calls.filter((call) => call === 'backendhealth').length;
    await alert('second');
    await work(clock.now + 2_000);
    for (const id of ['third', 'fourth', 'fifth']) await alert(id);
    await work(clock.now + 10 * minute);
    expect(calls.filter((call) => call === 'backendhealth')).toHaveLength(before + 2);
    expect(outcomes(states())).toEqual(['reported']);
    expect(posted).toHaveLength(1);
  });

  test('is looked at again although an incident was opened during a look', async () => {
    const { deps, work, alert, answer, clock, calls } = depsOf(gatewayEstate({ cure: true }));
    const looked = () => calls.filter((call) => call === 'backendhealth').length;
    await sweep(deps);
    await work(clock.now + 2_000);
    expect(looked()).toBe(1);
    await alert('first');
    await work(clock.now + 5 * minute);
    await answer('reject');
    await work(clock.now + 10 * minute);
    const before = looked();
    await alert('second');
    await work(clock.now + 10 * minute);
    expect(looked()).toBe(before + 1);
  });

  test('is looked at again although a look failed for good', async () => {
    const estate = gatewayEstate({ cure: true });
    const { deps, work, clock, store } = depsOf(estate);
    await sweep(deps);
    await work(clock.now + 2_000);
    const kept = await store.look(targetKey(estate.target));
    if (!kept) throw new Error('No look is under way.');
    await fail({ kind: 'look', signal: kept.value.signal }, deps);
    expect(await store.look(targetKey(estate.target))).toBeUndefined();
  });
});

describe('the end of an alert', () => {
  const over = { condition: 'resolved' } as const;
  const looksIn = (calls: readonly string[]) => calls.filter((call) => call === 'backendhealth').length;

  test('ends the incident that asks, once Azure shows its target well', async () => {
    const estate = gatewayEstate({ cure: true });
    const { work, alert, clock, states, updated } = depsOf(estate);
    await alert('first');
    await work(clock.now + 5 * minute);
    expect(outcomes(states())).toEqual(['asking']);
    estate.apply(addedByHand, '');
    await alert('first resolved', over);
    await work(clock.now + 2 * minute);
    expect(outcomes(states())).toEqual(['self-healed']);
    expect(updated.at(-1)?.status).toMatchObject({ kind: 'closed', outcome: 'self-healed' });
  });

  test('ends the incident whose plan a guard holds', async () => {
    const estate = gatewayEstate({ cure: true });
    const { deps, work, alert, clock, states } = depsOf(estate);
    const [from, to] = [clock.now, clock.now + hour].map((ms) => new Date(ms).toISOString());
    const maintenance = [{ kind: 'once', scope: `/subscriptions/${subscription}`, from, to }];
    Object.assign(deps, { policy: { ...deps.policy, maintenance } });
    await alert('first');
    await work(clock.now + 5 * minute);
    expect(outcomes(states())).toEqual(['held']);
    estate.apply(addedByHand, '');
    await alert('first resolved', over);
    await work(clock.now + 2 * minute);
    expect(outcomes(states())).toEqual(['self-healed']);
  });

  test('is looked into after the incident has found out what is wrong, where that is under way', async () => {
    const estate = gatewayEstate({ cure: true });
    const { work, alert, clock, states } = depsOf(estate);
    await alert('first');
    await work(clock.now + 2_000);
    expect(outcomes(states())).toEqual(['diagnosing']);
    await alert('first resolved', over);
    await work(clock.now + 20_000);
    expect(outcomes(states())).toEqual(['asking']);
    estate.apply(addedByHand, '');
    await work(clock.now + 2 * minute);
    expect(outcomes(states())).toEqual(['self-healed']);
  });

  test('changes nothing about a question while its target is unwell, whoever sends it, and however often', async () => {
    const { work, alert, answer, clock, states, posted, updated, store } = depsOf(gatewayEstate({ cure: true }));
    await alert('first');
    await work(clock.now + 5 * minute);
    const [{ id } = { id: '' }] = states();
    const before = store.all().find((each) => each.id === id)?.events.length;
    const drawn = updated.length;
    for (const each of ['a', 'b', 'c']) await alert(`${each} resolved`, over);
    await work(clock.now + 5 * minute);
    expect(store.all().find((each) => each.id === id)?.events).toHaveLength(before ?? 0);
    expect([posted.length, updated.length]).toEqual([1, drawn]);
    await answer('approve');
    await work(clock.now + 10 * minute);
    expect(outcomes(states())).toEqual(['resolved']);
  });

  test('is harmless while a fix is being applied', async () => {
    const { work, alert, answer, clock, states } = depsOf(gatewayEstate({ cure: true }));
    await alert('first');
    await work(clock.now + 5 * minute);
    await answer('approve');
    await work(clock.now + 12_000);
    await alert('first resolved', over);
    await work(clock.now + 10 * minute);
    expect(outcomes(states())).toEqual(['resolved']);
  });

  test('says on the card that told of it that its target is well again', async () => {
    const estate = gatewayEstate({ cure: true });
    const { work, alert, clock, states, updated } = depsOf(estate, { modes: { 'allow-inbound': 'observe' } });
    await alert('first');
    await work(clock.now + 10 * minute);
    estate.apply(addedByHand, '');
    await alert('first resolved', over);
    await work(clock.now + 10 * minute);
    expect(outcomes(states())).toEqual(['reported']);
    expect(updated.at(-1)?.status).toMatchObject({ since: { en: expect.stringMatching(/^Well again/) } });
  });

  test('of what nobody waits for is not even looked into, before or after its beginning', async () => {
    const { work, alert, clock, states, calls } = depsOf(gatewayEstate({ cure: true }));
    await alert('first resolved', over);
    await work(clock.now + 5 * minute);
    expect(looksIn(calls)).toBe(0);
    expect(states()).toEqual([]);
    await alert('first');
    await work(clock.now + 5 * minute);
    expect(outcomes(states())).toEqual(['asking']);
  });

  test('does not hide other trouble than people were told of', async () => {
    const estate = gatewayEstate({ cure: true });
    const { work, alert, answer, clock, states } = depsOf(estate);
    await alert('first');
    await work(clock.now + 5 * minute);
    await answer('reject');
    await work(clock.now + 10 * minute);
    estate.apply(
      { ...addedByHand, name: 'deny-high', rule: { ...addedByHand.rule, access: 'Deny', priority: 150 } },
      '',
    );
    await alert('first resolved', over);
    await work(clock.now + 10 * minute);
    expect(outcomes(states())).toEqual(['rejected', 'asking']);
  });
});

describe('a look that Azure puts off comes again in the same sweep', () => {
  const looksOf = (calls: readonly string[]) => calls.filter((call) => call === 'backendhealth').length;

  test('once the time is over that Azure named', async () => {
    let times = 1;
    const { deps, work, clock, calls, posted } = depsOf(gatewayEstate({ cure: true }), {}, (call) =>
      call === 'backendhealth' && times-- > 0 ? refusals.throttled : undefined,
    );
    await sweep(deps);
    await work(clock.now + refusals.throttled.retryAfterMs - 1);
    expect(looksOf(calls)).toBe(1);
    await work(clock.now + minute);
    expect(looksOf(calls)).toBeGreaterThan(1);
    expect(posted).toHaveLength(1);
  });

  test('once there is room again for more than what is left to incidents', async () => {
    const { deps, work, clock, calls, posted } = depsOf(gatewayEstate({ cure: true }));
    const left = { count: 0, at: clock.now };
    Object.assign(deps, { azure: { ...deps.azure, left: () => left } });
    await sweep(deps);
    await work(clock.now + 1_999);
    expect(looksOf(calls)).toBe(0);
    await work(clock.now + minute);
    expect(looksOf(calls)).toBeGreaterThan(0);
    expect(posted).toHaveLength(1);
  });
});

/** Lets everything in to the gateway. */
const addedByHand = {
  kind: 'put-security-rule',
  networkSecurityGroup: '',
  name: 'by-hand',
  rule: {
    description: '',
    direction: 'Inbound',
    access: 'Allow',
    protocol: '*',
    priority: 100,
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '*',
  },
} as const satisfies Change;

describe('a gateway that nobody may look at', () => {
  const locked: Refusal = { kind: 'invalid', code: 'ScopeLocked', message: 'Locked.' };
  const lacking: Refusal = { ...refusals.forbidden, action: 'Microsoft.X/y' };

  /** Lets a quarter of an hour pass for each of these, in which backend health is refused so or answered. Answers how many cards there are after each. */
  async function cardsAfter(...answers: readonly (Refusal | undefined)[]) {
    let refusal: Refusal | undefined;
    const estate = gatewayEstate({ cure: true });
    estate.apply(addedByHand, '');
    const { pass, posted } = depsOf(estate, {}, (call) => (call === 'backendhealth' ? refusal : undefined));
    const cards: number[] = [];
    for (refusal of answers) {
      await pass(15 * minute);
      cards.push(posted.length);
    }
    return cards;
  }

  test('is told of once', async () => {
    expect(await cardsAfter(locked, locked, locked)).toEqual([1, 1, 1]);
  });

  test('is told of again when it could be looked at in between, and not for another reason alone', async () => {
    expect(await cardsAfter(locked, lacking, lacking, undefined, lacking)).toEqual([1, 1, 1, 1, 2]);
  });

  test('is not one that Azure is too busy to show, which is no news either', async () => {
    const { throttled, unavailable, conflict } = refusals;
    expect(await cardsAfter(throttled, unavailable, conflict, conflict)).toEqual([0, 0, 0, 0]);
    expect(await cardsAfter(locked, unavailable, unavailable, locked)).toEqual([1, 1, 1, 1]);
  });
});
