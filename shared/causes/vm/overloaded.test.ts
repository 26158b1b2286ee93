import { forbidden, healthy, reasonOver, reasonWith, vmTarget } from '../../model/testing';
import { guestNotResponding } from './guest-not-responding';
import { overloaded } from './overloaded';

const listening = [{ address: '0.0.0.0', port: 22, program: 'sshd' }];
const accepting = ['-P INPUT ACCEPT'];
const silent = {
  ...healthy,
  connectivity: { status: 'unreachable', hops: [], probesSent: 30, probesFailed: 30 },
  guestPort: { listening, idle: [], firewall: { iptables: accepting, iptablesOut: ['-P OUTPUT ACCEPT'] } },
};
const minutes = (...values: readonly (number | null)[]) => ({ vmMetric: { minutes: values } });
const times = (count: number, value: number | null) => Array.from({ length: count }, () => value);
const busy = minutes(...times(13, 97), null, null);
const full = minutes(...times(15, 1.4));

const judge = (differs: Readonly<Record<string, unknown>>) => {
  const judged = reasonOver({ ...silent, ...differs }, (see) => overloaded.judge(see, vmTarget));
  return judged.kind === 'done' ? judged.value : judged;
};

test.each([
  ['its CPU has been busy', busy, 'Its CPU was at least 97 % busy in each of the last 10 minutes.'],
  ['its memory has been full', full, 'At most 1.4 % of its memory was free in each of the last 10 minutes.'],
])('a VM that does not answer is overloaded when %s for ten minutes', (_, differs, told) => {
  expect(judge(differs)).toMatchObject({
    kind: 'found',
    because: { en: expect.stringContaining(told) as string },
    fixes: [{ fix: 'restart-vm' }],
  });
});

test.each([
  ['it answers at its own address', { ...busy, connectivity: healthy.connectivity }, 'excluded'],
  ['it had a pause', minutes(...times(6, 99), 60, ...times(8, 99)), 'excluded'],
  ['a pause is all that is known', minutes(...times(12, null), 60, null, null), 'excluded'],
  ['the peak is short', minutes(...times(9, 20), ...times(6, 99)), 'excluded'],
  ['a minute is missing', minutes(...times(9, 99), null, ...times(5, 99)), 'uncertain'],
  ['Azure is far behind', minutes(...times(10, 99), ...times(6, null)), 'uncertain'],
  ['Azure knows nothing', minutes(), 'uncertain'],
  ['it is not let in', { ...busy, ipFlow: { access: 'Deny', rule: 'r' } }, 'uncertain'],
  ['its answers are dropped', { ...busy, nextHop: { type: 'None', routeTable: 't' } }, 'uncertain'],
  ['its answers go to an appliance', { ...busy, nextHop: { type: 'VirtualAppliance', routeTable: 't' } }, 'uncertain'],
  ['the way in may not be seen', { ...busy, ipFlow: forbidden('Microsoft.Network/x/action') }, 'uncertain'],
  ['the guest may not be asked', { ...busy, guestPort: forbidden('Microsoft.Compute/x/action') }, 'uncertain'],
  [
    'its own firewall may drop it',
    { ...busy, guestPort: { listening, idle: [], firewall: { iptables: ['-P INPUT DROP'] } } },
    'uncertain',
  ],
  ['its load may not be seen', { vmMetric: forbidden('Microsoft.Insights/metrics/read') }, 'skipped'],
])('it is not when %s', (_, differs, kind) => {
  expect(judge(differs).kind).toBe(kind);
});

test('it is when its memory is not measured, but its CPU is', () => {
  const answers: Readonly<Record<string, unknown>> = { ...silent, ...busy };
  const refused = forbidden('Microsoft.Insights/metrics/read');
  const judged = reasonWith(
    ({ kind, params }) => (params.metric === 'Available Memory Percentage' ? refused : answers[kind]),
    (see) => overloaded.judge(see, vmTarget),
  );
  expect(judged).toMatchObject({ value: { kind: 'found' } });
});

describe('of a VM whose agent is silent', () => {
  const hung = { virtualMachine: { ...healthy.virtualMachine, agent: { known: 'silent' } } };
  const told = (differs: object) => {
    const judged = reasonOver({ ...silent, ...hung, ...differs }, (see) => guestNotResponding.judge(see, vmTarget));
    return judged.kind === 'done' ? judged.value.because.en : judged.kind;
  };

  test('is told what it has run out of', () => expect(told(busy)).toContain('CPU was at least 97 % busy'));
  test('nothing is told of a load that is as always', () => expect(told({})).not.toContain('CPU'));
  test('it does not matter that its load may not be seen', () =>
    expect(told({ vmMetric: forbidden('Microsoft.Insights/metrics/read') })).toMatch(/does not report/));
});
