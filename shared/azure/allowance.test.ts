import { allowanceBy } from './allowance';

const header = (kind: string, value: string) => (name: string) =>
  name === `x-ms-ratelimit-remaining-subscription-${kind}` ? value : undefined;
const request = (subscription: string, method: 'GET' | 'POST') => ({
  path: `/subscriptions/${subscription}/x`,
  method,
});

test('what ARM still takes is known as its answers said last, by subscription and kind', () => {
  let now = 1000;
  const { hear, left } = allowanceBy(() => now);
  expect(left(request('s1', 'GET'))).toBeUndefined();
  hear('https://management.azure.com/subscriptions/S1/x?a=b', header('reads', '249'));
  now = 2000;
  hear('https://management.azure.com/subscriptions/s1?a=b', header('reads', '240'));
  hear('https://management.azure.com/subscriptions/s1/x', header('writes', '7'));
  expect(left(request('s1', 'GET'))).toEqual({ count: 240, at: 2000 });
  expect(left(request('s1', 'POST'))).toEqual({ count: 7, at: 2000 });
  expect(left(request('s2', 'GET'))).toBeUndefined();
});

test('a header that is no number says nothing', () => {
  const { hear, left } = allowanceBy(() => 0);
  hear('https://management.azure.com/subscriptions/s1/x', header('reads', 'many'));
  expect(left(request('s1', 'GET'))).toBeUndefined();
});
