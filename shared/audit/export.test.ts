import type { IncidentEvent } from '../incident/events';
import { canonicalJson } from '../model/canonical';
import { digestOf, exportIncident, readExport, type IncidentExport } from './export';
import { repairedGateway, stored, type Happened } from './testing';
import { auditExport, isSound } from './verify';

let happened: Happened;
let exported: IncidentExport;
beforeAll(async () => {
  happened = await repairedGateway();
  exported = make(happened.events);
});

const make = (events: readonly IncidentEvent[]): IncidentExport =>
  exportIncident({
    incident: happened.id,
    events: stored(events),
    policy: happened.policy,
    version: '0.1.0',
    exportedAt: '2026-11-21T12:00:00.000Z',
  });

/** The export after a way through a file. */
function reread(content: unknown): IncidentExport {
  const read = readExport(JSON.stringify(content, null, 2));
  if (read.kind === 'bad') throw new Error(read.mistake);
  return read.exported;
}

/** Every leaf of a JSON value, by its path. */
function leaves(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** The same value with another one at a path. */
function tampered(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined)
    return typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${String(value)}x`;
  if (Array.isArray(value))
    return value.map((inner: unknown, index) => (String(index) === key ? tampered(inner, rest) : inner));
  return { ...(value as object), [key]: tampered((value as Record<string, unknown>)[key], rest) };
}

test('an export is sound after its way through a file', () => {
  const again = reread(exported);
  expect(again).toEqual(exported);
  expect(auditExport(again)).toMatchObject({ standing: 'resolved', events: happened.events.length });
  expect(isSound(auditExport(again))).toBe(true);
});

test('whatever is changed around the events is found', () => {
  const unseen = leaves(exported)
    .filter(([part]) => part !== 'events')
    .filter((path) => {
      const read = readExport(JSON.stringify(tampered(exported, path)));
      return read.kind === 'ok' && isSound(auditExport(read.exported));
    });
  expect(unseen).toEqual([]);
});

test('whatever is changed in an event is found by the chain alone', () => {
  const unseen = leaves(exported)
    .filter(([part]) => part === 'events')
    .filter((path) => {
      const other = tampered(exported, path) as IncidentExport;
      const read = readExport(JSON.stringify({ ...other, digest: digestOf(other) }));
      return read.kind === 'ok' && auditExport(read.exported).damage.length === 0;
    });
  expect(unseen).toEqual([]);
}, 60_000);

test.each<[string, (events: IncidentExport['events']) => IncidentExport['events']]>([
  ['the first event', (events) => events.slice(1)],
  ['an event in the middle', (events) => events.toSpliced(5, 1)],
  ['the last event', (events) => events.slice(0, -1)],
  ['the order of two events', (events) => [...events.slice(0, 3), ...events.slice(3, 5).reverse(), ...events.slice(5)]],
])('%s cannot be taken away or turned', (_, change) => {
  expect(isSound(auditExport(reread({ ...exported, events: change(exported.events) })))).toBe(false);
});

test('an export that was forged as a whole still shows the promise that was broken', () => {
  const forged = reread(make(happened.events.filter(({ kind }) => kind !== 'answered')));
  expect(auditExport(forged)).toMatchObject({ damage: [], findings: [{ promise: 'approved' }] });
});

test.each([
  ['nothing', '', /not JSON/],
  ['a scenario', '{"name":"x"}', /not an export/],
  ['an export of another format', JSON.stringify({ format: 'reconnect-incident/9' }), /not an export/],
])('%s is not an export', (_, content, mistake) => {
  expect(readExport(content)).toMatchObject({ kind: 'bad', mistake: expect.stringMatching(mistake) as string });
});

describe('secrets', () => {
  const secrets = [
    'https://x.blob.core.windows.net/a?sv=2023&sig=dHdpbnR3aW50d2luZHdpbg%3D%3D',
    'Bearer abcdefghijklmnopqrstuvwxyz012345',
    'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhIn0.c2lnbmF0dXJl',
    'AccountKey=abcdefabcdefabcdef==;',
  ];

  test.each(secrets)('an event that holds %s is not exported', (secret) => {
    const telling = happened.events.map((event) => (event.kind === 'answered' ? { ...event, reason: secret } : event));
    expect(() => make(telling)).toThrow(expect.objectContaining({ code: 'EXPORT_HOLDS_SECRET' }) as Error);
  });

  test('what an incident holds is none', () => {
    expect(canonicalJson(exported)).not.toMatch(/sig=|Bearer |eyJ[\w-]+\.|AccountKey/i);
  });
});
