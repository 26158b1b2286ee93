import { flow, time } from './format';

test('shows times in UTC, to the minute', () => {
  expect(time('2026-11-21T02:19:59.999Z')).toBe('2026-11-21 02:19 UTC');
  expect(time('yesterday\n')).toBe('yesterday');
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
