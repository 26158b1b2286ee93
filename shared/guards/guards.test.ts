import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Guard } from '../model/guard';
import {
  forbidden,
  gatewayTarget,
  healthy,
  healthyThrough,
  ids,
  subscription,
  throughTarget,
  vmTarget,
} from '../model/testing';
import { eventsUnderWay } from './events-under-way';
import { guards } from './index.generated';
import { mode } from './mode';
import { scope } from './scope';
import { inShort, type Asked } from './testing';
import { verifiable } from './verifiable';

const watched = {
  ...healthy.virtualMachine,
  extensions: [{ name: 'w', type: 'NetworkWatcherAgentLinux', version: '1.4' }],
};
const provisioned = { kind: 'installed', id: '', name: 'w', provisioningState: 'Succeeded' };
const deniedAt = (type: string, origin: string) => ({
  status: 'unreachable',
  hops: [
    { type, address: '10.0.0.9', issues: [{ type: 'NetworkSecurityRule', origin, context: { RuleName: 'x' } }] },
    { type: 'VirtualNetwork', address: '10.0.0.4', issues: [] },
  ],
  probesSent: 30,
  probesFailed: 30,
});
const { from } = vmTarget;
const elsewhere = ids.vm.replace(subscription, '99999999-9999-4999-8999-999999999999');
const group = ids.vm.split('/providers/')[0] ?? '';
const rule = { kind: 'delete-security-rule', networkSecurityGroup: ids.group, name: 'allow' } as const;
const content = {
  description: '',
  direction: 'Inbound',
  access: 'Allow',
  protocol: 'Tcp',
  priority: 200,
  sourceAddressPrefix: '*',
  sourcePortRange: '*',
  destinationAddressPrefix: '*',
  destinationPortRange: '22',
} as const;
const tagged = (tags: Readonly<Record<string, string>>) => ({ virtualMachine: { ...watched, tags } });
const observeProduction = {
  tagged: [{ tag: 'Env', value: 'prod', modes: { 'restart-vm': 'observe' } }],
  modes: { 'restart-vm': 'approve' },
};

const { publicIpAddress, loadBalancer, networkInterface } = healthyThrough;
const arriving = {
  publicIpAddress,
  loadBalancer,
  networkInterface: {
    ...networkInterface,
    addresses: networkInterface.addresses.map((each) => ({ ...each, publicIpAddress: ids.publicIp })),
  },
};
const from80 = { ...throughTarget, from: { ...from, address: '203.0.113.80' } };

const cases = (...table: readonly [Guard, string, Asked][]) =>
  table.map(([guard, when, asking]) => ({ guard, when, asking }));
const answer = (guard: Guard, { answers, ...asking }: Asked) =>
  inShort(guard, { ...asking, answers: { virtualMachine: watched, vmExtension: provisioned, ...answers } });

const passing = cases(
  [eventsUnderWay, 'the target is available', {}],
  [mode, 'the policy says nothing about the fix', {}],
  [mode, 'the policy asks', { policy: { modes: { 'restart-vm': 'approve' } } }],
  [mode, 'the policy only observes another fix', { policy: { modes: { 'redeploy-vm': 'observe' } } }],
  [mode, 'the tag has another value', { policy: observeProduction, answers: tagged({ env: 'Prod' }) }],
  [
    mode,
    'the tag is about another fix',
    {
      policy: { tagged: [{ tag: 'env', value: 'prod', modes: { 'redeploy-vm': 'observe' } }] },
      answers: tagged({ env: 'prod' }),
    },
  ],
  [scope, 'the resource is in a subscription of the policy, in whatever case', {}],
  [
    scope,
    'the exception only begins with the same letters',
    { policy: { except: [ids.vm.slice(0, -1), `${group}-2`] } },
  ],
  [verifiable, 'there is a VM to try from', {}],
  [verifiable, 'who could try arrives at the public frontend as expected', { target: from80, answers: arriving }],
  [
    verifiable,
    'who could try is stopped by what the target’s side lets in',
    { answers: { connectivity: deniedAt('Source', 'Inbound') } },
  ],
  [verifiable, 'the gateway’s health can be read', { target: gatewayTarget }],
);
const blocking = cases(
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
    mode,
    'a tag only observes, its name in whatever case',
    { policy: observeProduction, answers: tagged({ ENV: 'prod' }) },
  ],
  [
    mode,
    'a gateway bears the tag',
    {
      target: gatewayTarget,
      policy: observeProduction,
      answers: { applicationGateway: { ...healthy.applicationGateway, tags: { env: 'prod' } } },
    },
  ],
  [
    mode,
    'the policy only observes, whatever a tag says',
    {
      policy: {
        modes: { 'restart-vm': 'observe' },
        tagged: [{ tag: 'env', value: 'prod', modes: { 'restart-vm': 'approve' } }],
      },
      answers: tagged({ env: 'prod' }),
    },
  ],
  [scope, 'the resource is elsewhere', { plan: { resource: elsewhere } }],
  [scope, 'the resource cannot be read', { plan: { resource: 'vm1' } }],
  [scope, 'one of its changes is elsewhere', { plan: { changes: [{ kind: 'restart-vm', vm: elsewhere }] } }],
  [scope, 'undoing it changes something elsewhere', { plan: { undo: [{ kind: 'redeploy-vm', vm: elsewhere }] } }],
  [scope, 'the resource is excepted, in whatever case', { policy: { except: [ids.vm.toUpperCase()] } }],
  [scope, 'its resource group is excepted', { policy: { except: [`${group}/`] } }],
  [
    scope,
    'undoing it deletes a rule that is excepted',
    {
      plan: { undo: [{ ...rule, rule: content }] },
      policy: { except: [`${ids.group}/securityRules/allow`] },
    },
  ],
  [verifiable, 'nobody can try the connection', { target: { ...vmTarget, from: { address: from.address } } }],
  [
    verifiable,
    'who could try is stopped',
    { answers: { virtualMachine: { ...watched, power: { known: 'stopped' } } } },
  ],
  [
    verifiable,
    'the VM agent of who could try is dead',
    { answers: { virtualMachine: { ...watched, agent: { known: 'silent' } } } },
  ],
  [
    verifiable,
    'nobody knows of the VM agent',
    { answers: { virtualMachine: { ...watched, agent: { unrecognised: '' } } } },
  ],
  [
    verifiable,
    'the watcher agent is not provisioned',
    { answers: { vmExtension: { ...provisioned, provisioningState: 'Failed' } } },
  ],
  [verifiable, 'who could try may not go out', { answers: { ipFlow: { access: 'Deny', rule: 'x' } } }],
  [
    verifiable,
    'who could try arrives at the public frontend as somebody else',
    { target: throughTarget, answers: arriving },
  ],
  [
    verifiable,
    'the check could not try',
    { answers: { connectivity: { status: 'unknown', hops: [], probesSent: 0, probesFailed: 0 } } },
  ],
  [verifiable, 'the check stops where it starts', { answers: { connectivity: deniedAt('Source', 'Outbound') } }],
  [verifiable, 'the check stops at the first hop', { answers: { connectivity: deniedAt('VirtualNetwork', 'Local') } }],
  [verifiable, 'who could try has no agent', { answers: { virtualMachine: { ...watched, extensions: [] } } }],
);

test.each(passing)('$guard.id lets through when $when', ({ guard, asking }) =>
  expect(answer(guard, asking)).toBe('pass'),
);

test.each(blocking)('$guard.id blocks when $when', ({ guard, asking }) => expect(answer(guard, asking)).toBe('block'));

test.each<[Guard, Asked]>([
  [eventsUnderWay, { answers: { resourceHealth: forbidden('Microsoft.ResourceHealth/x/read') } }],
  [mode, { policy: observeProduction, answers: { virtualMachine: forbidden('Microsoft.Compute/x/read') } }],
  [verifiable, { answers: { virtualMachine: forbidden('Microsoft.Compute/x/read') } }],
  [verifiable, { target: gatewayTarget, answers: { backendHealth: forbidden('Microsoft.Network/x/action') } }],
])('$id does not pass without what it must see', (guard, asked) => expect(inShort(guard, asked)).toBe('skipped'));

test('every guard is tested in this folder, and none shares its place in the order', () => {
  const tests = readdirSync(__dirname).filter((file) => file.endsWith('.test.ts'));
  const imported = tests.map((file) => readFileSync(path.join(__dirname, file), 'utf8')).join('\n');
  for (const { id } of guards) expect(imported).toContain(`from './${id}';`);
  expect(new Set(guards.map(({ order }) => order)).size).toBe(guards.length);
});
