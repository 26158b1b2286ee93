import type { Answer, AzureRequest } from '../../shared/model/azure';
import type { ObservationKind, Params } from '../../shared/model/observation';
import { observe } from '../../shared/incident/observe';
import { applicationGateways } from '../../shared/observations/application-gateways';
import { backendHealth } from '../../shared/observations/backend-health';
import { guestSsh } from '../../shared/observations/guest-ssh';
import { networkSecurityGroup } from '../../shared/observations/network-security-group';
import { networkWatchers } from '../../shared/observations/network-watchers';
import { virtualMachine } from '../../shared/observations/virtual-machine';
import {
  connect,
  disconnect,
  inProcess,
  optionsOf,
  overHttps,
  sourcesOf,
  type Connection,
  type Setup,
} from './connected';
import { GATEWAY, NSG, SUBSCRIPTION, VM } from './estate';
import { looks } from './looks';
import { extension, redeploy, removal, rule, sampleChanges } from './sample-changes';

afterEach(disconnect);

type Ask = (connection: Connection) => Promise<Answer>;

/** Both adapters on one clock, each with a twin of its own. */
async function both(setup: Setup = {}) {
  let now = Date.now();
  const options = () => optionsOf(setup, () => now);
  const connections = [await overHttps(options()), await inProcess(options())] as const;
  return {
    wait: (seconds: number) => void (now += seconds * 1000),
    /** Their answers, with one name for the endpoint and for every version. */
    ask: (ask: Ask) => Promise.all(connections.map(async (connection) => named(await ask(connection), connection))),
    connections,
  };
}

const named = (answer: Answer, { origin }: Connection): Answer =>
  JSON.parse(
    JSON.stringify(answer)
      .replaceAll(origin, 'https://arm')
      .replaceAll(/api-version=[\d-]+/g, 'api-version=*'),
  ) as Answer;

const asking =
  <P extends Params, A>(kind: ObservationKind<P, A>, params: P): Ask =>
  (connection) =>
    observe(sourcesOf(connection), kind, params);

/** Each connection's own operation, for the next poll. */
function following(first: Ask): Ask {
  const last = new Map<Connection, Answer>();
  return async (connection) => {
    const known = last.get(connection);
    const answer =
      known === undefined
        ? await first(connection)
        : known.kind === 'pending'
          ? await connection.azure.poll(known.operation)
          : known;
    last.set(connection, answer);
    return answer;
  };
}

const exit: AzureRequest = {
  ...guestSsh.request({ vm: VM }),
  body: { commandId: 'RunShellScript', script: ['exit 1'] },
  as: 'remediator',
};

const asks: readonly (readonly [string, Ask])[] = [
  ...looks.map(({ observation, params }): readonly [string, Ask] => [observation.kind, asking(observation, params)]),
  ...sampleChanges.map((change): readonly [string, Ask] => [
    change.kind,
    ({ azure }) => azure.submit(change, '6f1c4b1e-0000-4000-8000-000000000001'),
  ]),
  ['a run that fails', ({ azure }) => azure.ask(exit)],
  ['nothing of that name', asking(virtualMachine, { id: `${VM}-2` })],
  ['no such subscription', asking(networkWatchers, { subscription: SUBSCRIPTION.replace('1', '2') })],
];

test.each(asks)('%s: both answer the same to the end', async (_, first) => {
  const { ask, wait } = await both();
  const next = following(first);
  for (const seconds of [0, 5, 15, 60, 120]) {
    wait(seconds);
    const [overWire, direct] = await ask(next);
    expect(direct).toEqual(overWire);
  }
  const [end] = await ask(next);
  expect(end?.kind).not.toBe('pending');
});

const status = (code: number, more: object = {}) => ({ kind: 'status', status: code, code: 'Injected', ...more });
const setups: readonly (readonly [string, Setup])[] = [
  ['throttled', { faults: [{ path: '/shop/', times: 99, answer: status(429, { retryAfterSeconds: 7 }) }] }],
  ['throttled without a time', { faults: [{ path: '/shop/', times: 99, answer: status(429) }] }],
  ['busy', { faults: [{ path: '/shop/', times: 99, answer: status(503, { retryAfterSeconds: 1 }) }] }],
  ['a conflict', { faults: [{ path: '/shop/', times: 99, answer: status(409) }] }],
  ['a lost request', { faults: [{ path: '/shop/', times: 99, answer: { kind: 'drop-request' } }] }],
  ['a lost answer', { faults: [{ path: '/shop/', times: 99, answer: { kind: 'drop-answer' } }] }],
  ['a lost poll', { faults: [{ path: '/locations/', times: 9, answer: { kind: 'drop-answer' } }] }],
  [
    'a poll that is throttled',
    { faults: [{ path: '/locations/', times: 9, answer: status(429, { retryAfterSeconds: 17 }) }] },
  ],
  [
    'an operation that fails inside Azure',
    {
      faults: [
        { path: '/shop/', times: 99, answer: { kind: 'operation', seconds: 20, code: 'InternalExecutionError' } },
      ],
    },
  ],
  [
    'an operation that cannot be done',
    { faults: [{ path: '/shop/', times: 99, answer: { kind: 'operation', seconds: 20, code: 'AllocationFailed' } }] },
  ],
  ['a sick guest', { guest: { hung: true } }],
  ['no agent', { guest: { agent: 'not-ready' } }],
  ['missing rights', { missingActions: ['*/write', '*/action'] }],
];

const hard: readonly (readonly [string, Ask])[] = [
  ['a read', asking(networkSecurityGroup, { id: NSG })],
  ['a list', asking(applicationGateways, { subscription: SUBSCRIPTION })],
  ['backend health', asking(backendHealth, { gateway: GATEWAY })],
  ['a run', asking(guestSsh, { vm: VM })],
  ['a rule', ({ azure }) => azure.submit(rule, 'r')],
  ['a removal', ({ azure }) => azure.submit(removal, 'r')],
  ['an extension', ({ azure }) => azure.submit(extension, 'r')],
  ['a redeploy', ({ azure }) => azure.submit(redeploy, 'r')],
];

test.each(setups)('%s: both answer the same', async (_, setup) => {
  const { ask, wait } = await both(setup);
  for (const [name, first] of hard) {
    const next = following(first);
    for (const seconds of [0, 10, 30, 6000]) {
      wait(seconds);
      const [overWire, direct] = await ask(next);
      expect([name, direct]).toEqual([name, overWire]);
    }
  }
});

test('a stored operation of one adapter says to the other where to ask', async () => {
  const { connections } = await both();
  const [overWire, direct] = connections;
  const sent = await direct.azure.submit(redeploy, 'r');
  if (sent.kind !== 'pending') throw new Error(sent.kind);
  expect(await overWire.azure.poll(sent.operation)).toMatchObject({ refusal: { code: 'POLL_URL_ORIGIN' } });
});

test('what one adapter answered cannot be changed through it', async () => {
  const { ask } = await connect(inProcess);
  const read = async () => {
    const answer = await ask(networkSecurityGroup, { id: NSG });
    return answer.kind === 'answered' ? (answer.body as { properties: { securityRules: unknown[] } }) : undefined;
  };
  (await read())?.properties.securityRules.splice(0);
  expect((await read())?.properties.securityRules).toHaveLength(1);
});
