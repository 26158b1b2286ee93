import { Policy } from '../model/policy';
import { leavesSomething, type Fix, type FixRequestOf } from '../model/plan';
import type { ProbeField, ProbeFix, ProbeValue } from '../model/probe-field';
import { deny, forbidden, gatewayTarget, healthy, ids, reasonOver, subscription } from '../model/testing';
import { text } from '../model/text';
import { allowInbound } from './allow-inbound';
import { probeFixes } from './change-probe';
import { allowOutbound } from './allow-outbound';
import { installNetworkWatcherAgent } from './install-network-watcher-agent';
import { redeployVm } from './redeploy-vm';
import { resetSsh } from './reset-ssh';
import { restartGateway } from './restart-gateway';
import { restartVm } from './restart-vm';
import { routeToInternet } from './route-to-internet';

const policy = Policy.parse({ subscriptions: [subscription], approvers: [{ id: subscription, name: 'Kim' }] });
const presence = { kind: 'present', symptom: 'backend-unknown', because: text('x', 'x') } as const;
const context = { incident: 'i1', target: gatewayTarget, policy, presence };
const vm = (more: object) => ({ ...healthy, virtualMachine: { ...healthy.virtualMachine, ...more } });
const rule = 'reconnect-allow-446c242e';

describe('allow-inbound', () => {
  const request: FixRequestOf<'allow-inbound'> = {
    fix: 'allow-inbound',
    networkSecurityGroups: [ids.group],
    flows: [{ sources: ['GatewayManager'], destinations: ['*'], ports: '65200-65535' }],
    context: { virtualNetwork: ['10.0.0.0/16'] },
  };
  const planFor = (...rules: readonly object[]) => {
    const answers = { networkSecurityGroup: { ...healthy.networkSecurityGroup, rules } };
    const planned = reasonOver(answers, (see) => allowInbound.plan(see, request, context));
    return planned.kind === 'done' ? planned.value : planned;
  };

  test('lasts as long as the policy says', () => {
    const answers = { networkSecurityGroup: { ...healthy.networkSecurityGroup, rules: [deny] } };
    const limited = { ...context, policy: { ...policy, allowForMinutes: 90 } };
    const planned = reasonOver(answers, (see) => allowInbound.plan(see, request, limited));
    expect(planned).toMatchObject({ value: { plan: { lastsMs: 5_400_000 } } });
  });

  test('is one PUT before the rule that denies, and its inverse', () => {
    const planned = planFor({ ...deny, protocol: '*' });
    expect(planned).toMatchObject({
      kind: 'plan',
      plan: {
        resource: ids.group,
        risk: 'medium',
        changes: [
          {
            kind: 'put-security-rule',
            networkSecurityGroup: ids.group,
            name: rule,
            rule: {
              direction: 'Inbound',
              access: 'Allow',
              protocol: 'Tcp',
              priority: 499,
              sourceAddressPrefix: 'GatewayManager',
              sourcePortRange: '*',
              destinationAddressPrefix: '*',
              destinationPortRange: '65200-65535',
            },
          },
        ],
        undo: [{ kind: 'delete-security-rule', networkSecurityGroup: ids.group, name: rule }],
        opens: [
          {
            direction: 'Inbound',
            protocol: 'Tcp',
            source: 'GatewayManager',
            sourcePorts: '*',
            destination: '*',
            destinationPorts: '65200-65535',
          },
        ],
        closes: [],
        losses: [],
      },
    });
  });

  test('is the same plan for the same group', () => expect(planFor(deny)).toEqual(planFor(deny)));

  test('opens only what was closed', () => {
    const planned = planFor(
      { ...deny, destinationPorts: ['65300'] },
      { ...deny, name: 'allow', access: 'Allow', priority: 600 },
    );
    expect(planned.kind === 'plan' && planned.plan.opens.map(({ destinationPorts }) => destinationPorts)).toEqual([
      '65300',
    ]);
  });

  test.each<[string, readonly object[], RegExp]>([
    ['every priority before the denying rule is taken', [{ ...deny, priority: 100 }], /No priority/],
    [
      'its rule is there and does not help',
      [{ ...deny, name: rule.toUpperCase(), priority: 600 }],
      /already has the rule/,
    ],
    ['nothing is denied', [{ ...deny, access: 'Allow' }], /cannot be proved/],
    [
      'a rule names addresses that may be GatewayManager’s',
      [{ ...deny, access: 'Allow', sources: ['20.0.0.0/8'] }],
      /cannot be proved/,
    ],
  ])('cannot be planned when %s', (_, rules, because) => {
    expect(planFor(...rules)).toMatchObject({
      kind: 'cannot-plan',
      because: { en: expect.stringMatching(because) as string },
    });
  });
});

test.each(['*', 'Internet', '0.0.0.0/0', '::/0', '128.0.0.0/1'])(
  'no port of management is ever opened to everybody: %s',
  (everybody) => {
    const answers = { networkSecurityGroup: { ...healthy.networkSecurityGroup, rules: [deny] } };
    const plan = (source: string, ports: string) => {
      const flows = [{ sources: [source], destinations: ['10.0.0.4'], ports }];
      const request = { fix: 'allow-inbound', networkSecurityGroups: [ids.group], flows, context: {} } as const;
      const planned = reasonOver(answers, (see) =>
        allowInbound.plan(see, { ...request, context: { virtualNetwork: ['10.0.0.0/16'] } }, context),
      );
      return planned.kind === 'done' ? planned.value : planned;
    };
    for (const ports of ['22', '135', '445', '3389', '5985', '5986', '3000-4000', '*'])
      expect(plan(everybody, ports)).toMatchObject({
        kind: 'cannot-plan',
        because: { en: expect.stringContaining('a port of management') as string },
      });
    expect(plan(everybody, '443').kind).toBe('plan');
    expect(plan('198.51.100.9', '22').kind).toBe('plan');
  },
);

test('allow-outbound lets one flow out and nothing else, beside the rule that lets the same in', () => {
  const request = {
    fix: 'allow-outbound',
    networkSecurityGroups: [ids.group],
    flows: [{ sources: ['10.0.1.0/24'], destinations: ['10.0.2.4'], ports: '443' }],
    context: { virtualNetwork: ['10.0.0.0/16'] },
  } as const;
  const rules = [deny, { ...deny, direction: 'Outbound', destinations: ['VirtualNetwork'] }];
  const answers = { networkSecurityGroup: { ...healthy.networkSecurityGroup, rules } };
  const flow = { direction: 'Outbound', source: '10.0.1.0/24', destination: '10.0.2.4', destinationPorts: '443' };
  const planned = reasonOver(answers, (see) => allowOutbound.plan(see, request, context));
  expect(planned).toMatchObject({
    value: {
      kind: 'plan',
      plan: {
        fix: 'allow-outbound',
        changes: [
          {
            kind: 'put-security-rule',
            name: expect.stringMatching(/^reconnect-allow-out-/) as string,
            rule: {
              direction: 'Outbound',
              access: 'Allow',
              priority: 499,
              sourceAddressPrefix: '10.0.1.0/24',
              destinationAddressPrefix: '10.0.2.4',
            },
          },
        ],
        undo: [{ kind: 'delete-security-rule' }],
        opens: [flow],
        closes: [],
      },
    },
  });
});

describe('route-to-internet', () => {
  const toAppliance = { nextHopType: { known: 'VirtualAppliance' }, nextHopIpAddress: '10.0.9.4' };
  const away = { name: 'default', addressPrefix: '0.0.0.0/0', ...toAppliance };
  const web = { name: 'web', addressPrefix: '10.1.0.0/16', ...toAppliance };
  const inHalves = ['0.0.0.0/1', '128.0.0.0/1'].map((addressPrefix, index) => ({
    ...away,
    name: `${index}`,
    addressPrefix,
  }));
  const planFor = (routes: readonly object[], subnets: readonly string[] = [ids.subnet.toUpperCase()]) => {
    const answers = { ...healthy, routeTable: { ...healthy.routeTable, routes, subnets } };
    const request = { fix: 'route-to-internet', gateway: ids.gateway } as const;
    const planned = reasonOver(answers, (see) => routeToInternet.plan(see, request, context));
    return planned.kind === 'done' ? planned.value : planned;
  };
  const was = { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.9.4' };
  const becomes = { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' };

  test('changes the next hop of the default route and nothing else, and can put it back', () => {
    const change = { kind: 'put-route', routeTable: ids.table, name: 'default', route: becomes, over: [was] };
    expect(planFor([away, web])).toMatchObject({
      kind: 'plan',
      plan: {
        resource: ids.table,
        region: 'koreacentral',
        risk: 'high',
        changes: [change],
        undo: [{ ...change, route: was, over: [becomes, was] }],
        opens: [],
        closes: [],
        losses: [{ en: expect.stringContaining('no longer passes VirtualAppliance 10.0.9.4') as string }],
      },
    });
  });

  test('changes both halves, and puts them back in reverse', () => {
    expect(planFor(inHalves)).toMatchObject({
      kind: 'plan',
      plan: { changes: [{ name: '0' }, { name: '1' }], undo: [{ name: '1' }, { name: '0' }] },
    });
  });

  test('adds a default route before a learned one, and can delete it', () => {
    const added = {
      kind: 'add-route',
      routeTable: ids.table,
      name: 'reconnect-to-internet',
      route: becomes,
    };
    expect(planFor([web])).toMatchObject({
      kind: 'plan',
      plan: {
        changes: [added],
        undo: [{ ...added, kind: 'delete-route' }],
        losses: [{ en: expect.stringContaining('passes no firewall') as string }],
      },
    });
  });

  const internet = { nextHopType: { known: 'Internet' }, nextHopIpAddress: undefined };
  test.each<[string, readonly object[], readonly string[] | undefined, RegExp]>([
    ['its default route leads to the Internet', [{ ...away, ...internet }], undefined, /already has the route default/],
    [
      'its name is taken',
      [{ ...away, ...internet, name: 'Reconnect-To-Internet', addressPrefix: '20.0.0.0/8' }],
      undefined,
      /already has the route Reconnect-To-Internet/,
    ],
    ['another subnet goes by the table', [away], [ids.subnet, `${ids.subnet}-2`], /of vnet1\/default-2, whose traffic/],
    ['nobody knows who goes by the table', [away], [], /not known who else/],
    [
      'more public addresses lead elsewhere',
      [away, { ...web, addressPrefix: '20.0.0.0/8' }],
      undefined,
      /20\.0\.0\.0\/8 elsewhere/,
    ],
  ])('cannot be planned when %s', (_, routes, subnets, because) => {
    expect(planFor(routes, subnets)).toMatchObject({
      kind: 'cannot-plan',
      because: { en: expect.stringMatching(because) as string },
    });
  });

  test('says what to do where another subnet goes by the table', () => {
    expect(planFor([away], [ids.subnet, `${ids.subnet}-2`])).toMatchObject({
      because: {
        en: expect.stringContaining(
          `az network vnet subnet update --subscription ${subscription} --resource-group rg --vnet-name vnet1 --name default --route-table`,
        ) as string,
      },
    });
  });

  test('says what to do where there is no table', () => {
    const answers = { ...healthy, subnet: { ...healthy.subnet, routeTable: undefined } };
    const request = { fix: 'route-to-internet', gateway: ids.gateway } as const;
    expect(reasonOver(answers, (see) => routeToInternet.plan(see, request, context))).toMatchObject({
      value: {
        kind: 'cannot-plan',
        because: {
          en: expect.stringMatching(
            /az network route-table create .* && az network route-table route create .* --address-prefix 0\.0\.0\.0\/0 .* && az network vnet subnet update .* --name default --route-table ROUTE_TABLE$/,
          ) as string,
        },
      },
    });
  });

  test('is not planned where a route has a next hop that nobody knows', () => {
    const odd = { ...web, addressPrefix: '20.0.0.0/8', nextHopType: { unrecognised: 'Teleport' } };
    expect(planFor([away, odd]).kind).toBe('uncertain');
  });
});

describe('the fixes of a custom probe', () => {
  const probe = {
    id: `${ids.gateway}/probes/health`,
    name: 'health',
    timeout: 30,
    interval: 30,
    statusCodes: ['200-399'],
    host: 'old.example',
    path: '/up',
  };
  const pool = { hostNames: [] as readonly string[] };
  const planFor = (more: object = {}, id: ProbeFix = 'raise-probe-timeout', to: ProbeValue = 60) => {
    const gateway = { ...healthy.applicationGateway, provisioningState: 'Succeeded', probes: [probe], pools: [pool] };
    const request = { fix: id, gateway: ids.gateway, probe: 'Health', to };
    const fix = probeFixes.find((each) => each.id === id) as Fix<ProbeFix>;
    const planned = reasonOver({ applicationGateway: { ...gateway, ...more } }, (see) =>
      fix.plan(see, request, context),
    );
    return planned.kind === 'done' ? planned.value : planned;
  };

  test.each<[ProbeFix, ProbeField, ProbeValue, ProbeValue, RegExp, RegExp]>([
    ['raise-probe-timeout', 'timeout', 30, 60, /from 30 s to 60 s/, /up to 30 s later/],
    [
      'accept-probe-status',
      'statusCodes',
      ['200-399'],
      ['200-399', '401'],
      /accept 200-399, 401 instead of 200-399\./,
      /answers 401 counts as healthy/,
    ],
    [
      'correct-probe-host',
      'host',
      'old.example',
      'shop.example',
      /host shop\.example instead/,
      /host old\.example is no/,
    ],
    ['correct-probe-path', 'path', '/up', '/', /ask for \/ instead of \/up/, /no longer watches \/up/],
  ])('%s sets %s, tells what is no longer noticed, and can be taken back', (id, field, from, to, effect, loss) => {
    const change = { kind: 'set-gateway-probe', gateway: ids.gateway, probe: 'health', field };
    expect(planFor({}, id, to)).toMatchObject({
      kind: 'plan',
      plan: {
        fix: id,
        resource: ids.gateway,
        changes: [{ ...change, from, to }],
        undo: [{ ...change, from: to, to: from }],
        effect: { en: expect.stringMatching(effect) as string },
        losses: [{ en: expect.stringMatching(loss) as string }],
      },
    });
  });

  test('tells of the names that the gateway forgets', () => {
    expect(planFor({ pools: [pool, { hostNames: ['app.example'] }] })).toMatchObject({
      plan: { losses: [expect.anything(), { en: expect.stringContaining('app.example') as string }] },
    });
  });

  test.each<[string, object, RegExp]>([
    ['the gateway has an identity of its own', { hasOwnIdentity: true }, /managed identity/],
    ['an update is under way', { provisioningState: 'Updating' }, /is Updating/],
  ])('cannot be planned when %s', (_, more, because) => {
    expect(planFor(more)).toMatchObject({
      kind: 'cannot-plan',
      because: { en: expect.stringMatching(because) as string },
    });
  });
});

describe('reset-ssh', () => {
  const planFor = (more: object) => {
    const planned = reasonOver(vm(more), (see) => resetSsh.plan(see, { fix: 'reset-ssh', vm: ids.vm }, context));
    return planned.kind === 'done' ? planned.value : planned;
  };
  const copy = '/etc/ssh/sshd_config.reconnect-i1';
  const extensionOf = (planned: ReturnType<typeof planFor>) =>
    planned.kind === 'plan' ? planned.plan.changes.find((change) => change.kind === 'put-vm-extension') : undefined;

  test('makes a copy first, then resets by protected settings, and can put the copy back', () => {
    const planned = planFor({});
    expect(planned).toMatchObject({
      kind: 'plan',
      plan: {
        changes: [
          { kind: 'run-command', leaves: copy },
          {
            kind: 'put-vm-extension',
            vm: ids.vm,
            name: 'enablevmaccess',
            extension: {
              location: 'koreacentral',
              publisher: 'Microsoft.OSTCExtensions',
              type: 'VMAccessForLinux',
              typeHandlerVersion: '1.5',
              forceUpdateTag: 'i1',
              settings: {},
              protectedSettings: { reset_ssh: true },
            },
          },
        ],
        undo: [{ kind: 'run-command', leaves: `${copy}.restored` }],
        losses: [{ en: expect.stringContaining(copy) as string }],
      },
    });
  });

  test('tells the extension nothing in the open', () => {
    expect(extensionOf(planFor({}))?.extension.settings).toEqual({});
  });

  test.each([
    ['1.4', '1.5'],
    ['1.5', '1.5'],
    ['1.10', '1.10'],
    ['2.0', '2.0'],
    ['1.5.11', '1.5'],
  ])('runs an installed extension %s again under its own name, as %s', (version, sent) => {
    const installed = { name: 'mine', publisher: 'Microsoft.OSTCExtensions', type: 'vmaccessforlinux', version };
    const planned = planFor({ extensions: [{ name: 'other', type: 'CustomScript', version: '2.1' }, installed] });
    expect(extensionOf(planned)).toMatchObject({ name: 'mine', extension: { typeHandlerVersion: sent } });
  });

  test.each([{ os: 'Windows' }, { agent: { known: 'silent' } }, { agent: { unrecognised: '' } }])(
    'cannot be planned with %j',
    (more) => {
      expect(planFor(more).kind).toBe('cannot-plan');
    },
  );
});

describe('restart-vm and redeploy-vm', () => {
  const restart = (answers: Readonly<Record<string, unknown>>) =>
    reasonOver(answers, (see) => restartVm.plan(see, { fix: 'restart-vm', vm: ids.vm }, context));
  const redeploy = (answers: Readonly<Record<string, unknown>>) =>
    reasonOver(answers, (see) => redeployVm.plan(see, { fix: 'redeploy-vm', vm: ids.vm }, context));
  const lossesOf = (answers: Readonly<Record<string, unknown>>) => {
    const planned = redeploy(answers);
    return planned.kind === 'done' && planned.value.kind === 'plan'
      ? planned.value.plan.losses.map(({ en }) => en)
      : [];
  };

  test.each([
    ['restart-vm', restart],
    ['redeploy-vm', redeploy],
  ] as const)('%s is that one request, and cannot be undone', (kind, plan) => {
    expect(plan(healthy)).toMatchObject({
      value: { kind: 'plan', plan: { changes: [{ kind, vm: ids.vm }], undo: [], opens: [], closes: [] } },
    });
  });

  test.each([
    ['restart-vm', restart],
    ['redeploy-vm', redeploy],
  ] as const)('%s leaves a VM alone that is stopped, or in the middle of something', (_, plan) => {
    expect(plan(vm({ power: { known: 'stopped' } }))).toMatchObject({ value: { kind: 'cannot-plan' } });
    expect(plan(vm({ provisioning: 'updating' }))).toMatchObject({ value: { kind: 'cannot-plan' } });
  });

  test('a redeploy loses the temporary disk', () => {
    expect(lossesOf(healthy)).toEqual([expect.stringMatching(/memory/), expect.stringMatching(/temporary disk/)]);
  });

  test('a redeploy loses an ephemeral OS disk too', () => {
    expect(lossesOf(vm({ osDisk: 'ephemeral' }))).toContainEqual(expect.stringMatching(/OS disk: it is ephemeral/));
  });

  test.each([
    ['Dynamic', 1],
    ['Static', 0],
  ])('a redeploy and a %s public address', (allocation, lost) => {
    const addresses = [{ privateAddress: '10.0.0.4', subnet: ids.subnet, publicIpAddress: ids.publicIp }];
    const publicIpAddress = { id: ids.publicIp, allocation, address: '20.0.0.1' };
    const losses = lossesOf({ ...healthy, networkInterface: { id: ids.nic, addresses }, publicIpAddress });
    expect(losses.filter((loss) => loss.includes('20.0.0.1'))).toHaveLength(lost);
  });

  test('a redeploy is not planned while it is unknown what would be lost', () => {
    expect(redeploy({ ...healthy, networkInterface: forbidden('Microsoft.Network/x/read') }).kind).toBe('skipped');
  });
});

describe('restart-gateway', () => {
  const planFor = (more: object = {}) => {
    const applicationGateway = { ...healthy.applicationGateway, provisioningState: 'Succeeded', ...more };
    const request = { fix: 'restart-gateway', gateway: ids.gateway } as const;
    const planned = reasonOver({ applicationGateway }, (see) => restartGateway.plan(see, request, context));
    return planned.kind === 'done' ? planned.value : planned;
  };
  const planOf = (more?: object) => {
    const planned = planFor(more);
    if (planned.kind !== 'plan') throw new Error(planned.kind);
    return planned.plan;
  };

  test('is a stop and a start; one that is cut short is started, and one that is through has left nothing', () => {
    const start = { kind: 'start-gateway', gateway: ids.gateway } as const;
    const plan = planOf();
    expect(plan).toMatchObject({
      risk: 'severe',
      changes: [{ kind: 'stop-gateway', gateway: ids.gateway }, start],
      undo: [start],
    });
    expect(leavesSomething(plan)).toBe(false);
    expect(leavesSomething({ ...plan, changes: plan.changes.slice(0, 1) })).toBe(true);
  });

  test('says that nothing is served meanwhile, and that only v1 may lose its public address', () => {
    const lost = (more?: object) => planOf(more).losses.map(({ en }) => en);
    expect(lost()).toEqual([
      expect.stringContaining('all its listeners answer nobody'),
      expect.stringContaining('addresses of the gateway stay'),
    ]);
    expect(lost({ generation: 'v1' })[1]).toContain('on v1 it can change');
  });

  test.each([
    ['is being updated', { provisioningState: 'Updating' }],
    ['is stopped', { operationalState: { known: 'Stopped' } }],
  ])('is not planned where the gateway %s', (_, more) => {
    expect(planFor(more)).toMatchObject({ kind: 'cannot-plan' });
  });
});

describe('install-network-watcher-agent', () => {
  const absent = { kind: 'absent' };
  const agent = [{ name: 'x', type: 'NetworkWatcherAgentLinux', version: '1.4' }];
  const planFor = (more: object = {}, there: object = absent) => {
    const answers = { ...vm({ extensions: [], ...more }), vmExtension: there };
    const request = { fix: 'install-network-watcher-agent', vm: ids.vm } as const;
    const planned = reasonOver(answers, (see) => installNetworkWatcherAgent.plan(see, request, context));
    return planned.kind === 'done' ? planned.value : planned;
  };

  test.each(['Linux', 'Windows'])('installs the agent for %s, and its inverse deletes it as it was made', (os) => {
    const install = {
      kind: 'add-vm-extension',
      vm: ids.vm,
      name: 'AzureNetworkWatcherExtension',
      extension: {
        publisher: 'Microsoft.Azure.NetworkWatcher',
        type: `NetworkWatcherAgent${os}`,
        typeHandlerVersion: '1.4',
        autoUpgradeMinorVersion: true,
        forceUpdateTag: 'i1',
      },
    };
    expect(planFor({ os })).toMatchObject({
      kind: 'plan',
      plan: { changes: [install], undo: [{ ...install, kind: 'delete-vm-extension' }], opens: [], closes: [] },
    });
  });

  test.each<[string, object, object]>([
    ['it is there', { extensions: agent }, absent],
    ['the VM is off', { power: { known: 'stopped' } }, absent],
    ['the VM agent is silent', { agent: { known: 'silent' } }, absent],
    ['ARM has one that is on its way', {}, { kind: 'installed', provisioningState: 'Creating' }],
  ])('makes no plan where %s', (_, more, there) => expect(planFor(more, there).kind).toBe('cannot-plan'));
});
