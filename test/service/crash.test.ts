import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { built, clockFrom, clockPreload, root, type Built } from './built';
import type { DriverOptions, Survived } from './crash-driver';
import { points } from './points';

jest.setTimeout(240_000);

const speed = 40;
let app: Built;
let driver: ChildProcess;
let lines: AsyncIterator<string>;
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
    lanes: 3,
    points,
  };
  driver = spawn(
    process.execPath,
    ['--require', clockPreload, app.program('crash-driver.ts'), JSON.stringify(options)],
    {
      env: { ...app.env, ...clockFrom(speed) },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  lines = createInterface({ input: driver.stdout ?? process.stdin })[Symbol.asyncIterator]();
});
afterAll(() => {
  driver.kill('SIGKILL');
  app.remove();
});

async function outcomeOf(point: string): Promise<Survived | undefined> {
  while (!survived.has(point)) {
    const line = await lines.next();
    if (line.done) break;
    const each = JSON.parse(line.value) as Survived;
    survived.set(each.point, each);
  }
  return survived.get(point);
}

describe('an incident whose host is killed', () => {
  it.each(points)('$name ($scenario) ends as if nothing had happened', async ({ name }) => {
    expect(await outcomeOf(name)).toEqual({
      point: name,
      killedBy: 'SIGKILL',
      differences: [],
      open: 0,
      asking: false,
    });
  });
});
