import { canonicalJson } from '../../shared/model/canonical';
import type { IncidentEvent } from '../../shared/incident/events';
import type { IncidentSummary, Message, Store } from '../../shared/incident/ports';
import type { Signal, Target } from '../../shared/model/target';
import { targetKey } from '../../shared/targets';
import { changeTarget, heldBy, letGoBy } from '../../shared/incident/target-record';

/** A store under test, with what the tests must be able to do to its surroundings. */
export interface StoreUnderTest {
  readonly store: Store;
  /** The same store, as another process has it open. */
  readonly elsewhere: Store;
  /** The store's clock, in ms since the epoch. */
  now(): number;
  advance(ms: number): void;
  /** Whether sending fails from now on, as if the process died before it could send. */
  failSends(fail: boolean): void;
  /** Whether the next commit's answer gets lost, so that it is tried twice. */
  loseNextCommitAnswer(): void;
  /** Takes every message that is visible now off the queue. */
  take(): Promise<readonly Message[]>;
  /** Changes the stored event of this place behind the store's back. */
  tamperEvent(incident: string, seq: number): Promise<void>;
  /** Removes the last stored event behind the store's back. */
  dropLastEvent(incident: string): Promise<void>;
  /** Changes the content of everything that is kept outside the incident's own rows. */
  tamperEvidence(): Promise<void>;
  close(): Promise<void>;
}

const at = '2026-01-01T00:00:00.000Z';
const target: Target = {
  kind: 'gateway',
  id: '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/gw1',
};
const signal = (id: string): Signal => ({ kind: 'alert', id, at, rule: 'unhealthy hosts', target });
const opened: IncidentEvent = { kind: 'opened', at, signal: signal('first') };
const expired: IncidentEvent = { kind: 'expired', at };
const observed = (answer: unknown): IncidentEvent => ({
  kind: 'observed',
  at,
  observation: { kind: 'backendHealth', params: { gateway: 'gw1' }, at, outcome: { kind: 'answered', answer } },
});
const summary = (id: string, more: Partial<IncidentSummary> = {}): IncidentSummary => ({
  id,
  openedAt: at,
  updatedAt: at,
  target,
  phase: 'diagnosing',
  ...more,
});

/** What every implementation of {@link Store} must do. */
export function storeContract(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a store`, () => {
    let subject: StoreUnderTest;
    let store: Store;

    beforeEach(async () => {
      subject = await makeStore();
      store = subject.store;
    });
    afterEach(() => subject.close());

    const load = async (id: string) => {
      const incident = await store.load(id);
      if (!incident) throw new Error(`incident ${id} is not there`);
      return incident;
    };
    const eventsOf = async (id: string) => (await load(id)).events.map(({ event }) => event);
    const append = async (id: string, events: readonly IncidentEvent[]) =>
      store.append(id, (await store.load(id))?.version, events, summary(id), subject.now());
    const open = (id: string) => append(id, [opened]);

    describe('events', () => {
      it('come back in order, with their places', async () => {
        await open('i1');
        const { version } = await load('i1');

        const answer = await store.append('i1', version, [expired, observed('well')], summary('i1'), subject.now());

        expect(answer).not.toBe('conflict');
        expect((await load('i1')).events.map(({ seq, event }) => [seq, event])).toEqual([
          [1, opened],
          [2, expired],
          [3, observed('well')],
        ]);
      });

      it('of an unknown incident are not there', async () => {
        expect(await store.load('nobody')).toBeUndefined();
        expect(await store.load("no/such'key")).toBeUndefined();
      });

      it('are refused by an id that cannot be a key', async () => {
        await expect(open('a/b')).rejects.toThrow(RangeError);
      });

      it('are not appended to an old version', async () => {
        await open('i1');
        const { version } = await load('i1');
        await store.append('i1', version, [expired], summary('i1'), subject.now());

        const late = await store.append('i1', version, [observed(1)], summary('i1'), subject.now());

        expect(late).toBe('conflict');
        expect(await eventsOf('i1')).toEqual([opened, expired]);
      });

      it('are guarded by the version even when there are none to append', async () => {
        await open('i1');
        const { version } = await load('i1');
        subject.advance(1);
        await append('i1', []);

        expect(await store.append('i1', version, [], summary('i1'), subject.now())).toBe('conflict');
      });

      it('do not open an incident twice', async () => {
        await open('i1');

        const again = await store.append('i1', undefined, [expired], summary('i1'), subject.now());

        expect(again).toBe('conflict');
        expect(await eventsOf('i1')).toEqual([opened]);
      });

      it('of one of many appends at once win, even if all say the same', async () => {
        await open('i1');
        const { version } = await load('i1');
        const race = () => store.append('i1', version, [expired], summary('i1'), subject.now());

        const answers = await Promise.all(Array.from({ length: 8 }, race));

        expect(answers.filter((answer) => answer !== 'conflict')).toHaveLength(1);
        expect(await eventsOf('i1')).toEqual([opened, expired]);
      });

      it('count as appended when the answer got lost and the second try met the first', async () => {
        await open('i1');
        const { version } = await load('i1');
        subject.loseNextCommitAnswer();

        const answer = await store.append('i1', version, [expired], summary('i1'), subject.now());

        expect(answer).not.toBe('conflict');
        expect(await eventsOf('i1')).toEqual([opened, expired]);
        await store.wake('i1', undefined);
        subject.advance(50_000);
        await store.resend('i1', subject.now());
        expect(await subject.take()).toEqual([]);
      });

      it('may be large, and many', async () => {
        const many = Array.from({ length: 98 }, (_, index) => observed(`"${'\\"가'.repeat(3_800)}${index}`));
        const large = observed({ text: '게이트웨이 "10.0.0.4"\n'.repeat(20_000) });

        await store.append('i1', undefined, many, summary('i1'), subject.now());
        await store.append('i1', (await load('i1')).version, [large], summary('i1'), subject.now());

        expect(await eventsOf('i1')).toEqual([...many, large]);
      });

      it('of more than a thousand places come back whole', async () => {
        await open('i1');
        for (let round = 0; round < 12; round++) {
          await append(
            'i1',
            Array.from({ length: 90 }, () => expired),
          );
        }

        expect(await eventsOf('i1')).toHaveLength(1081);
      });
    });

    describe('damage', () => {
      const written = [opened, observed('x'.repeat(50_000)), expired];
      beforeEach(() => store.append('i1', undefined, written, summary('i1'), subject.now()));

      it.each<[string, RegExp, () => Promise<void>]>([
        ['event 1 was changed', /Event 1 /, () => subject.tamperEvent('i1', 1)],
        ['event 3 was changed', /Event 3 /, () => subject.tamperEvent('i1', 3)],
        ['the last event was removed', /incident i1/, () => subject.dropLastEvent('i1')],
        ['large evidence was changed', /evidence\//, () => subject.tamperEvidence()],
      ])('is noticed by who reads it when %s; who wrote it goes on from what was written', async (_, message, harm) => {
        await harm();

        await expect(subject.elsewhere.load('i1')).rejects.toMatchObject({
          code: 'STORE_DAMAGED',
          message: expect.stringMatching(message),
        });
        expect(await eventsOf('i1')).toEqual(written);
        await expect(store.load('i1', 'anew')).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
        await expect(store.load('i1')).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
      });

      it('is noticed when it comes after what was read', async () => {
        await subject.elsewhere.load('i1');
        await append('i1', [expired]);

        await subject.tamperEvent('i1', 4);

        await expect(subject.elsewhere.load('i1')).rejects.toMatchObject({
          code: 'STORE_DAMAGED',
          message: expect.stringContaining('Event 4 '),
        });
      });
    });

    describe('wake-ups', () => {
      const wake: Message = { kind: 'wake', incident: 'i1' };
      const day = 24 * 60 * 60 * 1000;

      it('arrive at once when due', async () => {
        await open('i1');

        await store.wake('i1', subject.now());

        expect(await subject.take()).toEqual([wake]);
      });

      it('arrive when their time has come, and not before', async () => {
        await open('i1');
        await store.wake('i1', subject.now() + 89_001);

        expect(await subject.take()).toEqual([]);
        subject.advance(89_000);
        expect(await subject.take()).toEqual([]);
        subject.advance(1_000);
        expect(await subject.take()).toEqual([wake]);
      });

      it('far away come as late as a message can, and go on from there', async () => {
        const wakeAt = subject.now() + 10 * day;
        await open('i1');

        await store.wake('i1', wakeAt);
        subject.advance(7 * day);
        expect(await subject.take()).toEqual([wake]);

        await store.wake('i1', wakeAt);
        subject.advance(3 * day);
        expect(await subject.take()).toEqual([wake]);
      });

      it('do not multiply when a message arrives twice', async () => {
        const wakeAt = subject.now() + 90_000;
        await open('i1');
        await store.wake('i1', wakeAt);

        await store.wake('i1', wakeAt);
        await store.wake('i1', wakeAt + 10_000);
        subject.advance(100_000);

        expect(await subject.take()).toEqual([wake]);
      });

      it('for later are on their way before the commit that needs them, and are not sent again', async () => {
        const wakeAt = subject.now() + 90_000;
        await store.append('i1', undefined, [opened], summary('i1'), wakeAt);

        subject.failSends(true);
        await store.wake('i1', wakeAt);
        await expect(
          store.append('i1', (await load('i1')).version, [expired], summary('i1'), wakeAt),
        ).rejects.toThrow();
        subject.failSends(false);

        expect((await load('i1')).events).toHaveLength(1);
        subject.advance(90_000);
        expect(await subject.take()).toEqual([wake]);
      });

      it('sent ahead of a commit that lost are taken back, so that those who lose do not come again each time', async () => {
        const head = await store.append('i1', undefined, [opened], summary('i1'), subject.now());
        await store.wake('i1', undefined);
        if (head === 'conflict') throw new Error('nobody else is there');
        const wakeAt = subject.now() + 60_000;
        const appends = await Promise.all(
          Array.from({ length: 4 }, () => store.append('i1', head.version, [expired], summary('i1'), wakeAt)),
        );
        expect(appends.filter((each) => each === 'conflict')).toHaveLength(3);

        subject.advance(60_000);
        expect(await subject.take()).toEqual([wake]);
      });

      it('can be moved to an earlier time', async () => {
        await open('i1');
        await store.wake('i1', subject.now() + day);

        await store.wake('i1', subject.now() + 10_000);

        subject.advance(10_000);
        expect(await subject.take()).toEqual([wake]);
      });

      it('are not sent again when none is needed any more', async () => {
        await open('i1');

        await store.wake('i1', undefined);

        subject.advance(day);
        await store.resend('i1', subject.now());
        expect(await subject.take()).toEqual([]);
      });

      it('that a crash kept from being sent are sent later, once', async () => {
        await open('i1');
        subject.failSends(true);
        await expect(store.wake('i1', subject.now())).rejects.toThrow();
        subject.failSends(false);

        subject.advance(29_999);
        await store.resend('i1', subject.now());
        expect(await subject.take()).toEqual([]);

        subject.advance(1);
        await store.resend('i1', subject.now());
        await store.resend('i1', subject.now());
        expect(await subject.take()).toEqual([wake]);
      });

      it('that a crash kept from being sent keep their time', async () => {
        await store.append('i1', undefined, [opened], summary('i1'), subject.now() + 300_000);

        subject.advance(60_000);
        await store.resend('i1', subject.now());

        subject.advance(239_000);
        expect(await subject.take()).toEqual([]);
        subject.advance(1_000);
        expect(await subject.take()).toEqual([wake]);
      });

      it('whose message got lost are sent again when they are overdue, and again if need be', async () => {
        await open('i1');
        await store.wake('i1', subject.now());
        await subject.take();

        subject.advance(60_000);
        await store.resend('i1', subject.now());
        expect(await subject.take()).toEqual([]);

        for (let round = 0; round < 2; round++) {
          subject.advance(60_001);
          await store.resend('i1', subject.now());
          await store.resend('i1', subject.now());
          expect(await subject.take()).toEqual([wake]);
        }
      });

      it.each([
        ['at another time', day],
        ['not at all', undefined],
      ])('that another process owes stay owed when this one wakes %s', async (_, later) => {
        await open('i1');
        await subject.elsewhere.append('i1', (await load('i1')).version, [expired], summary('i1'), subject.now());

        await store.wake('i1', later === undefined ? undefined : subject.now() + later);

        subject.advance(30_000);
        await store.resend('i1', subject.now());
        expect(await subject.take()).toEqual([wake]);
      });

      it('of an unknown incident are nobody’s', async () => {
        await store.resend('nobody', subject.now());

        expect(await subject.take()).toEqual([]);
      });
    });

    it('sends a message for later', async () => {
      const probe: Message = { kind: 'look', signal: signal('first') };

      await store.send(probe, subject.now() + 5_000);

      expect(await subject.take()).toEqual([]);
      subject.advance(5_000);
      expect(await subject.take()).toEqual([probe]);
    });

    describe('signals', () => {
      const message = (id: string): Message => ({ kind: 'signal', signal: signal(id) });

      it('are queued once, however often they are delivered', async () => {
        expect(await store.receive(signal('a/b?#c'))).toBe('queued');
        expect(await store.receive(signal('a/b?#c'))).toBe('duplicate');

        expect(await subject.take()).toEqual([message('a/b?#c')]);
      });

      it('that were remembered but not queued are queued by the next delivery', async () => {
        subject.failSends(true);
        await expect(store.receive(signal('a'))).rejects.toThrow();
        subject.failSends(false);

        expect(await store.receive(signal('a'))).toBe('queued');
        expect(await store.receive(signal('a'))).toBe('duplicate');
        expect(await subject.take()).toEqual([message('a')]);
      });

      it('that were remembered but not queued are queued by the watchdog', async () => {
        subject.failSends(true);
        await expect(store.receive(signal('a'))).rejects.toThrow();
        subject.failSends(false);

        await store.resendSignals(subject.now());
        expect(await subject.take()).toEqual([]);

        subject.advance(30_000);
        await store.resendSignals(subject.now());
        await store.resendSignals(subject.now());
        expect(await subject.take()).toEqual([message('a')]);
        expect(await store.receive(signal('a'))).toBe('duplicate');
      });

      it('are forgotten after a week, and not before', async () => {
        const week = 7 * 24 * 3_600_000;
        const old = Array.from({ length: 120 }, (_, index) => signal(`s${index}`));
        for (const each of old) await store.receive(each);
        await store.receive({ ...signal('younger'), at: new Date(Date.parse(at) + 300 * 60_000).toISOString() });
        const forgetFrom = async (time: number) => {
          for (let minute = 0; minute < 256; minute++) await store.forgetSignals(time + minute * 60_000);
        };

        await forgetFrom(Date.parse(at) + week - 256 * 60_000);
        expect(await store.receive(old[0]!)).toBe('duplicate');

        await forgetFrom(Date.parse(at) + week + 1);
        expect(await store.receive(old[0]!)).toBe('queued');
        expect(await store.receive(old[119]!)).toBe('queued');
        expect(await store.receive(signal('younger'))).toBe('duplicate');
      });
    });

    describe('what the sweep may not look at', () => {
      const locked = 'ScopeLocked';

      it('is noted for each by itself, in place of what was noted before, until it is over', async () => {
        expect(await store.hindrance('a/b?#c')).toBeUndefined();
        await store.noteHindrance('a/b?#c', 'HTTP_403');
        await store.noteHindrance('a/b?#c', locked);
        expect(await subject.elsewhere.hindrance('a/b?#c')).toEqual(locked);
        expect(await store.hindrance('another')).toBeUndefined();

        await store.noteHindrance('a/b?#c', undefined);
        await store.noteHindrance('a/b?#c', undefined);
        expect(await store.hindrance('a/b?#c')).toBeUndefined();
      });
    });

    describe('VMs that were found by their tags', () => {
      const found = ['a', 'b', 'c'].map((id, index) => ({ id: `/Sub/${id}`, ports: [22, 443 + index] }));

      it('are those of the last sweep, whatever the case of their ids', async () => {
        expect(await store.taggedVms()).toEqual([]);
        await store.keepTaggedVms(found);
        expect(new Set(await subject.elsewhere.taggedVms())).toEqual(new Set(found));

        const then = [
          { id: '/SUB/A', ports: [22, 443] },
          { ...found[1]!, ports: [3389] },
        ];
        await store.keepTaggedVms(then);
        expect(new Set(await store.taggedVms())).toEqual(new Set(then));
      });
    });

    describe('the teams that have the bot', () => {
      it('are kept as they were told last, until they are forgotten', async () => {
        const [ops, shop] = [
          { team: '19:ops@thread.tacv2', channels: ['19:ops@thread.tacv2'] },
          { team: '19:shop@thread.tacv2', channels: [] },
        ];
        expect(await store.botTeams()).toEqual([]);
        expect(await store.keepBotTeam(ops)).toBe('new');
        expect(await store.keepBotTeam(shop)).toBe('new');

        const then = { ...ops, channels: [...ops.channels, '19:approvals@thread.tacv2'] };
        expect(await subject.elsewhere.keepBotTeam(then)).toBe('known');
        expect(new Set(await store.botTeams())).toEqual(new Set([then, shop]));

        await store.forgetBotTeam(shop.team);
        await store.forgetBotTeam(shop.team);
        expect(await store.botTeams()).toEqual([then]);
      });
    });

    describe('targets', () => {
      const key = targetKey(target);

      const memory = { incident: 'i1', since: at, toldAt: at, shownAt: at, marks: ['a'] };
      const claim = async (incident: string) => (await changeTarget(key, heldBy(incident), store)).incident;
      const letGo = (incident: string) => changeTarget(key, letGoBy(incident, memory), store);

      it('are held by one of many who claim them', async () => {
        const claimants = Array.from({ length: 8 }, (_, index) => `i${index}`);

        const holders = await Promise.all(claimants.map(claim));

        const [holder] = await store.open();
        expect(holders.map((each, index) => each ?? claimants[index])).toEqual(claimants.map(() => holder));
        expect(holders.filter((each) => each === undefined)).toHaveLength(1);
      });

      it('may be claimed again by their holder', async () => {
        await claim('i1');

        expect(await claim('i1')).toBe('i1');
      });

      it('are free again once their holder, and nobody else, lets go, and what people know stays', async () => {
        await claim('i1');

        await letGo('i2');
        expect(await claim('i2')).toBe('i1');
        await letGo('i1');
        await letGo('i1');
        expect(await store.open()).toEqual([]);
        expect((await subject.elsewhere.target(key)).record).toEqual({ memory });
        expect(await claim('i2')).toBeUndefined();
        expect((await store.target(key)).record).toEqual({ memory, incident: 'i2' });
      });

      it('of which nothing is stored any more have no row', async () => {
        await store.replaceTarget(key, { memory }, undefined);
        const { version } = await store.target(key);
        expect(await store.replaceTarget(key, {}, version)).toBe(true);
        expect(await store.target(key)).toEqual({ record: {}, version: undefined });
        expect(await store.replaceTarget(key, {}, undefined)).toBe(true);
      });

      it('are only written over by who has read them as they are', async () => {
        expect(await store.replaceTarget(key, { memory }, undefined)).toBe(true);
        expect(await store.replaceTarget(key, { incident: 'i2' }, undefined)).toBe(false);
        const { version } = await store.target(key);
        await claim('i3');
        expect(await store.replaceTarget(key, {}, version)).toBe(false);
        expect(await store.replaceTarget(key, { incident: 'i2' }, version)).toBe(false);
        expect((await store.target(key)).record).toEqual({ memory, incident: 'i3' });
      });
    });

    describe('the list', () => {
      const openAt = (id: string, openedAt: string) =>
        store.append(id, undefined, [opened], summary(id, { openedAt }), subject.now());

      it('is newest first, and as long as asked for', async () => {
        await openAt('middle', '2026-01-02T00:00:00Z');
        await openAt('oldest', '2026-01-01T00:00:00.001Z');
        await openAt('newest', '2026-03-01T00:00:00.500Z');

        expect((await store.list(2)).map(({ id }) => id)).toEqual(['newest', 'middle']);
        expect((await store.list(10)).map(({ id }) => id)).toEqual(['newest', 'middle', 'oldest']);
        expect(await store.list(0)).toEqual([]);
      });

      it('shows each incident once, as it is now', async () => {
        await openAt('i1', '2026-01-02T00:00:00.000Z');
        await openAt('i1', '2026-01-03T00:00:00.000Z');
        const now = summary('i1', { openedAt: '2026-01-02T00:00:00.000Z', phase: 'closed', outcome: 'resolved' });
        await store.append('i1', (await load('i1')).version, [], now, subject.now());

        expect(await store.list(10)).toEqual([now]);
      });
    });

    it('finds an incident by the code of its question, while it is open', async () => {
      await changeTarget(targetKey(target), heldBy('i1'), store);
      await store.append('i1', undefined, [opened], summary('i1', { code: 'A1B2' }), subject.now());

      expect(await store.byCode('A1B2')).toEqual(['i1']);
      expect(await store.byCode('B2A1')).toEqual([]);
      await changeTarget(targetKey(target), letGoBy('i1'), store);
      expect(await store.byCode('A1B2')).toEqual([]);
    });

    it('keeps events word for word', async () => {
      const strange = observed({ b: 1, a: [undefined, -0, 'é'], skip: undefined, nested: { z: null, 10: 'x' } });

      await store.append('i1', undefined, [strange], summary('i1'), subject.now());

      expect((await eventsOf('i1')).map(canonicalJson)).toEqual([canonicalJson(strange)]);
    });
  });
}
