import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { built, root } from './built';
import type { Told } from './crash-driver';
import { nextMessage } from './next-message';
import type { PlayOptions } from './play-set';
import type { Play, Played } from './plays';

/** Drivers that share plays among them; a test waits for its own. */
export interface Lanes {
  outcomeOf(name: string): Promise<Played>;
  close(): void;
}

const ended: Told = { kind: 'failed', because: 'The driver ended; what it printed says why.' };

/** How many plays are under way at once. */
const count = 3;

/** Has all plays played, in their order. */
export function startLanes(plays: readonly Play[]): Lanes {
  const app = built('crash-driver.ts', 'stepped-host.ts');
  const options: PlayOptions = {
    root,
    appRoot: app.appRoot,
    host: app.program('stepped-host.ts'),
    dieAt: join(__dirname, 'die-at.cjs'),
  };
  const left = [...plays];
  const outcomes = new Map<string, Told>();
  const news = new EventEmitter().setMaxListeners(0);
  const drivers = Array.from({ length: Math.min(count, plays.length) }, () =>
    fork(app.program('crash-driver.ts'), [JSON.stringify(options)], { env: app.env, execArgv: [] }),
  );

  const lane = async (driver: ChildProcess): Promise<void> => {
    for (let play = left.shift(); play; play = left.shift()) {
      driver.send(play);
      outcomes.set(play.name, (await nextMessage<Told>(driver)) ?? ended);
      news.emit('told');
    }
    if (driver.connected) driver.disconnect();
  };
  drivers.forEach((driver) => void lane(driver));

  return {
    async outcomeOf(name) {
      for (;;) {
        const told = outcomes.get(name);
        if (told?.kind === 'failed') throw new Error(told.because);
        if (told) return told.played;
        await once(news, 'told');
      }
    },
    close() {
      left.length = 0;
      drivers.forEach((driver) => driver.kill('SIGKILL'));
      app.remove();
    },
  };
}
