import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Storm } from '../bench/alert-storm';
import { built, root, type Built } from './built';
import type { StormDriverOptions } from './storm-driver';

jest.setTimeout(200_000);

let app: Built;
beforeAll(() => {
  app = built('storm-driver.ts', '../../shared/simulation/host/main.ts');
});
afterAll(() => app.remove());

describe('200 alerts within two seconds about ten gateways', () => {
  it('lead to one incident and one card for each gateway; none is lost, none is doubled', async () => {
    const options: StormDriverOptions = {
      root,
      appRoot: app.appRoot,
      program: app.program('../../shared/simulation/host/main.ts'),
      alerts: 200,
      targets: 10,
      withinMs: 2000,
    };
    const driver = [app.program('storm-driver.ts'), JSON.stringify(options)];
    const { stdout } = await promisify(execFile)(process.execPath, driver, { env: app.env });

    const once = Array.from({ length: 10 }, () => 1);
    expect(JSON.parse(stdout) as Storm).toMatchObject({
      refused: 0,
      incidents: once,
      lost: 0,
      doubled: 0,
      cards: once,
    });
  });
});
