import { gateway, gatewayEstate } from './testing/estates';
import { refusals, scriptedAzure, type Script } from './testing/scripted-azure';
import { startsAt } from './testing/simulation';
import { check } from './check';

/** A check on virtual time. */
async function checked(script?: Script) {
  let now = startsAt;
  const told: string[] = [];
  const waits: number[] = [];
  const { azure } = scriptedAzure(gatewayEstate({ cure: true }), { now: () => now, ...(script ? { script } : {}) });
  const came = await check(gateway, {
    azure,
    now: () => now,
    patienceMs: 60_000,
    tell: (events) => told.push(...events.map(({ kind }) => kind)),
    waitUntil: (time, { pending }) => {
      waits.push(pending.length);
      now = time;
      return Promise.resolve();
    },
  });
  return { came, told, waits, minutes: (now - startsAt) / 60_000 };
}

test('waits by itself for what takes Azure a while, and tells of each look', async () => {
  const { came, told, waits } = await checked();
  expect(came).toMatchObject({
    condition: 'broken',
    causes: expect.arrayContaining([
      expect.objectContaining({ cause: 'appgw/infrastructure-ports-blocked', kind: 'found' }),
    ]) as unknown,
    remedy: { risk: 'medium', commands: [expect.stringContaining('az network nsg rule create')] },
  });
  expect(waits).toContain(1);
  expect(told).toEqual(expect.arrayContaining(['observation-pending', 'observed']));
});

test('nobody waits long for an Azure that is out of reach', async () => {
  const { came, minutes } = await checked(() => refusals.unavailable);
  expect(came).toMatchObject({ condition: 'unclear', because: { en: expect.stringContaining('there is no answer') } });
  expect(minutes).toBeLessThan(15);
});
