import type { Change } from '../model/change';
import type { See } from '../model/observation';
import { attempt, seeing } from '../model/see';
import { extension } from '../model/testing';
import { inspectChange, inverseOf, readiness, settles } from './index';

const intent = { requestId: '0a1b', at: '2026-11-21T10:00:00.000Z', lookedAt: '2026-11-21T10:02:00.000Z' };

/** Evidence that holds one answer of each kind. */
const showing = (answers: Readonly<Record<string, unknown>>): See =>
  (({ kind }: { readonly kind: string }) => answers[kind]) as See;

const rule = {
  description: 'Allows TCP 22.',
  direction: 'Inbound',
  access: 'Allow',
  protocol: 'Tcp',
  priority: 100,
  sourceAddressPrefix: 'GatewayManager',
  sourcePortRange: '*',
  destinationAddressPrefix: '*',
  destinationPortRange: '65200-65535',
} as const;

const found = {
  name: 'Reconnect-Allow',
  description: 'Allows TCP 22.',
  provisioning: 'succeeded',
  direction: 'Inbound',
  access: 'Allow',
  protocol: 'Tcp',
  priority: 100,
  sources: ['GatewayManager'],
  sourcePorts: ['*'],
  destinations: ['*'],
  destinationPorts: ['65200-65535'],
};

const put: Change = { kind: 'put-security-rule', networkSecurityGroup: 'nsg1', name: 'reconnect-allow', rule };
const remove: Change = { kind: 'delete-security-rule', networkSecurityGroup: 'nsg1', name: 'reconnect-allow', rule };
const before = { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.9.4' } as const;
const after = { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } as const;
const lead: Change = { kind: 'put-route', routeTable: 'rt1', name: 'default', route: after, over: [before] };
const leadBack: Change = { ...lead, route: before, over: [after, before] };
const addRoute: Change = { kind: 'add-route', routeTable: 'rt1', name: 'default', route: after };
const deleteRoute: Change = { ...addRoute, kind: 'delete-route' };
const run: Change = { kind: 'run-command', vm: 'vm1', script: ['x'], leaves: '/etc/ssh/sshd_config.reconnect-1' };
const runInWindows: Change = { kind: 'run-power-shell', vm: 'vm1', script: ['x'], notes: 'i-1-port' };
const extend: Change = {
  kind: 'put-vm-extension',
  vm: 'vm1',
  name: 'enablevmaccess',
  extension,
};
const install: Change = {
  kind: 'add-vm-extension',
  vm: 'vm1',
  name: 'AzureNetworkWatcherExtension',
  extension: { ...extension, autoUpgradeMinorVersion: true },
};
const uninstall: Change = { ...install, kind: 'delete-vm-extension' };
const { publisher, type, typeHandlerVersion } = extension;
const installed = {
  kind: 'installed',
  provisioningState: 'Succeeded',
  publisher,
  type: type.toUpperCase(),
  typeHandlerVersion,
  autoUpgradeMinorVersion: true,
  forceUpdateTag: extension.forceUpdateTag,
};
const restart: Change = { kind: 'restart-vm', vm: 'vm1' };
const redeploy: Change = { kind: 'redeploy-vm', vm: 'vm1' };

const setProbe: Change = {
  kind: 'set-gateway-probe',
  gateway: 'gw1',
  probe: 'health',
  field: 'timeout',
  from: 30,
  to: 60,
};
const setCodes = (from: readonly string[], to: readonly string[]): Change => ({
  ...setProbe,
  field: 'statusCodes',
  from,
  to,
});
const probing = (timeout: number, provisioningState = 'Succeeded', name = 'Health') => ({
  applicationGateway: { provisioningState, probes: [{ name, timeout, statusCodes: ['200-399'] }] },
});

const setNat: Change = {
  kind: 'set-load-balancer-part',
  loadBalancer: 'lb1',
  list: 'inboundNatRules',
  name: 'ssh',
  field: 'backendPort',
  from: 23,
  to: 22,
};
const natting = (backendPort: number, provisioningState = 'Succeeded', name = 'SSH') => ({
  loadBalancer: { provisioningState, natRules: [{ name, backendPort, protocol: { known: 'Tcp' } }], probes: [] },
});
const setLbProbe: Change = { ...setNat, list: 'probes', field: 'port' };
const lbProbing = (port: number) => ({
  loadBalancer: { provisioningState: 'Succeeded', natRules: [], probes: [{ name: 'ssh', port }] },
});

const stop: Change = { kind: 'stop-gateway', gateway: 'gw1' };
const start: Change = { kind: 'start-gateway', gateway: 'gw1' };
const power = (state: string, provisioningState = 'Succeeded') => ({
  applicationGateway: { name: 'gw1', provisioningState, operationalState: { known: state } },
});

const rules = (...list: readonly object[]) => ({ networkSecurityGroup: { rules: list } });

const away = {
  name: 'Default',
  ...before,
  nextHopType: { known: 'VirtualAppliance' },
  provisioning: 'succeeded',
};
const out = { ...away, nextHopType: { known: 'Internet' }, nextHopIpAddress: undefined };
const routes = (...list: readonly object[]) => ({ routeTable: { routes: list } });

test.each<[string, Change, Record<string, unknown>, string]>([
  ['a rule that is there', put, rules(found), 'landed'],
  ['a rule that is not there', put, rules({ ...found, name: 'other' }), 'absent'],
  ['a rule of that name with another priority', put, rules({ ...found, priority: 101 }), 'unknown'],
  ['a rule of that name with more sources', put, rules({ ...found, sources: ['GatewayManager', '*'] }), 'unknown'],
  ['a rule that somebody else described', put, rules({ ...found, description: 'Ticket 4711' }), 'unknown'],
  ['a rule that is still being made', put, rules({ ...found, provisioning: 'updating' }), 'unsettled'],
  ['a rule that could not be made', put, rules({ ...found, provisioning: 'failed' }), 'unknown'],
  ['a rule that is gone', remove, rules(), 'landed'],
  ['a rule that is not gone', remove, rules(found), 'absent'],
  ['a route that leads where it should', lead, routes(out), 'landed'],
  ['a route that is as it was', lead, routes(away), 'absent'],
  ['a route that leads elsewhere', lead, routes({ ...away, nextHopIpAddress: '10.0.9.9' }), 'unknown'],
  ['a route whose next hop nobody knows', lead, routes({ ...out, nextHopType: { unrecognised: 'x' } }), 'unknown'],
  ['a route that is gone', lead, routes(), 'unknown'],
  ['a route that is still being changed', lead, routes({ ...out, provisioning: 'updating' }), 'unsettled'],
  ['a route that could not be changed', lead, routes({ ...out, provisioning: 'failed' }), 'unknown'],
  ['a route that was added', addRoute, routes(out), 'landed'],
  ['a route that was not added', addRoute, routes({ ...out, name: 'other' }), 'absent'],
  ['a route of that name that leads elsewhere', addRoute, routes(away), 'unknown'],
  ['a route that is still being added', addRoute, routes({ ...out, provisioning: 'updating' }), 'unsettled'],
  ['a route that could not be added', addRoute, routes({ ...out, provisioning: 'failed' }), 'unknown'],
  ['a route that was deleted', deleteRoute, routes(), 'landed'],
  ['a route that was not deleted', deleteRoute, routes(out), 'absent'],
  ['a route that is led back', leadBack, routes(away), 'landed'],
  ['a route that is not led back', leadBack, routes(out), 'absent'],
  [
    'the extension with this run’s tag',
    extend,
    { vmExtension: { kind: 'installed', forceUpdateTag: 'i-1', provisioningState: 'Succeeded' } },
    'landed',
  ],
  [
    'the extension with this run’s tag, and it failed',
    extend,
    { vmExtension: { kind: 'installed', forceUpdateTag: 'i-1', provisioningState: 'Failed' } },
    'unknown',
  ],
  ['the extension of an earlier run', extend, { vmExtension: { kind: 'installed', forceUpdateTag: 'i-0' } }, 'absent'],
  ['no extension', extend, { vmExtension: { kind: 'absent' } }, 'absent'],
  ['an extension that was added', install, { vmExtension: installed }, 'landed'],
  ['no extension of the name', install, { vmExtension: { kind: 'absent' } }, 'absent'],
  [
    'an extension that is still being installed',
    install,
    { vmExtension: { ...installed, provisioningState: 'Creating' } },
    'unsettled',
  ],
  [
    'an extension that could not be installed',
    install,
    { vmExtension: { ...installed, provisioningState: 'Failed' } },
    'unknown',
  ],
  [
    'an extension that somebody else installed',
    install,
    { vmExtension: { ...installed, forceUpdateTag: undefined } },
    'unknown',
  ],
  ['an extension that is gone', uninstall, { vmExtension: { kind: 'absent' } }, 'landed'],
  ['an extension that is not gone', uninstall, { vmExtension: installed }, 'absent'],
  ['the file that the script leaves', run, { guestSsh: { left: ['/etc/ssh/sshd_config.reconnect-1'] } }, 'landed'],
  ['only what it leaves later', run, { guestSsh: { left: ['/etc/ssh/sshd_config.reconnect-1.restored'] } }, 'absent'],
  [
    'the note of a script that is done',
    runInWindows,
    { guestRdp: { notes: ['i-1-port-begun', 'i-1-port-done'] } },
    'landed',
  ],
  ['the note of a script that only began', runInWindows, { guestRdp: { notes: ['i-1-port-begun'] } }, 'unsettled'],
  [
    'the file of a script that only began',
    run,
    { guestSsh: { left: ['/etc/ssh/sshd_config.reconnect-1-begun'] } },
    'unsettled',
  ],
  ['the note of another script', runInWindows, { guestRdp: { notes: ['i-1-port-back-done'] } }, 'absent'],
  ['a probe with the new timeout', setProbe, probing(60), 'landed'],
  ['a probe with the old timeout', setProbe, probing(30), 'absent'],
  ['a probe with another timeout', setProbe, probing(45), 'unknown'],
  ['a probe that is gone', setProbe, probing(60, 'Succeeded', 'other'), 'unknown'],
  ['a probe with the new status codes', setCodes(['200'], ['200-399']), probing(30), 'landed'],
  ['a probe with the old status codes', setCodes(['200-399'], ['200']), probing(30), 'absent'],
  ['a gateway that is being updated', setProbe, probing(60, 'Updating'), 'unsettled'],
  ['a gateway whose update failed', setProbe, probing(60, 'Failed'), 'unknown'],
  ['a NAT rule with the new port', setNat, natting(22), 'landed'],
  ['a NAT rule with the old port', setNat, natting(23), 'absent'],
  ['a NAT rule with another port', setNat, natting(2222), 'unknown'],
  ['a NAT rule that is gone', setNat, natting(22, 'Succeeded', 'other'), 'unknown'],
  ['a NAT rule for TCP now', { ...setNat, field: 'protocol', from: 'Udp', to: 'Tcp' }, natting(22), 'landed'],
  ['a probe of a load balancer with the new port', setLbProbe, lbProbing(22), 'landed'],
  ['a load balancer that is being updated', setNat, natting(22, 'Updating'), 'unsettled'],
  ['a load balancer whose update failed', setNat, natting(22, 'Failed'), 'unknown'],
  ['a gateway that is stopped', stop, power('Stopped'), 'landed'],
  ['a gateway that runs', stop, power('Running'), 'absent'],
  ['a gateway that is being stopped', stop, power('Stopping', 'Updating'), 'unsettled'],
  ['a gateway that runs and is about to stop', stop, power('Running', 'Updating'), 'unsettled'],
  ['a gateway that runs again', start, power('Running'), 'landed'],
  ['a gateway that runs again, and whose last update failed', start, power('Running', 'Failed'), 'landed'],
  ['a gateway that is still stopped', start, power('Stopped'), 'absent'],
  ['a gateway that is still stopped, because a start failed', start, power('Stopped', 'Failed'), 'absent'],
  ['a gateway that is being started', start, power('Starting', 'Updating'), 'unsettled'],
])('%s', (_, change, evidence, landing) => {
  expect(inspectChange(showing(evidence), change, intent)).toBe(landing);
});

describe.each([restart, redeploy])('$kind', (change) => {
  const ours = { clientRequestId: '0A1B', correlationId: 'c1' };
  const theirs = { clientRequestId: 'ffff', correlationId: 'c2' };
  const settled = { ...intent, lookedAt: '2026-11-21T10:20:00.000Z' };
  test.each([
    [
      'that came to its end',
      [
        { ...ours, status: 'started' },
        { correlationId: 'c1', status: 'succeeded' },
      ],
      'landed',
    ],
    [
      'that is under way',
      [
        { ...ours, status: 'started' },
        { ...ours, status: 'accepted' },
      ],
      'unsettled',
    ],
    [
      'that failed',
      [
        { ...ours, status: 'started' },
        { correlationId: 'c1', status: 'failed' },
      ],
      'unknown',
    ],
    [
      'of somebody else',
      [
        { ...theirs, status: 'started' },
        { correlationId: 'c2', status: 'succeeded' },
      ],
      'unsettled',
    ],
    ['that the log does not tell of yet', [], 'unsettled'],
  ])('one %s', (_, events, landing) => {
    expect(inspectChange(showing({ activityLog: { events } }), change, intent)).toBe(landing);
  });

  test.each([
    ['under way', [{ ...ours, status: 'started' }], 'unsettled'],
    ['of somebody else', [{ ...theirs, status: 'succeeded' }], 'absent'],
    ['that the log does not tell of', [], 'absent'],
  ])('one %s, when the log has had its time', (_, events, landing) => {
    expect(inspectChange(showing({ activityLog: { events } }), change, settled)).toBe(landing);
  });
});

const logged = {
  kind: 'activityLog',
  params: { resource: 'vm1', from: '2026-11-21T09:59:00.000Z', to: '2026-11-21T10:02:00.000Z' },
};

test.each([
  [put, { kind: 'networkSecurityGroup', params: { id: 'nsg1' } }],
  [remove, { kind: 'networkSecurityGroup', params: { id: 'nsg1' } }],
  [lead, { kind: 'routeTable', params: { id: 'rt1' } }],
  [addRoute, { kind: 'routeTable', params: { id: 'rt1' } }],
  [deleteRoute, { kind: 'routeTable', params: { id: 'rt1' } }],
  [extend, { kind: 'vmExtension', params: { id: 'vm1/extensions/enablevmaccess' } }],
  [install, { kind: 'vmExtension', params: { id: 'vm1/extensions/AzureNetworkWatcherExtension' } }],
  [uninstall, { kind: 'vmExtension', params: { id: 'vm1/extensions/AzureNetworkWatcherExtension' } }],
  [run, { kind: 'guestSsh', params: { vm: 'vm1' } }],
  [runInWindows, { kind: 'guestRdp', params: { vm: 'vm1' } }],
  [restart, logged],
  [redeploy, logged],
  [setProbe, { kind: 'applicationGateway', params: { id: 'gw1' } }],
  [setNat, { kind: 'loadBalancer', params: { id: 'lb1' } }],
  [stop, { kind: 'applicationGateway', params: { id: 'gw1' } }],
  [start, { kind: 'applicationGateway', params: { id: 'gw1' } }],
])('$kind is inspected by a new look', (change, look) => {
  const looked = attempt(() => inspectChange(seeing([]), change, intent));
  expect(looked).toEqual({ kind: 'needs', observations: [look] });
});

test.each<[string, Change, readonly object[], string]>([
  ['a rule is added where there is none of its name', put, [], 'ready'],
  ['a rule is not added over one that somebody made meanwhile', put, [{ ...found, sources: ['*'] }], 'not-ready'],
  ['the rule is taken away as it was added', remove, [found], 'ready'],
  ['a rule that somebody has changed since stays', remove, [{ ...found, priority: 101 }], 'not-ready'],
  ['a VM is restarted as it is', restart, [], 'ready'],
])('%s', (_, change, there, kind) => {
  expect(readiness(showing(rules(...there)), change).kind).toBe(kind);
});

const changed = { ...installed, forceUpdateTag: undefined };
test.each<[string, Change, object, string]>([
  ['is installed where there is none of its name', install, { kind: 'absent' }, 'ready'],
  ['is not installed over one that somebody made meanwhile', install, changed, 'not-ready'],
  ['is deleted as it was installed', uninstall, installed, 'ready'],
  ['stays where somebody has put it since', uninstall, changed, 'not-ready'],
  ['stays where somebody has changed its version', uninstall, { ...installed, typeHandlerVersion: '9.9' }, 'not-ready'],
  ['that somebody has deleted may be deleted', uninstall, { kind: 'absent' }, 'ready'],
])('an extension %s', (_, change, vmExtension, kind) => {
  expect(readiness(showing({ vmExtension }), change).kind).toBe(kind);
});

test.each([
  ['is set while it is what it was', 30, 'ready'],
  ['that is so already may be sent', 60, 'ready'],
  ['is not set over what somebody else made of it', 45, 'not-ready'],
])('a timeout %s', (_, timeout, kind) => {
  expect(readiness(showing(probing(timeout)), setProbe).kind).toBe(kind);
});

test.each([
  ['is stopped while it runs', 'Running', 'Succeeded', 'ready'],
  ['is not stopped while it is updated', 'Running', 'Updating', 'not-ready'],
  ['that somebody has stopped is left alone', 'Stopped', 'Succeeded', 'not-ready'],
])('a gateway %s', (_, state, provisioning, kind) => {
  expect(readiness(showing(power(state, provisioning)), stop).kind).toBe(kind);
});

test('a gateway that was stopped is started, whatever is known of it', () => {
  expect(inverseOf(stop)).toEqual(start);
  expect(inverseOf(start)).toBeUndefined();
  expect(readiness(showing({}), start).kind).toBe('ready');
});

test('a timeout is put back by the same change the other way round', () => {
  expect(inverseOf(setProbe)).toEqual({ ...setProbe, from: 60, to: 30 });
});

test.each<[string, Change, readonly object[], string]>([
  ['is changed while it is as it was', lead, [away], 'ready'],
  ['stays when somebody has changed it', lead, [{ ...away, nextHopIpAddress: '10.0.9.9' }], 'not-ready'],
  ['stays when somebody has led it to the Internet', lead, [out], 'not-ready'],
  ['stays away when somebody has deleted it', lead, [], 'not-ready'],
  ['is added where there is none', addRoute, [], 'ready'],
  ['is not added over one that somebody made meanwhile', addRoute, [out], 'not-ready'],
  ['is deleted as it was added', deleteRoute, [out], 'ready'],
  ['stays where somebody has changed it since it was added', deleteRoute, [away], 'not-ready'],
  ['is led back as Reconnect left it', leadBack, [out], 'ready'],
  ['is led back where it never changed', leadBack, [away], 'ready'],
  ['is not led back when somebody has changed it since', leadBack, [{ ...out, addressPrefix: '::/0' }], 'not-ready'],
])('a route %s', (_, change, there, kind) => {
  expect(readiness(showing(routes(...there)), change).kind).toBe(kind);
});

test('what takes a route back is the route as it was', () => {
  expect(inverseOf(lead)).toEqual(leadBack);
  expect(inverseOf(addRoute)).toEqual(deleteRoute);
});

describe('what Azure’s answer says', () => {
  const output = (stdout: string, stderr: string) => ({
    value: [{ message: `Enable succeeded: \n[stdout]\n${stdout}\n[stderr]\n${stderr}` }],
  });

  test('a script that printed its last line has done its work', () => {
    expect(settles(run, output('reconnect:done\n', ''))).toEqual({ kind: 'landed' });
  });

  test('a script that did not has failed, although the operation succeeded', () => {
    expect(settles(run, output('', 'cp: cannot create regular file'))).toEqual({
      kind: 'failed',
      refusal: {
        kind: 'failed',
        code: 'SCRIPT_FAILED',
        message: 'The script in the VM did not finish. cp: cannot create regular file',
      },
    });
    expect(settles(run, null)).toMatchObject({ kind: 'failed' });
  });

  test.each([['as they come'], ['the other way round']])('a script in Windows answers in two statuses, %s', (order) => {
    const said = (stdout: string, stderr: string) => {
      const value = Object.entries({ StdOut: stdout, StdErr: stderr }).map(([stream, message]) => ({
        code: `ComponentStatus/${stream}/succeeded`,
        message,
      }));
      return { value: order === 'as they come' ? value : value.toReversed() };
    };
    expect(settles(runInWindows, said('reconnect:done\r\n', ''))).toEqual({ kind: 'landed' });
    expect(settles(runInWindows, said('', 'reconnect:done\r\n'))).toMatchObject({ kind: 'failed' });
    expect(settles(runInWindows, said('', 'PortNumber is not 3390 any more.\r\n'))).toMatchObject({
      kind: 'failed',
      refusal: { message: 'The script in the VM did not finish. PortNumber is not 3390 any more.' },
    });
  });

  test('every other operation that succeeded has done its work', () => {
    expect(settles(redeploy, null)).toEqual({ kind: 'landed' });
  });
});

test.each([
  ['is set while it is what it was', 23, 'ready'],
  ['that is so already may be sent', 22, 'ready'],
  ['is not set over what somebody else made of it', 2222, 'not-ready'],
])('a port of a NAT rule %s', (_, port, kind) => {
  expect(readiness(showing(natting(port)), setNat).kind).toBe(kind);
});
