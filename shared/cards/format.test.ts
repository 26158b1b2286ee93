import { text } from '../model/text';
import { firstSentence, flow, time, withTimesIn } from './format';

test('shows times to the minute, in the zone of those who read them', () => {
  expect(time('2026-11-21T02:19:59.999Z', 'UTC')).toBe('2026-11-21 02:19 UTC');
  expect(time('2026-11-21T17:19:59.999Z', 'Asia/Seoul')).toBe('2026-11-22 02:19 KST');
  expect(time('2026-07-01T22:30:00Z', 'Europe/Berlin')).toBe('2026-07-02 00:30 GMT+2');
  expect(time('yesterday\n', 'Asia/Seoul')).toBe('yesterday');
});

test('puts the times of texts into the zone, whoever wrote them, and leaves all else alone', () => {
  const at = '2026-11-21T17:19:00.000Z';
  const said = `Held until ${at} (since 2026-11-21 16:00 UTC); rule 2026-11-21 of 10:00`;
  const view = { at, parts: [{ said: text(said, said) }], name: 'db 2026-11-21 16:00 UTC', none: undefined };
  const local = 'Held until 2026-11-22 02:19 KST (since 2026-11-22 01:00 KST); rule 2026-11-21 of 10:00';
  expect(withTimesIn(view, 'Asia/Seoul')).toEqual({ ...view, parts: [{ said: text(local, local) }] });
});

test('shows a flow with its direction', () => {
  const box = {
    direction: 'Outbound',
    protocol: 'Udp',
    source: '10.0.0.4',
    sourcePorts: '*',
    destination: '10.1.0.0/24',
    destinationPorts: '53',
  } as const;
  expect(flow(box, 'en')).toBe('Outbound: UDP 10.0.0.4 → 10.1.0.0/24:53');
  expect(flow(box, 'ko')).toBe('아웃바운드: UDP 10.0.0.4 → 10.1.0.0/24:53');
});

test.each([
  ['10.20.1.4 did not answer within 30 s. Asked for up to 60 s, it does.', '10.20.1.4 did not answer within 30 s.'],
  ['It is v1.2 of web.contoso.com', 'It is v1.2 of web.contoso.com'],
  ['Only one.', 'Only one.'],
])('the first sentence of %s', (said, first) => {
  expect(firstSentence(text(said, said))).toEqual(text(first, first));
});
