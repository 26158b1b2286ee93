import type { Change } from '../model/change';
import { Policy } from '../model/policy';
import { healthy, ids, reasonOver, subscription, vmTarget } from '../model/testing';
import { text } from '../model/text';
import { Guest } from '../simulation/scenarios/schema';
import { LinuxMachine } from '../simulation/twin/guest/linux-machine';
import { runScript } from '../simulation/twin/guest/shell/run';
import { startService } from './start-service';

const policyWith = (services: readonly object[]) =>
  Policy.parse({ subscriptions: [subscription], approvers: [{ id: subscription, name: 'Kim' }], services });
const nginx = { name: 'nginx', state: { known: 'stopped' }, start: { known: 'auto' }, needs: [] };
const presence = { kind: 'present', symptom: 'app-unreachable', because: text('x', 'x') } as const;

function plan(services: readonly object[], { allowed = [{ name: 'nginx', port: 443 }], vm = {} } = {}) {
  const virtualMachine = { ...healthy.virtualMachine, ...vm };
  const planned = reasonOver({ ...healthy, virtualMachine, guestService: { services } }, (see) =>
    startService.plan(
      see,
      { fix: 'start-service', vm: ids.vm, port: 443 },
      { incident: 'i1', target: { ...vmTarget, port: 443 }, policy: policyWith(allowed), presence },
    ),
  );
  if (planned.kind !== 'done') throw new Error(planned.kind);
  return planned.value;
}

function changesOf(planned: ReturnType<typeof plan>) {
  if (planned.kind !== 'plan') throw new Error(planned.because.en);
  const script = (changes: readonly Change[]): readonly string[] =>
    changes.flatMap((change) => (change.kind === 'run-command' ? change.script : []));
  return { start: script(planned.plan.changes), stop: script(planned.plan.undo) };
}

test.each<[string, Parameters<typeof plan>]>([
  ['that the policy does not name', [[nginx], { allowed: [] }]],
  ['that the policy names for another port', [[nginx], { allowed: [{ name: 'nginx', port: 80 }] }]],
  ['that runs', [[{ ...nginx, state: { known: 'running' } }]]],
  ['that is about to start', [[{ ...nginx, state: { unrecognised: 'activating' } }]]],
  ['that is not installed', [[]]],
  ['of another name than was asked for', [[{ ...nginx, name: 'nginx; reboot' }]]],
  [
    'of two that may serve the port',
    [
      [nginx, { ...nginx, name: 'caddy' }],
      {
        allowed: [
          { name: 'nginx', port: 443 },
          { name: 'caddy', port: 443 },
        ],
      },
    ],
  ],
  ['where the agent is not ready', [[nginx], { vm: { agent: { known: 'silent' } } }]],
])('nothing is planned for a service %s', (_, parameters) => {
  expect(plan(...parameters)).toMatchObject({ kind: 'cannot-plan' });
});

test('Remote Desktop Services need no entry, and only on their port', () => {
  const term = { ...nginx, name: 'TermService' };
  expect(plan([term], { allowed: [], vm: { os: 'Windows' } })).toMatchObject({ kind: 'cannot-plan' });
});

test('a unit that does not start by itself is told', () => {
  expect(plan([{ ...nginx, start: { known: 'manual' } }])).toMatchObject({
    plan: { effect: { en: expect.stringContaining('does not start by itself') as string } },
  });
  expect(plan([nginx])).toMatchObject({ plan: { effect: { en: 'Start nginx in vm1.' } } });
});

describe('in a simulated Linux', () => {
  const machineWith = (state: 'inactive' | 'active') => {
    const machine = new LinuxMachine(Guest.parse({ services: { nginx: { state, listens: [443] } } }), 'running');
    return { machine, run: (script: readonly string[]) => runScript(machine, script, 0, 'vm1').stdout };
  };
  const { start, stop } = changesOf(plan([nginx]));

  test('it is started, and stopped again', () => {
    const { machine, run } = machineWith('inactive');
    expect(run(start)).toBe('reconnect:done\n');
    expect(machine.listens(443, 0)).toBe(true);
    expect(run(stop)).toBe('reconnect:done\n');
    expect(machine.listens(443, 0)).toBe(false);
  });

  test('one that somebody has started meanwhile is left alone, and not stopped', () => {
    const { machine, run } = machineWith('active');
    expect(run(start)).toBe('');
    expect(run(stop)).toBe('reconnect:done\n');
    expect(machine.listens(443, 0)).toBe(true);
  });
});
