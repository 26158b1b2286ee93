import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { built, root } from './built';

const { Values: settings } = z
  .object({ Values: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(path.join(root, 'local.settings.sample.json'), 'utf8')));

test('what the packaged app logs is sent before it ends, and not printed as well', () => {
  const app = built('telemetry-main.ts');
  try {
    const env = { ...app.env, APPLICATION_INSIGHTS_NO_STATSBEAT: 'true' };
    const program = [app.program('telemetry-main.ts'), app.appRoot, JSON.stringify(settings)];
    const { stdout } = spawnSync(process.execPath, program, { encoding: 'utf8', env });

    expect(JSON.parse(stdout)).toEqual({
      arrived: [expect.objectContaining({ message: 'An alert was refused', properties: { code: 'ALERT_NOT_JSON' } })],
      printed: [],
    });
  } finally {
    app.remove();
  }
}, 60_000);
