import type { Answer, Azure, AzureRequest, Refusal } from '../model/azure';
import type { Places } from '../observations/found-resources';
import { gateway, vm } from './testing/estates';
import { refusals } from './testing/scripted-azure';
import { kim } from './testing/simulation';
import { Policy } from '../model/policy';
import { discover } from './discovery';

const ours = '11111111-1111-4111-8111-111111111111';
const theirs = 'aaaaaaaa-2222-4222-8222-222222222222';
const bare = '33333333-3333-4333-8333-333333333333';

const gatewayIn = (subscription: string, name = 'gw') =>
  `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/${name}`;

const answer = (ids: readonly string[]): Answer => ({ kind: 'answered', body: { value: ids.map((id) => ({ id })) } });
const refuse = (refusal: Refusal): Answer => ({ kind: 'refused', refusal });

async function discovered(asked: {
  readonly policy?: object;
  readonly graph: (places: Places) => Answer;
  readonly arm?: (subscription: string) => Answer;
}) {
  const logged: string[] = [];
  const ask = (request: AzureRequest): Answer => {
    const [, subscription = '', resources] = /^\/subscriptions\/([^/]+)\/(.*)/.exec(request.path) ?? [];
    if (resources === undefined) return asked.graph(request.body as unknown as Places);
    if (resources !== 'providers/Microsoft.Network/applicationGateways' || !asked.arm) throw new Error(request.path);
    return asked.arm(subscription);
  };
  const azure = { ask: (request) => Promise.resolve(ask(request)) } satisfies Partial<Azure>;
  const policy = Policy.parse({ subscriptions: [ours, theirs, bare], approvers: [kim], ...asked.policy });
  const found = await discover({ azure: azure as Azure, policy, log: (message) => logged.push(message) });
  return { ...found, ids: found.targets.map(({ id }) => id), logged };
}

const kinds = (looks: readonly { kind: string }[]) => looks.map(({ kind }) => kind);

describe('what there is to look at', () => {
  test('is asked of Resource Graph once for all subscriptions, whatever their case', async () => {
    const asked: Places[] = [];
    const { ids, subscriptions } = await discovered({
      graph: (places) => {
        asked.push(places);
        return answer([gatewayIn(ours), gatewayIn(theirs.toUpperCase())]);
      },
    });
    expect(asked).toMatchObject([{ subscriptions: [ours, theirs, bare] }]);
    expect(ids).toEqual([gatewayIn(ours), gatewayIn(theirs.toUpperCase())]);
    expect(subscriptions).toEqual([
      { place: ours, kind: 'listed' },
      { place: theirs, kind: 'listed' },
      { place: bare, kind: 'empty' },
    ]);
  });

  test('is the gateways of management groups too, each once', async () => {
    const found = await discovered({
      policy: { managementGroups: ['mg-web', 'mg-gone'] },
      graph: (places) => {
        if ('subscriptions' in places) return answer([gatewayIn(ours)]);
        if (places.managementGroups[0] === 'mg-gone') return refuse(refusals.throttled);
        return answer([gatewayIn(ours).toLowerCase(), gatewayIn('44444444-4444-4444-8444-444444444444')]);
      },
    });
    expect(found.ids.map((id) => id.toLowerCase())).toEqual(
      [gatewayIn(ours), gatewayIn('44444444-4444-4444-8444-444444444444')].map((id) => id.toLowerCase()),
    );
    expect(found.managementGroups).toEqual([
      { place: 'mg-web', kind: 'listed' },
      { place: 'mg-gone', kind: 'refused', refusal: refusals.throttled },
    ]);
  });

  test('is the VMs that the policy lists, where they are watched', async () => {
    const elsewhere = { ...vm, id: vm.id.replace(ours, '44444444-4444-4444-8444-444444444444') };
    const { targets } = await discovered({
      policy: { targets: [vm, elsewhere, gateway] },
      graph: () => answer([gateway.id]),
    });
    expect(targets).toEqual([gateway, vm]);
  });
});

describe('where Resource Graph does not answer', () => {
  test.each(['forbidden', 'throttled', 'unavailable'] as const)('(%s) each subscription is listed', async (kind) => {
    const { ids, subscriptions, logged } = await discovered({
      graph: () => refuse(refusals[kind]),
      arm: (subscription) => answer(subscription === bare ? [] : [gatewayIn(subscription)]),
    });
    expect(ids).toEqual([gatewayIn(ours), gatewayIn(theirs)]);
    expect(kinds(subscriptions)).toEqual(['listed', 'listed', 'empty']);
    expect(logged).toEqual([expect.stringMatching(/Resource Graph/)]);
  });

  test('one refused subscription leaves the others', async () => {
    const { ids, subscriptions } = await discovered({
      graph: () => refuse(refusals.unavailable),
      arm: (subscription) => (subscription === ours ? refuse(refusals.forbidden) : answer([gatewayIn(subscription)])),
    });
    expect(ids).toEqual([gatewayIn(theirs), gatewayIn(bare)]);
    expect(subscriptions).toEqual([
      { place: ours, kind: 'refused', refusal: refusals.forbidden },
      { place: theirs, kind: 'listed' },
      { place: bare, kind: 'listed' },
    ]);
  });
});
