import type { Change } from '../model/change';
import type { FixId } from '../model/plan';
import { healthyWindows, ids, rdpTarget, reasonOver, subscription } from '../model/testing';
import { Policy } from '../model/policy';
import { text } from '../model/text';
import { guestRdp, type GuestRdp } from '../observations/guest-rdp';
import { Guest } from '../simulation/scenarios/schema';
import { runPowerShell } from '../simulation/twin/guest/power-shell/run';
import { WindowsMachine } from '../simulation/twin/guest/windows-machine';
import { correctRdpPort } from './correct-rdp-port';
import { resetRdp } from './reset-rdp';
import { startService } from './start-service';

const policy = Policy.parse({
  subscriptions: [subscription],
  approvers: [{ id: subscription, name: 'Kim' }],
  services: [{ name: 'RpcSs', port: 3389 }],
});
const presence = { kind: 'present', symptom: 'rdp-unreachable', because: text('x', 'x') } as const;
const context = { incident: 'i1', target: rdpTarget, policy, presence };
const NOW = Date.parse('2026-11-21T08:00:00Z');
const TS = 'HKLM:\\System\\CurrentControlSet\\Control\\Terminal Server';
const PORT = { [`${TS}\\WinStations\\RDP-Tcp`]: { PortNumber: 3390 } };
const STOPPED = { state: 'Stopped' };
const DISABLED = { ...STOPPED, startType: 'Disabled' };
const DENIED = { [TS]: { fDenyTSConnections: 1 } };

type RdpFix = Extract<FixId, 'reset-rdp' | 'start-service' | 'correct-rdp-port'>;

/** What a fix plans for a VM that says this of itself, and is otherwise well. */
function planFor(
  fix: RdpFix,
  rdp: Partial<Pick<GuestRdp, 'service' | 'startMode' | 'needs'>> & object,
  vm: object = {},
) {
  const { service = { known: 'running' }, startMode = { known: 'manual' }, needs = [] } = rdp;
  const answers = {
    ...healthyWindows,
    virtualMachine: { ...healthyWindows.virtualMachine, ...vm },
    guestRdp: { ...healthyWindows.guestRdp, ...rdp },
    guestService: { services: [{ name: 'TermService', state: service, start: startMode, needs }] },
  };
  const planned = reasonOver(answers, (see) => {
    switch (fix) {
      case 'reset-rdp':
        return resetRdp.plan(see, { fix, vm: ids.vm }, context);
      case 'start-service':
        return startService.plan(see, { fix, vm: ids.vm, port: 3389 }, context);
      case 'correct-rdp-port':
        return correctRdpPort.plan(see, { fix, vm: ids.vm }, context);
    }
  });
  if (planned.kind !== 'done') return planned;
  return planned.value.kind === 'plan' ? planned.value.plan : planned.value;
}

/** A simulated machine, what it says of itself, and how a change's script goes in it. */
function machineWith(windows: object) {
  const machine = new WindowsMachine(Guest.parse({ windows }), 'running');
  const output = (script: readonly string[]) => runPowerShell(machine, script, 'vm1');
  const { body } = guestRdp.request({ vm: ids.vm });
  const look = () => {
    const { stdout, stderr } = output((body as { script: readonly string[] }).script);
    expect(stderr).toBe('');
    return guestRdp.answer.parse({ value: [stdout, stderr].map((message) => ({ message })) });
  };
  const run = (changes: readonly Change[]) =>
    changes.flatMap((change) => (change.kind === 'run-power-shell' ? [output(change.script)] : []));
  return { machine, look, run, hears: () => machine.listens(3389, NOW) && !machine.firewallDrops(3389) };
}

const seen = (rdp: ReturnType<ReturnType<typeof machineWith>['look']>) => ({ ...rdp, notes: [] });
const changesOf = (plan: ReturnType<typeof planFor>, which: 'changes' | 'undo'): readonly Change[] =>
  'changes' in plan ? plan[which] : [];

test.each<[RdpFix, string, object]>([
  ['start-service', 'is stopped', { services: { TermService: { state: 'Stopped' } } }],
  ['start-service', 'is disabled', { services: { TermService: { state: 'Stopped', startType: 'Disabled' } } }],
  ['start-service', 'needs a stopped one', { services: { TermService: STOPPED, RpcSs: STOPPED } }],
  ['start-service', 'needs a disabled one', { services: { TermService: STOPPED, RpcSs: DISABLED } }],
  ['correct-rdp-port', 'is on another port', { registry: PORT }],
])('%s mends one that %s, and its undo makes it as it was', (fix, _, windows) => {
  const { look, run, hears } = machineWith(windows);
  const before = look();
  expect(hears()).toBe(false);
  const plan = planFor(fix, before);
  expect(run(changesOf(plan, 'changes'))).toMatchObject([{ stdout: 'reconnect:done\n', stderr: '' }]);
  expect(hears()).toBe(true);
  expect(run(changesOf(plan, 'undo'))).toMatchObject([{ stdout: 'reconnect:done\n', stderr: '' }]);
  expect(seen(look())).toEqual(seen(before));
});

test('reset-rdp takes back what VMAccess does', () => {
  const windows = {
    registry: DENIED,
    firewall: { rules: { 'RemoteDesktop-UserMode-In-TCP': { enabled: false } } },
  };
  const { machine, look, run, hears } = machineWith(windows);
  const before = look();
  const plan = planFor('reset-rdp', before);
  machine.setValue(TS, 'fDenyTSConnections', 0);
  machine.enableRule('RemoteDesktop-UserMode-In-TCP', true);
  expect(hears()).toBe(true);
  run(changesOf(plan, 'undo'));
  expect(seen(look())).toEqual(seen(before));
});

test.each<[RdpFix, object, object]>([
  ['start-service', { services: { TermService: { state: 'Stopped' } } }, { services: {} }],
  [
    'correct-rdp-port',
    { registry: PORT },
    { registry: { ...PORT, [Object.keys(PORT)[0] ?? '']: { PortNumber: 3391 } } },
  ],
])(
  '%s changes nothing where it is no longer as it was planned on, and then takes nothing back',
  (fix, planned, now) => {
    const plan = planFor(fix, machineWith(planned).look());
    const { look, run } = machineWith(now);
    const before = look();
    const [done] = run(changesOf(plan, 'changes'));
    expect(done?.stdout).toBe('');
    expect(done?.stderr).toContain('any more');
    run(changesOf(plan, 'undo'));
    expect(seen(look())).toEqual(seen(before));
  },
);

test('a port that somebody has set meanwhile is not put back', () => {
  const { machine, look, run } = machineWith({ registry: PORT });
  const plan = planFor('correct-rdp-port', look());
  run(changesOf(plan, 'changes'));
  machine.setValue(Object.keys(PORT)[0] ?? '', 'PortNumber', 3395);
  run(changesOf(plan, 'undo'));
  expect(look().port).toBe(3395);
});

test.each<[RdpFix, object]>([
  ['start-service', { services: { TermService: { ...DISABLED, starts: false } } }],
  ['start-service', { services: { TermService: { ...DISABLED, starts: false }, RpcSs: DISABLED } }],
  ['correct-rdp-port', { registry: PORT, services: { TermService: { startType: 'Disabled' } } }],
])('%s that fails half-way takes back what it did', (fix, windows) => {
  const { look, run } = machineWith(windows);
  const before = look();
  const [done] = run(changesOf(planFor(fix, before), 'changes'));
  expect(done?.stdout).toBe('');
  expect(look()).toMatchObject({ port: before.port, startMode: before.startMode });
});

test('a restart is planned where the port is set already, and does nothing where somebody listens by then', () => {
  const { machine, look, run, hears } = machineWith({ services: { TermService: { listens: [3390] } } });
  const plan = planFor('correct-rdp-port', look());
  expect(changesOf(plan, 'undo')).toEqual([]);
  expect(run(changesOf(plan, 'changes'))).toMatchObject([{ stdout: 'reconnect:done\n', stderr: '' }]);
  expect(hears()).toBe(true);
  const before = machine.version;
  expect(run(changesOf(plan, 'changes'))).toMatchObject([{ stdout: '', stderr: 'Something listens on 3389 now.\n' }]);
  expect(machine.version).toBe(before);
});

describe('reset-rdp', () => {
  const denied = { denied: { known: 'yes' } };

  test('is VMAccess with no settings and a new tag', () => {
    expect(planFor('reset-rdp', denied)).toMatchObject({
      changes: [
        {
          kind: 'put-vm-extension',
          name: 'enablevmaccess',
          extension: {
            publisher: 'Microsoft.Compute',
            type: 'VMAccessAgent',
            typeHandlerVersion: '2.4',
            forceUpdateTag: 'i1',
            settings: {},
            protectedSettings: {},
          },
        },
      ],
    });
  });

  test('runs an installed one again under its own name', () => {
    const installed = { name: 'mine', publisher: 'Microsoft.Compute', type: 'VMAccessAgent', version: '2.5' };
    expect(planFor('reset-rdp', denied, { extensions: [installed] })).toMatchObject({
      changes: [{ name: 'mine', extension: { typeHandlerVersion: '2.5' } }],
    });
  });

  test.each([
    ['on a domain controller', { ...denied, role: { known: 'domain-controller' } }, /is a domain controller/],
    ['where that is not known', { ...denied, role: { unrecognised: '' } }, /not known whether/],
    ['where there is nothing to reset', {}, /nothing to reset/],
  ])('cannot be planned %s', (_, rdp, because) => {
    expect(planFor('reset-rdp', rdp)).toMatchObject({
      kind: 'cannot-plan',
      because: { en: expect.stringMatching(because) as string },
    });
  });
});

test.each<RdpFix>(['reset-rdp', 'start-service', 'correct-rdp-port'])(
  '%s is not planned on Linux, nor without a ready agent',
  (fix) => {
    expect(planFor(fix, {}, { os: 'Linux' })).toMatchObject({ kind: 'cannot-plan' });
    expect(planFor(fix, {}, { agent: { known: 'silent' } })).toMatchObject({ kind: 'cannot-plan' });
  },
);

test.each<[RdpFix, object]>([
  ['start-service', { service: { unrecognised: 'Start Pending' } }],
  ['start-service', { service: { known: 'stopped' }, needs: [{ name: 'TermDD', start: { known: 'disabled' } }] }],
  ['correct-rdp-port', { port: undefined }],
  ['correct-rdp-port', { port: 3389 }],
  ['correct-rdp-port', { port: 3389, listening: undefined }],
])('%s is not planned where it finds %j', (fix, rdp) => {
  expect(planFor(fix, rdp)).toMatchObject({ kind: 'cannot-plan' });
});
