import { describeRehearsals, oneOfEach, rehearse } from './rehearse';

describeRehearsals(oneOfEach);

describe('the command', () => {
  test('answers every question with yes when it is told to', async () => {
    const { stdout } = await rehearse('gateway-rejected', '--json', '--approve', 'all');

    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'resolved',
      fixes: [{ approved: true, applied: true, verified: true }],
    });
  }, 60_000);

  test('leaves every question open when it is told to, and nothing is written', async () => {
    const { stdout } = await rehearse('gateway-v2-ports-denied', '--json', '--approve', 'none');

    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'expired', writes: [] });
  }, 60_000);

  test('tells the story without --json', async () => {
    const { stdout } = await rehearse('gateway-v2-ports-denied');

    for (const part of ['Alert', 'infrastructure-ports-blocked found', 'sends: PUT', 'opens:', 'approves', 'RESOLVED'])
      expect(stdout).toContain(part);
  }, 60_000);

  test('names the mistakes of a scenario that cannot be used, and ends with 2', async () => {
    expect(await rehearse('no-such-scenario', '--json')).toMatchObject({ status: 2 });
  });
});
