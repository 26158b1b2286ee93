import {
  deny,
  endpointTarget,
  forbidden,
  gatewayTarget,
  healthy,
  healthyEndpoint,
  healthyThrough,
  healthyWindows,
  ids,
  rdpTarget,
  reasonOver,
  throughTarget,
  vmTarget,
} from '../model/testing';
import type { Cause } from '../model/judgement';
import { causes } from './index.generated';

const guarded = { ...healthy.subnet, networkSecurityGroup: ids.group, routeTable: ids.table };
const groupWith = (...rules: readonly object[]) => ({ ...healthy.networkSecurityGroup, rules });
const routes = (...list: readonly object[]) => ({ ...healthy.routeTable, routes: list });
const allowRest = { ...deny, name: 'allow', access: 'Allow', priority: 600, sources: ['GatewayManager'] };
const away = {
  name: 'away',
  addressPrefix: '0.0.0.0/0',
  nextHopType: { known: 'VirtualAppliance' },
  nextHopIpAddress: '10.0.9.4',
};
const half = { ...away, name: 'half', addressPrefix: '0.0.0.0/1' };
const otherHalf = { ...half, name: 'other-half', addressPrefix: '128.0.0.0/1' };
const toInternet = { ...away, name: 'out', nextHopType: { known: 'Internet' } };
const learning = { ...healthy.routeTable, disableBgpRoutePropagation: false };
const inside = { applicationGateway: { ...healthy.applicationGateway, managedBy: 'perhaps-inside' } };
const vm = (more: object) => ({ virtualMachine: { ...healthy.virtualMachine, ...more } });
const ssh = (more: object) => ({ guestSsh: { ...healthy.guestSsh, ...more } });
const listensOn = (port: number) => ({
  configured: [{ address: '*', port }],
  listening: [{ address: '0.0.0.0', port, program: 'sshd' }],
});
const denied = { access: 'Deny', rule: 'securityRules/deny-all' };

/** A target of which the cause may be what is wrong, and answers by which all is well. */
function worldOf(cause: Cause) {
  const {
    explains: [symptom = 'app-unreachable'],
  } = cause;
  if (symptom.startsWith('endpoint')) return { target: endpointTarget, well: healthyEndpoint };
  const asked = { ...vmTarget, http: { protocol: 'Http' } } as const;
  if (cause.id.startsWith('guest/') && cause.concerns?.(asked)) return { target: asked, well: healthy };
  if (cause.concerns) return { target: throughTarget, well: healthyThrough };
  if (symptom.startsWith('backend')) return { target: gatewayTarget, well: healthy };
  return symptom === 'rdp-unreachable'
    ? { target: rdpTarget, well: healthyWindows }
    : { target: vmTarget, well: healthy };
}

/** What a cause makes of answers that differ from healthy ones only in this. */
function judge(id: string, differs: Readonly<Record<string, unknown>>) {
  const cause = causes.find((each) => each.id === id)!;
  const { target, well } = worldOf(cause);
  const judged = reasonOver({ ...well, ...differs }, (see) => cause.judge(see, target));
  return judged.kind === 'done' ? judged.value : judged;
}

type Differs = Readonly<Record<string, unknown>>;
type Case = [id: string, when: string, differs: Differs];
type Found = [...Case, blamed: string, ...fixes: readonly string[]];
type Skipped = [...Case, missing: string];

test.each<Found>([
  [
    'appgw/gateway-not-running',
    'it is stopped',
    { applicationGateway: { ...healthy.applicationGateway, operationalState: { known: 'Stopped' } } },
    ids.gateway,
  ],
  [
    'appgw/gateway-not-running',
    'Azure calls it degraded',
    { resourceHealth: { state: 'Degraded', summary: '' } },
    ids.gateway,
  ],
  [
    'appgw/infrastructure-ports-blocked',
    'a rule denies them',
    { subnet: guarded, networkSecurityGroup: groupWith(deny) },
    deny.id,
    'allow-inbound',
  ],
  [
    'appgw/infrastructure-ports-blocked',
    'a rule denies the last of them',
    { subnet: guarded, networkSecurityGroup: groupWith({ ...deny, destinationPorts: ['65535'] }, allowRest) },
    deny.id,
    'allow-inbound',
  ],
  [
    'appgw/infrastructure-ports-blocked',
    'no rule allows them',
    { subnet: guarded, networkSecurityGroup: groupWith() },
    `${ids.group}/defaultSecurityRules/DenyAllInBound`,
    'allow-inbound',
  ],
  [
    'appgw/default-route-diverted',
    'it leads to an appliance',
    { subnet: guarded, routeTable: routes(away) },
    `${ids.table}/routes/away`,
    'route-to-internet',
  ],
  [
    'appgw/infrastructure-ports-blocked',
    'a rule denies them in the second prefix of the subnet',
    {
      subnet: { ...guarded, prefixes: ['10.0.1.0/24', '10.0.5.0/24'] },
      networkSecurityGroup: groupWith({ ...deny, destinations: ['10.0.5.0/24'] }, allowRest),
    },
    deny.id,
    'allow-inbound',
  ],
  [
    'appgw/default-route-diverted',
    'it is written in two halves',
    { routeTable: routes(otherHalf, half) },
    `${ids.table}/routes/other-half`,
    'route-to-internet',
  ],
  [
    'appgw/default-route-diverted',
    'halves are more specific than the route to the Internet',
    { routeTable: routes(toInternet, half, otherHalf) },
    `${ids.table}/routes/half`,
    'route-to-internet',
  ],
  [
    'appgw/default-route-diverted',
    'another next hop is not known',
    {
      routeTable: routes(away, { ...away, addressPrefix: '20.0.0.0/8', nextHopType: { unrecognised: 'Teleport' } }),
    },
    `${ids.table}/routes/away`,
    'route-to-internet',
  ],
  [
    'appgw/default-route-diverted',
    'Azure’s management is led elsewhere by its tag',
    { routeTable: routes(toInternet, { ...away, name: 'tag', addressPrefix: 'GatewayManager.KoreaCentral' }) },
    `${ids.table}/routes/tag`,
  ],
  [
    'network/nsg-blocks-port',
    'a rule of the subnet denies it',
    { ipFlow: denied, subnet: guarded, networkSecurityGroup: groupWith(deny) },
    deny.id,
    'allow-inbound',
  ],
  [
    'network/nsg-blocks-port',
    'a rule of the interface denies it',
    {
      ipFlow: denied,
      networkInterface: { ...healthy.networkInterface, networkSecurityGroup: ids.group },
      networkSecurityGroup: groupWith(deny),
    },
    deny.id,
    'allow-inbound',
  ],
  [
    'network/return-route-dropped',
    'the next hop is None',
    { nextHop: { type: 'None', routeTable: ids.table } },
    ids.table,
  ],
  [
    'network/return-route-dropped',
    'a route leads to the Internet',
    { nextHop: { type: 'Internet', routeTable: ids.table } },
    ids.table,
  ],
  [
    'network/return-route-dropped',
    'there is no route',
    { nextHop: { type: 'None', routeTable: 'System Route' } },
    ids.vm,
  ],
  ['vm/not-running', 'it is deallocated', vm({ power: { known: 'deallocated' } }), ids.vm],
  [
    'vm/platform-event',
    'Azure says so',
    { resourceHealth: { state: 'Unavailable', summary: 'Node failure.' } },
    ids.vm,
  ],
  [
    'vm/platform-event',
    'Azure says so without a reason',
    { resourceHealth: { state: 'Unavailable', cause: 'unknown', summary: '' } },
    ids.vm,
  ],
  [
    'vm/guest-not-responding',
    'the agent is silent',
    vm({ agent: { known: 'silent' } }),
    ids.vm,
    'restart-vm',
    'redeploy-vm',
  ],
  ['guest/sshd-on-another-port', 'it is configured for another', ssh(listensOn(2222)), ids.vm],
  [
    'guest/sshd-broken',
    'its configuration is invalid',
    ssh({ config: 'invalid', configError: 'line 1', listening: [] }),
    ids.vm,
    'reset-ssh',
    'restart-vm',
    'redeploy-vm',
  ],
  [
    'guest/sshd-broken',
    'its service failed',
    ssh({ service: { known: 'failed' }, listening: [] }),
    ids.vm,
    'start-service',
    'reset-ssh',
    'restart-vm',
    'redeploy-vm',
  ],
  [
    'guest/sshd-broken',
    'nothing listens',
    ssh({ listening: [{ address: '::', port: 80, program: 'nginx' }] }),
    ids.vm,
    'reset-ssh',
    'restart-vm',
    'redeploy-vm',
  ],
])('%s is found when %s', (id, _, differs, blamed, ...fixes) => {
  const judgement = judge(id, differs);
  expect(judgement).toMatchObject({ kind: 'found', blamed });
  expect(judgement.kind === 'found' && judgement.fixes.map(({ fix }) => fix)).toEqual(fixes);
  // Where nothing can be proposed for a gateway after all, such as for several causes, people go by the advice.
  expect(judgement.kind === 'found' && (!id.startsWith('appgw/') || judgement.advice !== undefined)).toBe(true);
});

test.each<Case>([
  [
    'appgw/infrastructure-ports-blocked',
    'it allows the ports before it denies all',
    {
      subnet: guarded,
      networkSecurityGroup: groupWith(
        {
          ...deny,
          name: 'allow',
          access: 'Allow',
          priority: 100,
          sources: ['GatewayManager'],
          destinationPorts: ['65200-65535'],
        },
        deny,
      ),
    },
  ],
  [
    'appgw/default-route-diverted',
    'the table has another route',
    { subnet: guarded, routeTable: routes({ ...away, addressPrefix: '10.1.0.0/16' }) },
  ],
  [
    'appgw/default-route-diverted',
    'the default route leads to the Internet',
    { subnet: guarded, routeTable: { ...learning, routes: [toInternet] } },
  ],
  [
    'appgw/default-route-diverted',
    'only the route for IPv6 leads away',
    { routeTable: routes(toInternet, { ...away, addressPrefix: '::/0' }) },
  ],
  [
    'appgw/default-route-diverted',
    'private addresses have a next hop that nobody knows',
    { routeTable: routes({ ...away, addressPrefix: '10.1.0.0/16', nextHopType: { unrecognised: 'Teleport' } }) },
  ],
  [
    'appgw/infrastructure-ports-blocked',
    'a gateway that may be private is let in',
    { ...inside, subnet: guarded, networkSecurityGroup: groupWith(allowRest) },
  ],
  ['guest/sshd-on-another-port', 'sshd on the other port is not up', ssh({ ...listensOn(2222), listening: [] })],
  ['guest/sshd-broken', 'sshd is well on another port', ssh(listensOn(2222))],
  ...causes.map((cause): Case => [cause.id, 'nothing is wrong', {}]),
])('%s is excluded when %s', (id, _, differs) => {
  expect(judge(id, differs)).toMatchObject({
    kind: 'excluded',
    because: { en: expect.stringMatching(/\.$/) as string },
  });
});

test.each<Case>([
  [
    'appgw/infrastructure-ports-blocked',
    'a rule denies addresses',
    {
      subnet: guarded,
      networkSecurityGroup: groupWith({ ...deny, sources: ['20.0.0.0/8'] }, allowRest),
    },
  ],
  [
    'network/nsg-blocks-port',
    'the rules as read do not show what IP flow verify says',
    { ipFlow: denied, subnet: guarded, networkSecurityGroup: groupWith() },
  ],
  [
    'network/nsg-blocks-port',
    'another rule denies than the one that IP flow verify names',
    {
      ipFlow: { access: 'Deny', rule: 'UserRule_deny-ssh' },
      subnet: guarded,
      networkSecurityGroup: groupWith(deny, { ...deny, name: 'deny-ssh', priority: 600 }),
    },
  ],
  [
    'network/nsg-blocks-port',
    'IP flow verify names the rule of another group',
    {
      ipFlow: { ...denied, id: `${ids.nicGroup}/securityRules/deny-all` },
      subnet: guarded,
      networkSecurityGroup: groupWith(deny),
    },
  ],
  [
    'network/nsg-blocks-port',
    'IP flow verify allows what a rule denies',
    {
      ipFlow: { access: 'Allow', rule: 'securityRules/allow-ssh' },
      subnet: guarded,
      networkSecurityGroup: groupWith(deny),
    },
  ],
  [
    'network/nsg-blocks-port',
    'a rule that cannot be read comes before the one that denies',
    {
      ipFlow: denied,
      subnet: guarded,
      networkSecurityGroup: groupWith({ ...deny, name: 'odd', priority: 200, access: 'Unreadable' }, deny),
    },
  ],
  [
    'appgw/gateway-not-running',
    'Azure does not tell its state',
    { applicationGateway: { ...healthy.applicationGateway, operationalState: { unrecognised: '' } } },
  ],
  [
    'appgw/gateway-not-running',
    'Azure knows nothing of its health',
    { resourceHealth: { state: 'Unknown', cause: 'unknown', summary: '' } },
  ],
  [
    'appgw/infrastructure-ports-blocked',
    'a rule denies them to a gateway that may be private',
    { ...inside, subnet: guarded, networkSecurityGroup: groupWith(deny) },
  ],
  [
    'appgw/default-route-diverted',
    'the subnet has no route table',
    { subnet: { ...healthy.subnet, routeTable: undefined } },
  ],
  ['appgw/default-route-diverted', 'a table takes over learned routes', { routeTable: learning }],
  [
    'appgw/default-route-diverted',
    'only a half is written, and the other may be learned',
    { routeTable: { ...learning, routes: [{ ...toInternet, addressPrefix: '0.0.0.0/1' }] } },
  ],
  ['appgw/default-route-diverted', 'a half leads elsewhere', { routeTable: routes(half) }],
  [
    'appgw/default-route-diverted',
    'a few public addresses lead elsewhere',
    { routeTable: routes(toInternet, { ...away, addressPrefix: '20.0.0.0/8' }) },
  ],
  [
    'appgw/default-route-diverted',
    'its next hop is not known',
    { routeTable: routes({ ...away, nextHopType: { unrecognised: 'Teleport' } }) },
  ],
  [
    'appgw/default-route-diverted',
    'Azure’s management has a way of its own',
    { routeTable: routes(away, { ...toInternet, addressPrefix: 'GatewayManager' }) },
  ],
  [
    'appgw/default-route-diverted',
    'a wider tag leads elsewhere',
    { routeTable: routes(toInternet, { ...away, addressPrefix: 'AzureCloud' }) },
  ],
  ['appgw/default-route-diverted', 'the gateway may be private', { ...inside, routeTable: routes(away) }],
  ['vm/not-running', 'Azure does not tell the power state', vm({ power: { unrecognised: '' } })],
  ['vm/not-running', 'nobody knows the power state', vm({ power: { unrecognised: 'unknown' } })],
  ['vm/platform-event', 'Azure knows nothing', { resourceHealth: { state: 'Unknown', cause: 'unknown', summary: '' } }],
  ['vm/guest-not-responding', 'nothing is known of the agent', vm({ agent: { unrecognised: '' } })],
  ['vm/guest-not-responding', 'the agent has never reported', vm({ agent: { known: 'never-reported' } })],
  ['vm/guest-not-responding', 'no agent is wanted', vm({ agent: { known: 'not-provisioned' } })],
  [
    'vm/guest-not-responding',
    'the VM has just started',
    vm({ agent: { known: 'silent' }, provisionedAt: '2026-11-21T09:00:00Z', agentAt: '2026-11-21T09:03:59+00:00' }),
  ],
])('%s is uncertain when %s', (id, _, differs) => {
  const judgement = judge(id, differs);
  expect(judgement.kind).toBe('uncertain');
  expect(judgement).not.toHaveProperty('fixes');
});

test.each<Skipped>([
  [
    'appgw/gateway-not-running',
    'the gateway',
    { applicationGateway: forbidden('Microsoft.Network/x/read') },
    'Microsoft.Network/x/read',
  ],
  [
    'appgw/infrastructure-ports-blocked',
    'the group',
    { subnet: guarded, networkSecurityGroup: forbidden('Microsoft.Network/x/read') },
    'Microsoft.Network/x/read',
  ],
  [
    'network/nsg-blocks-port',
    'a Network Watcher of the region',
    { networkWatchers: { watchers: [] } },
    'Network Watcher in koreacentral',
  ],
  [
    'network/return-route-dropped',
    'an interface with an address',
    { networkInterface: { id: ids.nic, addresses: [] } },
    'network interface',
  ],
  ['vm/not-running', 'the VM', { virtualMachine: forbidden('Microsoft.Compute/x/read') }, 'Microsoft.Compute/x/read'],
  ['guest/sshd-broken', 'a ready agent', vm({ agent: { known: 'silent' } }), 'guest agent'],
  ['guest/sshd-on-another-port', 'a Linux guest', vm({ os: 'Windows' }), 'Linux'],
])('%s is skipped without %s, and says so', (id, _, differs, missing) => {
  expect(judge(id, differs)).toMatchObject({ kind: 'skipped', missing });
});

test.each(causes.map((cause) => [cause.id, cause] as const))('%s asks before it says anything', (_, cause) => {
  const { target } = worldOf(cause);
  expect(reasonOver({}, (see) => cause.judge(see, target)).kind).toBe('needs');
});

test('a guest whose agent is not ready is never asked', () => {
  const { guestSsh: _, ...answers } = { ...healthy, ...vm({ agent: { known: 'silent' } }) };
  const broken = causes.find(({ id }) => id === 'guest/sshd-broken')!;
  expect(reasonOver(answers, (see) => broken.judge(see, vmTarget)).kind).toBe('skipped');
});

test('a v1 gateway needs its own ports', () => {
  const open = { ...deny, name: 'allow', access: 'Allow', priority: 100, destinationPorts: ['65503-65534'] };
  const estate = { subnet: guarded, networkSecurityGroup: groupWith(open, deny) };
  const v1 = { applicationGateway: { ...healthy.applicationGateway, generation: 'v1' } };
  expect(judge('appgw/infrastructure-ports-blocked', { ...estate, ...v1 }).kind).toBe('excluded');
  expect(judge('appgw/infrastructure-ports-blocked', estate).kind).toBe('found');
});
