import { Authority, Certificate } from '../../scenarios/schema';
import { presented, rootOf, wellKnownRoots } from './authorities';
import { judgeAsV1, judgeChain, type Demands, type Flaw } from './judge';
import type { z } from 'zod';

const authorities = {
  contoso: Authority.parse({}),
  fabrikam: Authority.parse({}),
  'old-root': Authority.parse({ root: { until: '2026-01-01' } }),
  'old-intermediate': Authority.parse({ kind: 'well-known', intermediate: { until: '2026-01-01' } }),
};
const NOW = Date.parse('2026-03-02T09:00:00Z');

const demands = (change: Partial<Demands> = {}): Demands => ({
  now: NOW,
  name: 'shop.contoso.com',
  uploaded: [],
  wellKnown: wellKnownRoots(authorities),
  ...change,
});
const roots = (...names: string[]) => ({ uploaded: names.map((name) => rootOf(name, authorities)) });
const chainOf = (spec: z.input<typeof Certificate>) =>
  presented(Certificate.parse({ names: ['shop.contoso.com'], ...spec }), authorities).chain;

test.each<[string, z.input<typeof Certificate>, Partial<Demands>, Flaw | undefined]>([
  ['a well-known authority', {}, {}, undefined],
  ['without the root, which need not be sent', { sends: ['leaf', 'intermediate'] }, {}, undefined],
  ['signed by the root itself', { signedBy: 'root' }, {}, undefined],
  ['a private authority that was uploaded', { authority: 'contoso' }, roots('fabrikam', 'contoso'), undefined],
  [
    'an uploaded root that is not sent',
    { authority: 'contoso', sends: ['leaf', 'intermediate'] },
    roots('contoso'),
    undefined,
  ],
  [
    'self-signed, an authority, uploaded',
    { signedBy: 'itself', use: 'server+authority', sends: ['leaf'] },
    { uploaded: chainOf({ signedBy: 'itself', use: 'server+authority' }) },
    undefined,
  ],
  ['only the leaf', { sends: ['leaf'] }, {}, { kind: 'intermediate-missing', came: 'leaf-only' }],
  ['leaf and root', { sends: ['leaf', 'root'] }, {}, { kind: 'intermediate-missing', came: 'others' }],
  ['self-signed, no authority', { signedBy: 'itself' }, {}, { kind: 'intermediate-missing', came: 'leaf-only' }],
  ['no leaf', { sends: ['intermediate', 'root'] }, {}, { kind: 'leaf-missing' }],
  ['the leaf last', { sends: ['root', 'intermediate', 'leaf'] }, {}, { kind: 'leaf-not-first' }],
  ['a private authority', { authority: 'contoso' }, {}, { kind: 'unknown-authority', top: 'root' }],
  [
    'a private authority without its root',
    { authority: 'contoso', sends: ['leaf', 'intermediate'] },
    {},
    { kind: 'unknown-authority', top: 'intermediate' },
  ],
  [
    'self-signed, an authority',
    { signedBy: 'itself', use: 'server+authority' },
    {},
    { kind: 'unknown-authority', top: 'root' },
  ],
  ['another root uploaded', { authority: 'contoso' }, roots('fabrikam'), { kind: 'root-mismatch', top: 'root' }],
  [
    'another root uploaded, none sent',
    { authority: 'contoso', sends: ['leaf', 'intermediate'] },
    roots('fabrikam'),
    { kind: 'root-mismatch', top: 'intermediate' },
  ],
  ['a well-known one where a root was uploaded', {}, roots('contoso'), { kind: 'root-mismatch', top: 'root' }],
  ['an expired leaf', { until: '2026-03-02' }, {}, { kind: 'not-in-its-dates' }],
  ['a leaf of the future', { from: '2026-03-03' }, {}, { kind: 'not-in-its-dates' }],
  ['an expired intermediate', { authority: 'old-intermediate' }, {}, { kind: 'not-in-its-dates' }],
  [
    'an expired root',
    { authority: 'old-root', sends: ['leaf', 'intermediate'] },
    roots('old-root'),
    { kind: 'not-in-its-dates' },
  ],
  ['a certificate of a client', { use: 'client' }, {}, { kind: 'not-verified', code: 26 }],
  ['another name', { names: ['www.contoso.com'] }, {}, { kind: 'not-for-this-name' }],
  [
    'a CN that names count before',
    { names: ['www.contoso.com'], commonName: 'shop.contoso.com' },
    {},
    { kind: 'not-for-this-name' },
  ],
  ['a CN without names', { names: [], commonName: 'shop.contoso.com' }, {}, undefined],
  ['a wildcard', { names: ['*.contoso.com'] }, {}, undefined],
  ['an address', { names: ['127.0.0.1'] }, { name: '127.0.0.1' }, undefined],
  ['the address of the default probe', {}, { name: '127.0.0.1' }, { kind: 'not-for-this-name' }],
])('%s', (_, spec, change, flaw) => {
  expect(judgeChain(chainOf(spec), demands(change))).toEqual(flaw);
});

const itself = { signedBy: 'itself' } as const;

test.each<[string, z.input<typeof Certificate>, Partial<Demands>, Flaw | undefined]>([
  ['uploaded', itself, { uploaded: chainOf(itself) }, undefined],
  ['not uploaded', itself, {}, { kind: 'not-allowed-by-hand' }],
  ['renewed', { ...itself, until: '2027-01-01' }, { uploaded: chainOf(itself) }, { kind: 'not-allowed-by-hand' }],
  ['its root was uploaded', { authority: 'contoso' }, roots('contoso'), { kind: 'not-allowed-by-hand' }],
  ['a server of Azure', {}, {}, undefined],
  ['a server of Azure, expired', { until: '2026-01-01' }, {}, { kind: 'not-in-its-dates' }],
  [
    'uploaded and expired',
    { until: '2026-01-01' },
    { uploaded: chainOf({ until: '2026-01-01' }) },
    { kind: 'not-in-its-dates' },
  ],
  ['another name', { names: ['a.b'] }, {}, { kind: 'not-for-this-name' }],
])('as v1: %s', (_, spec, change, flaw) => {
  expect(judgeAsV1(chainOf(spec), demands(change))).toEqual(flaw);
});

test('the same words make the same certificate', () => {
  const [one] = chainOf({ until: '2031-05-06' });
  expect(one?.validTo).toBe('May  5 23:59:59 2031 GMT');
  expect(one?.fingerprint256).toBe(chainOf({ until: '2031-05-06', sends: ['leaf'] })[0]?.fingerprint256);
});

test('an authority that the estate does not have is named', () => {
  expect(() => chainOf({ authority: 'nobody' })).toThrow('nobody');
});
