// What goes wrong without a plan: the points of points.ts are for what goes wrong at a known moment.
//
// Where hosts die at random is decided by a seed, which is in the name of the test. RECONNECT_SEEDS plays other seeds, in
// place of the usual ones: `RECONNECT_SEEDS=17,18 reconnect test test/service/chaos`.
import { startLanes, type Lanes } from './lanes';
import type { Death, Play, Trouble } from './plays';
import { randomPlay } from './random';

jest.setTimeout(240_000);

const seeds = (process.env['RECONNECT_SEEDS'] ?? '1,2,3,4,5,6').split(',').map(Number);
const random = seeds.map(randomPlay);

const inTrouble = (kind: Exclude<Trouble['kind'], 'messages-doubled'>, scenario = 'gateway-v2-ports-denied'): Play => ({
  name: kind,
  scenario,
  hosts: 1,
  deaths: [],
  alert: 'until-taken',
  trouble: { kind },
});
const doubled = (scenario: string, hosts: number, seed: number): Play => ({
  ...inTrouble('storage-restarts', scenario),
  name: `${scenario} with ${hosts} hosts, seed ${seed}`,
  hosts,
  trouble: { kind: 'messages-doubled', seed },
});
const threeHosts = (name: string, scenario: string, deaths: readonly Death[]): Play => ({
  name,
  scenario,
  hosts: 3,
  deaths,
  alert: 'until-taken',
});
/** Each of them would die there. */
const whoever = (death: Death): readonly Death[] => [death, death, death];

const restarts = inTrouble('storage-restarts');
const doubles = [doubled('gateway-v2-ports-denied', 1, 1), doubled('vm-hung-guest', 2, 2)];
const redeploying = threeHosts(
  'while one sends a redeployment',
  'vm-bad-node',
  whoever({ when: 'after', request: { method: 'POST', path: '/redeploy' } }),
);
const posting = threeHosts(
  'while one posts the card',
  'gateway-v2-ports-denied',
  whoever({ when: 'before', request: { method: 'POST', path: '/v3/conversations(\\?|$)' } }),
);
const failing: readonly Play[] = ['gateway-azure-fails-for-minutes', 'gateway-azure-fails-for-too-long'].map(
  (name) => ({
    name,
    scenario: name,
    hosts: 2,
    deaths: [{ when: 'after', nth: 30 }],
    alert: 'once',
  }),
);
const foreign = inTrouble('foreign-messages');
const unworkable = inTrouble('unworkable-event', 'vm-hung-guest');
const damaged = inTrouble('damaged-event');

let lanes: Lanes;
beforeAll(() => {
  lanes = startLanes([...random, redeploying, posting, restarts, ...doubles, ...failing, foreign, unworkable, damaged]);
});
afterAll(() => lanes.close());

/** What an undisturbed incident leaves behind. */
const undisturbed = { differences: [], incidents: 1, open: 0, asking: false, stranded: 0 };

describe('hosts that are killed at random', () => {
  it.each(random)('$name ($scenario) ends as if nothing had happened', async ({ name }) => {
    expect(await lanes.outcomeOf(name)).toMatchObject({ ...undisturbed, deaths: ['SIGKILL', 'SIGKILL', 'SIGKILL'] });
  });
});

describe('three hosts on one storage account', () => {
  it('end as one does, though one is killed while it sends a redeployment, to which no other comes', async () => {
    expect(await lanes.outcomeOf(redeploying.name)).toMatchObject({ ...undisturbed, deaths: ['SIGKILL'] });
  });
  it('end as one does, though one is killed before it posts the card, and perhaps whoever tries that next', async () => {
    const outcome = await lanes.outcomeOf(posting.name);
    expect(outcome).toMatchObject({ ...undisturbed, deaths: expect.arrayContaining(['SIGKILL']) as unknown });
    expect(outcome.cards).toHaveLength(1);
  });
});

describe('a storage that is stopped and started again', () => {
  it('changes nothing, in the diagnosis and after the answer', async () => {
    expect(await lanes.outcomeOf(restarts.name)).toMatchObject({
      ...undisturbed,
      troubles: ['storage was restarted', 'storage was restarted'],
    });
  });
});

describe('messages that come twice, late and out of order', () => {
  it.each(doubles)('change nothing: $name', async ({ name }) => {
    const played = await lanes.outcomeOf(name);

    expect(played).toMatchObject(undisturbed);
    expect(played.troubles.length).toBeGreaterThan(5);
  });
});

describe('an Azure that answers 429 and 500', () => {
  it.each(failing)('is waited for as long as is said, though a host is killed meanwhile: $name', async ({ name }) => {
    expect(await lanes.outcomeOf(name)).toMatchObject({ ...undisturbed, deaths: ['SIGKILL'] });
  });
});

describe('a message that always fails', () => {
  const logged = async (name: string, what: string): Promise<number> =>
    (await lanes.outcomeOf(name)).log.filter((line) => line.includes(what)).length;

  it('is logged and dropped when it is not Reconnect’s', async () => {
    expect(await lanes.outcomeOf(foreign.name)).toMatchObject(undisturbed);
    expect(await logged(foreign.name, 'A message that is not Reconnect’s')).toBe(3);
  });

  it('ends its incident for people to see, and nothing is changed', async () => {
    const played = await lanes.outcomeOf(unworkable.name);

    expect(played).toMatchObject({
      troubles: ['an event was appended'],
      outcome: 'escalated',
      writes: 0,
      open: 0,
      asking: false,
      stranded: 0,
    });
    expect(played.cards).toEqual([expect.stringContaining('Reconnect itself failed on this incident')]);
  });

  // Whoever can write to the storage could write an approval too, so the target stays held until people have looked.
  it('tells people when the stored record is damaged, and nothing more is done', async () => {
    const played = await lanes.outcomeOf(damaged.name);
    const told = played.cards.filter((card) => card.includes('is not what Reconnect wrote'));

    expect(played).toMatchObject({ troubles: ['an event was changed'], incidents: 1, writes: 0, open: 1, stranded: 0 });
    // Once for each message that was on its way, and then there is rest.
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThan(6);
    expect(told.filter((card) => card.includes('Action.Execute'))).toEqual([]);
  });
});
