import { gatewayEstate, vmEstate, type VmIllness } from '../incident/testing/estates';
import type { IncidentEvent } from '../incident/events';
import { replay } from './replay';
import { tellDifference } from './replay-words';
import { approves, badNode, happen, repairedGateway, type Happened } from './testing';

const illnesses: readonly VmIllness[] = ['bad-node', 'hung-guest', 'sshd-broken', 'incurable-sshd', 'incurable'];

const again = ({ id, events }: Happened) => replay(id, events);

describe('what happened is decided again, bit for bit', () => {
  test.each(illnesses)('a VM with %s', async (illness) => {
    const replayed = again(await happen(vmEstate({ illness }), { answers: [approves, approves, approves] }));
    expect(replayed.differences).toEqual([]);
    expect(replayed.decisions).toBeGreaterThan(3);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('a gateway, with everything that can go wrong on the way (%d)', async (seed) => {
    const going = { seed, workers: 3, crashes: 2, mishaps: 5, duplicates: 5, stalls: 3 };
    expect(again(await happen(gatewayEstate({ cure: true }), going)).differences).toEqual([]);
  });

  test('and says how it ended', async () => {
    expect(again(await repairedGateway())).toMatchObject({ phase: 'closed', outcome: 'resolved' });
  });
});

describe('another policy, or other evidence, is decided in another way', () => {
  let gateway: Happened;
  let vm: Happened;
  beforeAll(async () => {
    [gateway, vm] = await Promise.all([repairedGateway(), badNode()]);
  });

  const changing = (
    { id, events }: Happened,
    change: (event: IncidentEvent, index: number) => readonly IncidentEvent[],
  ) => replay(id, events.flatMap(change));

  test('a fix that is only to be observed', () => {
    const { id, events, policy } = gateway;
    const { differences } = replay(id, events, { ...policy, modes: { 'allow-inbound': 'observe' } });
    const [first] = differences;
    expect(first).toMatchObject({ kind: 'decision', then: [{ kind: 'diagnosed' }, { kind: 'planned' }] });
    const told = first && tellDifference(first, 'en');
    expect(told?.today.join('\n')).toMatch(/observe/);
    expect(told?.then.join('\n')).not.toMatch(/observe/);
  });

  test('an answer that is not there: what would be asked is named', () => {
    let seen = 0;
    const { differences } = changing(gateway, (event) =>
      event.kind === 'observed' && event.observation.kind === 'networkSecurityGroup' && seen++ === 0 ? [] : [event],
    );
    expect(differences[0]).toMatchObject({ kind: 'decision', today: { do: 'observe' } });
    expect(tellDifference(differences[0]!, 'en').today).toEqual([
      expect.stringMatching(/first ask for networkSecurityGroup .*nsg/i),
    ]);
  });

  test('a judgement that was told in other words', () => {
    const { differences } = changing(gateway, (event) =>
      event.kind === 'diagnosed'
        ? [{ ...event, presence: { ...event.presence, because: { en: 'x', ko: '가' } } }]
        : [event],
    );
    expect(differences).toMatchObject([{ kind: 'wording' }]);
  });

  test('a plan of which a single number differs', () => {
    const { differences } = changing(gateway, (event) =>
      event.kind === 'planned'
        ? [
            {
              ...event,
              proposal: {
                ...event.proposal,
                affectedResources: [...event.proposal.affectedResources, '/subscriptions/x'],
              },
            },
          ]
        : [event],
    );
    expect(differences).toMatchObject([{ kind: 'decision' }]);
    expect(JSON.stringify(tellDifference(differences[0]!, 'ko'))).toContain('/subscriptions/x');
  });

  test('one difference does not hide the next', () => {
    const { differences, decisions } = changing(vm, (event) =>
      event.kind === 'verified'
        ? [{ ...event, presence: { kind: 'absent', because: { en: 'x', ko: '가' } } }]
        : [event],
    );
    expect(differences.length).toBeGreaterThan(1);
    expect(differences.length).toBeLessThan(decisions);
  });
});
