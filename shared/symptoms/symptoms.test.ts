import type { Presence } from '../model/judgement';
import { asCalled, recognise } from '../model/known';
import { forbidden, gatewayTarget, healthy, ids, rdpTarget, reasonOver, reasonWith, vmTarget } from '../model/testing';
import { appUnreachable } from './app-unreachable';
import { backendUnhealthy } from './backend-unhealthy';
import { backendUnknown } from './backend-unknown';
import { rdpUnreachable } from './rdp-unreachable';
import { sshUnreachable } from './ssh-unreachable';

type Answers = Readonly<Record<string, unknown>>;
const kindOf = (looked: ReturnType<typeof reasonOver<Presence | undefined>>) =>
  looked.kind === 'done' ? looked.value?.kind : looked.kind;

describe('a gateway', () => {
  const words = asCalled('healthy', 'unhealthy', 'unknown', 'draining', 'partial');
  const backends = (...health: readonly string[]) => ({
    backendHealth: {
      servers: health.map((each) => ({ address: '10.0.2.4', health: recognise(words, each), log: 'x' })),
    },
  });
  const looks = (answers: Answers) =>
    [backendUnknown, backendUnhealthy].map((symptom) =>
      kindOf(reasonOver(answers, (see) => symptom.presence(see, gatewayTarget))),
    );

  test.each([
    [
      ['healthy', 'healthy'],
      ['absent', 'absent'],
    ],
    [
      ['healthy', 'unknown'],
      ['present', 'absent'],
    ],
    [
      ['healthy', 'unhealthy'],
      ['absent', 'present'],
    ],
    [
      ['unknown', 'unhealthy'],
      ['present', 'present'],
    ],
    [
      ['draining', 'partial'],
      ['absent', 'uncertain'],
    ],
    [
      ['draining', 'healthy'],
      ['absent', 'absent'],
    ],
    [
      ['healthy', 'wobbly'],
      ['uncertain', 'uncertain'],
    ],
    [
      ['unhealthy', 'wobbly'],
      ['uncertain', 'present'],
    ],
    [[], ['absent', 'absent']],
  ])('with backends %j is unknown and unhealthy: %j', (health, expected) => {
    expect(looks(backends(...health))).toEqual(expected);
  });

  test('whose health may not be read says so', () => {
    expect(looks({ backendHealth: forbidden('Microsoft.Network/x/action') })).toEqual(['skipped', 'skipped']);
  });
});

describe('a VM', () => {
  const stoppedAt = (type: string, origin?: string, severity?: string) => ({
    status: 'unreachable',
    hops: [
      {
        type,
        resource: `${ids.nic}/ipConfigurations/c1`,
        address: '10.0.0.9',
        issues: [{ ...named(origin), severity }],
      },
      {
        type: 'VirtualNetwork',
        address: '10.0.0.4',
        issues: [silence('NoListenerOnDestination'), silence('GuestFirewall')],
      },
    ],
    probesSent: 30,
    probesFailed: 30,
  });
  const named = (origin?: string) => ({ type: 'NetworkSecurityRule', origin, context: { RuleName: 'UserRule_deny' } });
  const silence = (type: string) => ({ type, origin: 'Inbound', context: {} });

  const look = (differs: Answers, target: Parameters<typeof sshUnreachable.presence>[1] = vmTarget) =>
    kindOf(reasonOver({ ...healthy, ...differs }, (see) => sshUnreachable.presence(see, target)));
  const unprobed = { ...vmTarget, from: { address: vmTarget.from.address } };

  test.each<[string, Answers, string]>([
    ['that answers', {}, 'absent'],
    ['that is stopped', { virtualMachine: { ...healthy.virtualMachine, power: { known: 'stopped' } } }, 'present'],
    [
      'whose power state nobody knows, but that answers',
      { virtualMachine: { ...healthy.virtualMachine, power: { unrecognised: 'unknown' } } },
      'absent',
    ],
    ['that security rules cut off', { ipFlow: { access: 'Deny', rule: 'x' } }, 'present'],
    ['whose answers are dropped', { nextHop: { type: 'None', routeTable: ids.table } }, 'present'],
    [
      'that cannot be reached',
      { connectivity: { status: 'unreachable', hops: [], probesSent: 10, probesFailed: 10 } },
      'present',
    ],
    [
      'that could not be tried',
      { connectivity: { status: 'unknown', hops: [], probesSent: 0, probesFailed: 0 } },
      'unclear',
    ],
    ['whose tester is stopped at its own end', { connectivity: stoppedAt('Source', 'Outbound') }, 'unclear'],
    ['whose tester is only warned of', { connectivity: stoppedAt('Source', 'Local', 'Warning') }, 'present'],
    ['whose tester is stopped for its own reasons', { connectivity: stoppedAt('VirtualNetwork', 'Local') }, 'unclear'],
    ['whose tester says no more than that', { connectivity: stoppedAt('Source') }, 'unclear'],
    ['that lets nobody in', { connectivity: stoppedAt('Source', 'Inbound') }, 'present'],
    [
      'whose path may not be checked, but that answers',
      { ipFlow: forbidden('Microsoft.Network/x/action'), nextHop: forbidden('Microsoft.Network/y/action') },
      'absent',
    ],
    ['that may not be tried', { connectivity: forbidden('Microsoft.Network/x/action') }, 'skipped'],
  ])('%s', (_, differs, expected) => expect(look(differs)).toBe(expected));

  test('is told with everything that the check names, where it is, and by which rule', () => {
    const answers = { ...healthy, connectivity: stoppedAt('Source', 'Inbound') };
    const looked = reasonOver(answers, (see) => sshUnreachable.presence(see, vmTarget));
    expect(looked).toMatchObject({
      value: {
        because: {
          en: expect.stringContaining(
            'At nic1 (10.0.0.9) it names NetworkSecurityRule, RuleName UserRule_deny. Nothing answered at 10.0.0.4.',
          ) as string,
        },
      },
    });
  });

  test('is looked at for what its operating system is administered by, and for an application on any other port', () => {
    const windows = { ...healthy, virtualMachine: { ...healthy.virtualMachine, os: 'Windows' } };
    const unreachable = { ...windows, connectivity: { ...healthy.connectivity, status: 'unreachable' } };
    const looks = (answers: Answers, target: typeof vmTarget | typeof rdpTarget = vmTarget) =>
      [sshUnreachable, rdpUnreachable, appUnreachable].map((symptom) =>
        kindOf(reasonOver(answers, (see) => symptom.presence(see, target))),
      );
    expect(looks(windows)).toEqual([undefined, undefined, 'absent']);
    expect(looks(unreachable)).toEqual([undefined, undefined, 'present']);
    expect(looks(unreachable, rdpTarget)).toEqual([undefined, 'present', undefined]);
    expect(looks(healthy)).toEqual(['absent', undefined, undefined]);
    expect(looks(healthy, rdpTarget)).toEqual([undefined, undefined, 'absent']);
    expect(appUnreachable.title('vm1', vmTarget).en).not.toContain('SSH');
  });

  test('that nobody can try is unclear', () => expect(look({}, unprobed)).toBe('unclear'));

  test('whose client’s own routes drop what is sent is present, whatever the check says of the client', () => {
    const connectivity = stoppedAt('Source', 'Outbound');
    const dropped = { type: 'None', routeTable: ids.table };
    const look = (hop: object) =>
      kindOf(
        reasonWith(
          ({ kind, params }) =>
            kind === 'nextHop' && params.destinationAddress === '10.0.0.4'
              ? hop
              : { ...healthy, connectivity }[kind as keyof typeof healthy],
          (see) => sshUnreachable.presence(see, vmTarget),
        ),
      );
    expect(look(dropped)).toBe('present');
    expect(look(healthy.nextHop)).toBe('unclear');
  });

  test('that cheap questions show to be cut off is not tried', () => {
    const { connectivity: _, ...cheap } = healthy;
    const answers = { ...cheap, ipFlow: { access: 'Deny', rule: 'x' } };
    expect(kindOf(reasonOver(answers, (see) => sshUnreachable.presence(see, vmTarget)))).toBe('present');
  });
});
