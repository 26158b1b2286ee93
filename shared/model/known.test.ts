import fc from 'fast-check';
import * as z from 'zod';
import { asCalled, isSurely, knownFrom, recognise, sure, wordOf } from './known';
import { attempt } from './see';
import { text } from './text';

const health = knownFrom({ healthy: 'healthy', up: 'healthy', down: 'unhealthy' });
const what = text('The health of 10.0.0.4', '10.0.0.4의 상태');

test.each([
  ['Up', { known: 'healthy' }],
  ['HEALTHY', { known: 'healthy' }],
  ['Do wn', { known: 'unhealthy' }],
  ['Wobbly', { unrecognised: 'Wobbly' }],
  ['constructor', { unrecognised: 'constructor' }],
  [undefined, { unrecognised: '' }],
  [null, { unrecognised: '' }],
])('%j is read as %j', (word, expected) => expect(health.parse(word)).toEqual(expected));

test('a missing member is unrecognised, not an error', () =>
  expect(z.object({ health }).parse({})).toEqual({ health: { unrecognised: '' } }));

test('reasoning ends as uncertain at any word that is not known, and goes on at any that is', () =>
  fc.assert(
    fc.property(fc.string(), (word) => {
      const reading = recognise(asCalled('Running', 'Stopped'), word);
      const tried = attempt(() => sure(reading, what));
      expect(tried.kind).toBe('known' in reading ? 'done' : 'uncertain');
      expect(isSurely(reading, 'Running')).toBe(word.replaceAll(/\s/g, '').toLowerCase() === 'running');
    }),
  ));

test('what is told names the word, or that there was none', () => {
  const told = (word?: string) => attempt(() => sure(recognise(asCalled('Running'), word), what));
  expect(told('Wobbly')).toMatchObject({ because: { en: expect.stringContaining('Wobbly') as string } });
  expect(told()).toMatchObject({ because: { en: expect.stringContaining('does not tell') as string } });
  expect([wordOf({ known: 'x' }), wordOf({ unrecognised: 'y' }), wordOf({ unrecognised: '' })]).toEqual([
    'x',
    'y',
    '?',
  ]);
});
