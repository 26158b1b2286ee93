import type { Policy } from '../config/policy';
import type { Guard } from '../model/guard';
import type { Plan } from '../model/plan';
import type { Target } from '../model/target';
import { forbidden, gatewayTarget, healthy, ids, reasonOver, subscription, vmTarget } from '../model/testing';
import { text } from '../model/text';
import { eventsUnderWay } from './events-under-way';
import { guards } from './index.generated';
import { mode } from './mode';
import { scope } from './scope';
import { verifiable } from './verifiable';

const policy: Policy = {
  subscriptions: [subscription.toUpperCase()],
  targets: [],
  approvers: [{ id: '22222222-2222-4222-8222-222222222222', name: 'Kim' }],
  approvalMinutes: 60,
  modes: {},
};
const plan: Plan = {
  fix: 'restart-vm',
  resource: ids.vm,
  risk: 'high',
  changes: [{ kind: 'restart-vm', vm: ids.vm }],
  undo: [],
  opens: [],
  closes: [],
  effect: text('Restart.', '다시 시작.'),
  proof: [],
  losses: [],
};
interface Asked {
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly plan?: Partial<Plan>;
  readonly policy?: Partial<Policy>;
  readonly target?: Target;
}
const watched = {
  ...healthy.virtualMachine,
  extensions: [{ name: 'w', type: 'NetworkWatcherAgentLinux', version: '1.4' }],
};
const { from } = vmTarget;

function check(guard: Guard, asked: Asked) {
  const context = { target: asked.target ?? vmTarget, policy: { ...policy, ...asked.policy } };
  const answers = { ...healthy, virtualMachine: watched, ...asked.answers };
  const checked = reasonOver(answers, (see) => guard.check(see, { ...plan, ...asked.plan }, context));
  return checked.kind === 'done' ? checked.value.kind : checked.kind;
}

test.each<[Guard, string, Asked]>([
  [eventsUnderWay, 'the target is available', {}],
  [mode, 'the policy says nothing about the fix', {}],
  [mode, 'the policy asks', { policy: { modes: { 'restart-vm': 'approve' } } }],
  [mode, 'the policy only observes another fix', { policy: { modes: { 'redeploy-vm': 'observe' } } }],
  [scope, 'the resource is in a subscription of the policy, in whatever case', {}],
  [verifiable, 'there is a VM to try from', {}],
  [verifiable, 'the gateway’s health can be read', { target: gatewayTarget }],
])('$id lets through when %s', (guard, _, asked) => expect(check(guard, asked)).toBe('pass'));

test.each<[Guard, string, Asked]>([
  [
    eventsUnderWay,
    'a person stopped it',
    { answers: { resourceHealth: { state: 'Unavailable', cause: 'user', summary: '' } } },
  ],
  [
    eventsUnderWay,
    'Azure has an event',
    { answers: { resourceHealth: { state: 'Unavailable', cause: 'platform', summary: '' } } },
  ],
  [mode, 'the policy only observes', { policy: { modes: { 'restart-vm': 'observe' } } }],
  [
    scope,
    'the resource is elsewhere',
    { plan: { resource: ids.vm.replace(subscription, '99999999-9999-4999-8999-999999999999') } },
  ],
  [scope, 'the resource cannot be read', { plan: { resource: 'vm1' } }],
  [verifiable, 'nobody can try the connection', { target: { ...vmTarget, from: { address: from.address } } }],
  [verifiable, 'who could try is stopped', { answers: { virtualMachine: { ...watched, power: 'stopped' } } }],
  [verifiable, 'who could try has no agent', { answers: { virtualMachine: { ...watched, extensions: [] } } }],
])('$id blocks when %s', (guard, _, asked) => expect(check(guard, asked)).toBe('block'));

test.each<[Guard, Asked]>([
  [eventsUnderWay, { answers: { resourceHealth: forbidden('Microsoft.ResourceHealth/x/read') } }],
  [verifiable, { answers: { virtualMachine: forbidden('Microsoft.Compute/x/read') } }],
  [verifiable, { target: gatewayTarget, answers: { backendHealth: forbidden('Microsoft.Network/x/action') } }],
])('$id does not pass without what it must see', (guard, asked) => expect(check(guard, asked)).toBe('skipped'));

test('every guard is tested here', () => {
  expect(guards.map(({ id }) => id).sort()).toEqual([eventsUnderWay, mode, scope, verifiable].map(({ id }) => id));
});
