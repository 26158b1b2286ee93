import { broken } from '../simulator/broken';

test('2,000 seeds keep every promise', async () => {
  expect(await broken('--seeds', '1..2000')).toBeUndefined();
}, 3_600_000);

test('so do 1,000 seeds that nobody has seen before', async () => {
  expect(await broken('--random', '1000')).toBeUndefined();
}, 3_600_000);
