import { gatewayEstate } from './testing/estates';
import { memoryStore } from './testing/memory-store';
import { policyFor, signalFor, startsAt } from './testing/simulation';
import { scriptedAzure } from './testing/scripted-azure';
import type { Answer } from '../model/azure';
import { read } from './commit';
import { open } from './open';
import { execute } from './execute';
import type { Dependencies } from './dependencies';

const minute = 60_000;
const operation = { call: 'getHealth', state: '{}' };
const pending: Answer = { kind: 'pending', operation, pollAfterMs: 10 * minute };

/** What is recorded when a question that was asked at the start is asked after, so many ms later, and Azure answers this. */
async function askedAfter(ms: number, answer: Answer) {
  const estate = gatewayEstate({ cure: true });
  const clock = { now: startsAt };
  const deps: Dependencies = {
    store: memoryStore(
      () => undefined,
      () => clock.now,
    ),
    azure: new Proxy(scriptedAzure(estate, { now: () => clock.now }).azure, {
      get: (azure, call) => (call === 'poll' ? () => Promise.resolve(answer) : (Reflect.get(azure, call) as unknown)),
    }),
    messenger: {
      reply: () => Promise.resolve(),
      post: () => Promise.reject(new Error('Nobody posts.')),
      update: () => Promise.resolve(),
    },
    policy: policyFor(estate),
    language: 'en',
    now: () => clock.now,
    log: () => undefined,
    measure: () => undefined,
  };
  const opened = await read(await open(signalFor(estate), deps), deps);
  clock.now += ms;
  const request = { kind: 'backendHealth', params: { gateway: estate.target.id } };
  const asked = { request, operation, pollAt: clock.now, since: startsAt };
  return opened && (await execute({ do: 'poll', pending: [asked] }, opened, deps))?.events.at(opened.events.length);
}

test('an answer that is still under way after 20 minutes is done without', async () => {
  expect(await askedAfter(20 * minute, pending)).toMatchObject({
    kind: 'observed',
    observation: { outcome: { kind: 'refused', refusal: { code: 'NO_ANSWER_IN_TIME' } } },
  });
});

test('before that it is waited for, no longer than until then', async () => {
  expect(await askedAfter(19 * minute, pending)).toMatchObject({
    kind: 'observation-pending',
    pending: { pollAt: startsAt + 20 * minute, since: startsAt },
  });
});

test('one that comes after 19 minutes counts', async () => {
  const body = { backendAddressPools: [] };
  expect(await askedAfter(19 * minute, { kind: 'answered', body })).toMatchObject({
    kind: 'observed',
    observation: { outcome: { kind: 'answered' } },
  });
});
