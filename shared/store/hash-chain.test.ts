import type { IncidentEvent } from '../incident/events';
import { chainStart, extendChain, readChain, type Link } from './hash-chain';

const event = (hour: number): IncidentEvent => ({ kind: 'expired', at: `2026-01-01T0${hour}:00:00.000Z` });
const links = (...hours: readonly number[]): readonly Link[] => extendChain(chainStart, hours.map(event));

describe('a chain', () => {
  const whole = links(1, 2, 3);
  const [first, second, third] = whole as [Link, Link, Link];
  const [forged] = links(9) as [Link];

  it('holds its events, from the start and from any place', () => {
    const events = whole.map(({ seq, hash }) => ({ seq, hash, event: event(seq) }));

    expect(readChain(whole)).toEqual({ kind: 'whole', events });
    expect(readChain(whole.slice(1), first)).toEqual({ kind: 'whole', events: events.slice(1) });
    expect(readChain([], third)).toEqual({ kind: 'whole', events: [] });
    expect(readChain(whole.slice(1), { ...first, hash: third.hash })).toEqual({ kind: 'broken', at: 2 });
  });

  it.each<[string, number, readonly Link[]]>([
    ['an event was changed', 2, [first, { ...second, json: forged.json }, third]],
    ['an event and its hash were changed', 2, [forged, second, third]],
    ['an event was taken out', 2, [first, third]],
    ['an event was taken out and the others moved up', 2, [first, { ...third, seq: 2 }]],
    ['an event lies in another place', 2, [first, { ...second, seq: 5 }, third]],
    ['events were exchanged', 1, [{ ...second, seq: 1 }, { ...first, seq: 2 }, third]],
    ['a hash was changed', 3, [first, second, { ...third, hash: first.hash }]],
  ])('breaks when %s', (_what, at, changed) => {
    expect(readChain(changed)).toEqual({ kind: 'broken', at });
  });
});
