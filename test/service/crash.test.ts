import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { built, clockFrom, clockPreload, root, type Built } from './built';
import type { DriverOptions, Survived } from './crash-driver';
import { points } from './points';

jest.setTimeout(240_000);

const speed = 80;
let app: Built;
let driver: ChildProcess;
const survived = new Map<string, Survived>();

// All points are played by one process, several at once; a test waits for its own.
beforeAll(() => {
  app = built('crash-driver.ts', '../host/main.ts');
  const options: DriverOptions = {
    root,
    folder: app.folder,
    appRoot: app.appRoot,
    host: app.program('../host/main.ts'),
    clock: clockPreload,
    dieAt: join(__dirname, 'die-at.cjs'),
    speed,
    lanes: 4,
    points,
  };
  driver = spawn(process.execPath, ['--require', clockPreload, app.program('crash-driver.ts'), JSON.stringify(options)], {
    env: { ...app.env, ...clockFrom(speed) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: driver.stdout ?? process.stdin }).on('line', (line) => {
    const each = JSON.parse(line) as Survived;
    survived.set(each.point, each);
    driver.emit('survived');
  });
});
afterAll(() => {
  driver.kill('SIGKILL');
  app.remove();
});

async function outcomeOf(point: string): Promise<Survived | undefined> {
  while (!survived.has(point) && driver.exitCode === null)
    await Promise.race([once(driver, 'survived'), once(driver, 'exit')]);
  return survived.get(point);
}

describe('an incident whose host is killed', () => {
  it.each(points)('$name ($scenario) ends as if nothing had happened', async ({ name, cards }) => {
    expect(await outcomeOf(name)).toEqual({
      point: name,
      killedBy: 'SIGKILL',
      differences: [],
      open: 0,
      cards,
      asking: false,
    });
  });
});
