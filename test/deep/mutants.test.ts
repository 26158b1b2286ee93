import path from 'node:path';
import * as z from 'zod';
import { reconnect } from '../command';
import { mutantsOf } from '../mutants/list';

const End = z.object({ without: z.string(), kind: z.string(), how: z.string().optional(), why: z.string().optional() });

test('every part that is taken out is noticed by what must notice it', async () => {
  const { stdout, stderr } = await reconnect(['mutants', '--json'], { timeoutMs: 0 });
  if (stdout === '') throw new Error(stderr);
  const ends = stdout
    .trim()
    .split('\n')
    .map((line) => End.parse(JSON.parse(line)));
  expect(ends.filter(({ kind }) => kind !== 'killed')).toEqual([]);
  expect(ends).toHaveLength(mutantsOf(path.join(__dirname, '../..')).length);
}, 3_600_000);
