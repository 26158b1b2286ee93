import { isWithin, readRetryAfter } from './exchange';

test.each([
  ['10', 10_000],
  ['0', 0],
  ['1.5', 1500],
  ['Sat, 21 Nov 2026 10:00:30 GMT', 30_000],
  ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After %p is %p ms', (header, expected) => {
  expect(readRetryAfter(header, Date.parse('2026-11-21T10:00:00Z'))).toBe(expected);
});

test.each([
  ['https://management.azure.com/subscriptions/1', true],
  ['https://management.azure.com.evil.example/subscriptions/1', false],
  ['https://management.azure.com@evil.example/', false],
  ['https://management.azure.com:8443/', false],
  ['http://management.azure.com/', false],
  ['HTTPS://management.azure.com/', true],
  ['https://management.azure.com:443/subscriptions/1', true],
  ['https://somebody@management.azure.com/', false],
  ['/subscriptions/1', false],
])('%s within the ARM endpoint: %p', (url, expected) => {
  expect(isWithin('https://management.azure.com', url)).toBe(expected);
});
