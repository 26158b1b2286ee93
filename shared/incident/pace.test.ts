import fc from 'fast-check';
import type { Azure, AzureRequest, Left } from '../model/azure';
import { buckets, pace, sparing, type Cost } from './pace';

const cost = fc.record({ reads: fc.nat(20), writes: fc.nat(4) });
const costs = fc.array(cost, { maxLength: 400, size: 'max' });
const kinds = ['reads', 'writes'] as const;

/** What is left of four fifths of each of ARM's buckets after each look. Those that begin at one moment are taken one after the other. */
function levels(looks: readonly Cost[], at: readonly number[]) {
  const level = { reads: 200, writes: 160 };
  return looks.map((look, index) => {
    const seconds = ((at[index] ?? 0) - (at[index - 1] ?? 0)) / 1000;
    for (const kind of kinds) {
      const full = buckets[kind].size * 0.8;
      level[kind] = Math.min(full, level[kind] + seconds * buckets[kind].perSecond) - look[kind];
    }
    return { ...level };
  });
}
const aHair = 1e-6;

describe('the pace of looks', () => {
  test('stays within four fifths of what ARM takes, whatever they cost', () => {
    fc.assert(
      fc.property(costs, (looks) => {
        const overdrawn = levels(looks, pace(looks)).filter(({ reads, writes }) => Math.min(reads, writes) < -aHair);
        expect(overdrawn).toEqual([]);
      }),
    );
  });

  test('is no slower than that: whoever waits, waits until it is just enough', () => {
    fc.assert(
      fc.property(costs, (looks) => {
        const at = pace(looks);
        const left = levels(looks, at);
        const idle = left.filter(({ reads, writes }, index) => {
          const waited = (at[index] ?? 0) - (at[index - 1] ?? 0);
          return waited < 0 || (waited > 0 && Math.min(Math.abs(reads), Math.abs(writes)) > aHair);
        });
        expect(idle).toEqual([]);
      }),
    );
  });

  test('of gateways is ten a second after the first hundred and sixty', () => {
    const at = pace(Array(1000).fill({ reads: 2, writes: 1 }));
    expect(at.filter((time) => time === 0)).toHaveLength(100);
    expect(at[999]).toBeCloseTo(84_000, 3);
  });
});

describe('a question of a look', () => {
  const request = (method: AzureRequest['method']): AzureRequest => ({
    method,
    path: '/subscriptions/s1/x',
    query: { 'api-version': '1' },
    answers: 'at-once',
  });
  const ask = async (method: AzureRequest['method'], left: Left | undefined) => {
    const not = () => Promise.reject(new Error('Nobody asks this.'));
    const azure: Azure = {
      ask: () => Promise.resolve({ kind: 'answered', body: 'asked' }),
      poll: not,
      submit: not,
      left: () => left,
    };
    return sparing(azure, () => 10_000).ask(request(method));
  };
  const waits = (retryAfterMs: number) => ({
    kind: 'refused',
    refusal: { kind: 'throttled', code: 'LEFT_TO_INCIDENTS', retryAfterMs },
  });

  test.each([
    ['ARM has said nothing', 'POST', undefined],
    ['a tenth is left', 'POST', { count: 20, at: 10_000 }],
    ['a tenth has flowed back', 'POST', { count: 0, at: 8_000 }],
    ['a tenth of the reads is left', 'GET', { count: 25, at: 10_000 }],
  ] as const)('is asked where %s', async (_, method, left) => {
    expect(await ask(method, left)).toEqual({ kind: 'answered', body: 'asked' });
  });

  test.each([
    ['POST', { count: 15, at: 10_000 }, 500],
    ['POST', { count: 0, at: 9_000 }, 1000],
    ['GET', { count: 0, at: 10_000 }, 1000],
  ] as const)('waits until a tenth is left to incidents: %s %j', async (method, left, ms) => {
    expect(await ask(method, left)).toMatchObject(waits(ms));
  });
});
