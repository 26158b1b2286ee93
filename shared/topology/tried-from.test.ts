import type { Observation, See } from '../model/observation';
import { seeing } from '../model/see';
import { forbidden, healthy, healthyThrough, Refused, throughTarget, vmTarget } from '../model/testing';
import type { VmTarget } from '../model/target';
import { triedFrom } from './tried-from';

const appTarget: VmTarget = { ...vmTarget, port: 443, http: { protocol: 'Https', path: '/health' } };
const guestPort = { ...healthy.guestPort, listening: [{ address: '0.0.0.0', port: 443, program: 'nginx' }] };
const { virtualMachine, networkInterface, networkWatchers } = healthy;
const seen = { virtualMachine, networkInterface, networkWatchers };
const silent = { status: 'unreachable', hops: [], probesSent: 30, probesFailed: 30 };

/** What is told where these answers are in the evidence; `connectivity` by what is connected to. */
function told(
  target: VmTarget,
  { connectivity, ...answers }: Readonly<Record<string, unknown>> & { connectivity?: (to: string) => unknown },
): readonly string[] {
  const see: See = (kind, params) => {
    const answer = kind.kind === 'connectivity' ? connectivity?.(JSON.stringify(params)) : answers[kind.kind];
    const outcome: Observation['outcome'] =
      answer instanceof Refused ? { kind: 'refused', refusal: answer.refusal } : { kind: 'answered', answer };
    return seeing(answer === undefined ? [] : [{ kind: kind.kind, params, at: '', outcome }])(kind, params);
  };
  return triedFrom(see, target).map(({ en }) => en);
}

test('of what was not looked into nothing is said but that', () => {
  expect(told(vmTarget, {})).toEqual([
    'On the VM: not looked into.',
    'From jump1, inside the network: not tried.',
    'From outside: not tried, the policy names no public address.',
  ]);
  const [, inside] = told({ ...vmTarget, from: { address: '10.0.0.9' } }, {});
  expect(inside).toBe('From another VM in the network: not tried, the policy names no VM to try it from.');
});

describe('on the VM', () => {
  const onTheVm = (answers: Readonly<Record<string, unknown>>, target = appTarget) =>
    told(target, { ...seen, ...answers })[0];
  test.each([
    ['who listens', { guestPort }, 'On the VM: nginx listens on 0.0.0.0:443.'],
    [
      'what it answers to itself',
      { guestPort, guestHttp: { status: 503 } },
      'On the VM: nginx listens on 0.0.0.0:443. It answers HTTPS /health at its own address with 503.',
    ],
    [
      'that it does not answer',
      { guestPort, guestHttp: { status: 'none' } },
      'On the VM: nginx listens on 0.0.0.0:443. It does not answer HTTPS /health at its own address.',
    ],
    ['that nothing listens', { guestPort: { ...guestPort, listening: [] } }, 'On the VM: nothing listens on TCP 443.'],
    [
      'that it could not tell',
      { guestPort: { ...guestPort, listening: undefined } },
      'On the VM: it could not tell what listens in it.',
    ],
    [
      'that its agent is not ready',
      { virtualMachine: { ...virtualMachine, agent: { known: 'not-ready' } } },
      'On the VM: not looked into: its agent is not ready.',
    ],
    [
      'that it does not run',
      { virtualMachine: { ...virtualMachine, power: { known: 'deallocated' } } },
      'On the VM: not looked into: it is deallocated.',
    ],
    [
      'which right is missing',
      { guestPort: forbidden('Microsoft.Compute/virtualMachines/runCommand/action') },
      'On the VM: Not checked: the right Microsoft.Compute/virtualMachines/runCommand/action is missing.',
    ],
  ])('%s', (_, answers, line) => {
    expect(onTheVm(answers)).toBe(line);
  });

  test('what sshd and Remote Desktop say of themselves counts', () => {
    expect(onTheVm({ guestSsh: healthy.guestSsh }, vmTarget)).toBe('On the VM: sshd listens on 0.0.0.0:22.');
    const windows = { virtualMachine: { ...virtualMachine, os: 'Windows' }, guestRdp: healthy.guestRdp };
    expect(onTheVm(windows, { ...vmTarget, port: 3389 })).toBe('On the VM: TermService listens on 0.0.0.0:3389.');
  });
});

describe('from elsewhere', () => {
  const isInside = (to: string) => to.includes('"vm":');
  const publicly = { ...healthyThrough, guestSsh: undefined };
  const fromElsewhere = (connectivity: (to: string) => unknown, target: VmTarget = throughTarget, answers = {}) =>
    told(target, { ...publicly, ...answers, connectivity }).slice(1);

  test('inside it connects, outside not', () => {
    expect(fromElsewhere((to) => (isInside(to) ? healthy.connectivity : silent))).toEqual([
      'From jump1, inside the network: it connects.',
      'From outside, by public (TCP 2222): no answer (30/30 probes lost).',
    ]);
  });

  test('the reverse is told in a sentence', () => {
    expect(fromElsewhere((to) => (isInside(to) ? silent : healthy.connectivity))).toEqual([
      'From jump1, inside the network: no answer (30/30 probes lost).',
      'From outside, by public (TCP 2222): it connects.',
      'It works from outside, but not at the VM’s own address: something else may answer in its place.',
    ]);
  });

  test('a frontend without a public address is not outside', () => {
    const { frontends, ...balancer } = healthyThrough.loadBalancer;
    const inner = frontends.map(({ id, name }) => ({ id, name, privateAddress: '10.0.0.8' }));
    const answers = { loadBalancer: { ...balancer, frontends: inner } };
    expect(fromElsewhere(() => healthy.connectivity, throughTarget, answers)[1]).toBe(
      'Inside the network, by public (TCP 2222): it connects.',
    );
  });

  test('a connection over which the expected answer does not come', () => {
    expect(fromElsewhere((to) => (to.includes('http') ? silent : healthy.connectivity), appTarget)[0]).toBe(
      'From jump1, inside the network: it connects, but the expected answer does not come.',
    );
  });

  test('a try that says nothing is none', () => {
    const [, line] = fromElsewhere(() => ({ ...silent, status: 'unknown', probesSent: 0, probesFailed: 0 }));
    expect(line).toBe('From outside, by public (TCP 2222): Connectivity check could not try the connection.');
  });
});
