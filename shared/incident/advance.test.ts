import { gatewayEstate } from '../../test/incident/estates';
import { memoryStore } from '../../test/incident/memory-store';
import { scriptedAzure } from '../../test/incident/scripted-azure';
import { policyFor, signalFor, startsAt } from '../../test/incident/simulation';
import { ReconnectError } from '../model/errors';
import type { IncidentView } from '../report/view';
import { advance } from './advance';
import { open } from './open';
import type { World } from './world';

test('of two workers that are about to post the same card, one does', async () => {
  const estate = gatewayEstate({ cure: true });
  const clock = { now: startsAt };
  const now = () => clock.now;
  const posted: IncidentView[] = [];
  const channel: { answers?: Promise<void> } = {};
  const world: World = {
    store: memoryStore(() => undefined, now),
    azure: scriptedAzure(estate, { now }).azure,
    messenger: {
      post: async (view) => {
        if (!channel.answers) throw new ReconnectError('TEAMS_UNREACHABLE', 'No answer.', 'Wait.');
        posted.push(view);
        await channel.answers;
        return { conversation: 'c', activity: 'a' };
      },
      update: () => Promise.resolve(),
    },
    policy: policyFor(estate),
    language: 'en',
    now,
    log: () => undefined,
  };
  const incident = await open(signalFor(estate), world);
  while ((await world.store.list(1))[0]?.phase !== 'asking') {
    await advance(incident, world);
    clock.now += 10_000;
  }
  clock.now += 30_000;

  let reached = (): void => undefined;
  channel.answers = new Promise((resolve) => (reached = resolve));
  const first = advance(incident, world);
  const second = advance(incident, world);
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
  reached();
  await Promise.all([first, second]);

  expect(posted.map(({ status }) => status.kind)).toEqual(['asking']);
});
