import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startHost } from '../simulation/host';
import { showTime } from '../simulation/rehearsal/people';
import { postAlert } from '../simulation/rehearsal/post-alert';
import type { RehearseOptions } from '../simulation/rehearsal/rehearse';
import { setStage } from '../simulation/rehearsal/stage';
import { watch } from '../simulation/rehearsal/watch';

/** Makes this process's clock run faster, from now on. */
function hasten(root: string, speed: number): void {
  const now = Date.now();
  process.env['RECONNECT_CLOCK'] = `${now},${now},${speed}`;
  createRequire(path.join(root, 'package.json'))('./shared/simulation/host/scaled-clock.cjs');
}

/** How many times faster than a real one the simulated Azure is, unless asked otherwise. */
const usualSpeed = 5;

/** How often the timeline is looked at, ms of the clock on the wall. */
const lookEveryMs = 500;

/**
 * The whole service on this machine: storage, the simulated Azure, a channel in the browser, and the host that runs the app.
 * The estate is broken when it starts; the alert comes after a few seconds. It runs until Ctrl-C, or to the end of the
 * incident when nobody is needed for it.
 */
export async function start(options: RehearseOptions): Promise<number> {
  const { scenario, approve, print } = options;
  const speed = options.speed ?? usualSpeed;
  if (speed !== 1) hasten(options.root, speed);
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopped.abort());

  print(`Reconnect on this machine: "${scenario.title}"\n\n${scenario.story}\n`);
  const stage = await setStage({ ...options, startHost, sweepSchedule: '0 */5 * * * *' });
  try {
    const { host, teams } = stage;
    print(`  The channel, with the card when it comes   ${teams.page}`);
    print(`  What the service knows                     ${host.url}/api/incidents`);
    print(
      approve === 'all'
        ? '  Every question is answered with yes.\n'
        : '  Answer the card there, as one of the approvers. Ctrl-C stops everything.\n',
    );

    const later = (afterMs: number, act: () => Promise<void>): void => {
      void pause(afterMs / speed, undefined, { signal: stopped.signal }).then(act, () => undefined);
    };
    for (const { at, act } of stage.planned) later(at * 1000, act);
    const { signal } = scenario;
    if (signal.kind === 'alert') later(signal.at * 1000, () => postAlert(host.url, signal));
    const people = showTime(scenario, approve === 'all' ? 'all' : 'none', teams, later);
    const watched = watch(host.url, print);
    while (!stopped.signal.aborted && !(approve === 'all' && watched.ended() && people.done())) {
      people.look();
      await watched.look();
      await pause(lookEveryMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
    return stopped.signal.aborted || watched.outcome() === 'resolved' ? 0 : 1;
  } finally {
    print('Stopping ...');
    await stage.close();
  }
}
