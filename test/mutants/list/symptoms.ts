import type { Mutant } from '../mutant';
import { mutant, scenario, test } from '../write';

export const symptoms: readonly Mutant[] = [
  mutant(
    'that what only warns stops no try',
    'topology/connectivity.ts',
    ' && !isWarning(issue)',
    '',
    test('shared/symptoms/symptoms.test.ts', 'whose tester is only warned of'),
  ),
  mutant(
    'that a VM whose agent is silent may have the Network Watcher agent',
    'topology/watcher.ts',
    "!isSurely(vm.agent, 'ready')",
    'false',
    test('shared/causes/endpoint/endpoint.test.ts', 'certainly has no agent: it is silent'),
  ),
  mutant(
    'the look for a Network Watcher agent that is on its way',
    'topology/watcher.ts',
    "if (extension.kind === 'installed')",
    'if (false)',
    test('shared/causes/endpoint/endpoint.test.ts', 'does not report one that ARM has'),
  ),
  mutant(
    'that the agent by which a connection is tried is missed without trying it',
    'targets/endpoint.ts',
    "if (watcherAgent(see, target.id).kind === 'missing') return undefined;",
    '',
    scenario('endpoint-agent-missing'),
  ),
  mutant(
    'that a health which nobody knows is none',
    'symptoms/backend-health.ts',
    /for \(const server of servers\)\s+sure\([^;]+;/,
    '',
    test('shared/symptoms/symptoms.test.ts', 'with backends ["healthy","wobbly"]'),
  ),
  mutant(
    'that backends of which none is healthy are not well',
    'symptoms/backend-health.ts',
    "health === 'unhealthy' && healthy === 0",
    "health === 'unhealthy' && healthy < 0",
    test('shared/symptoms/symptoms.test.ts', 'with backends ["draining","partial"]'),
  ),
  mutant(
    'that SSH is looked for on Linux only',
    'observations/served.ts',
    "os === 'Linux' && port === SSH_PORT",
    'port === SSH_PORT',
    test('shared/symptoms/symptoms.test.ts', 'and for an application on any other port'),
  ),
  mutant(
    'that another port than SSH is an application’s',
    'observations/served.ts',
    "os === 'Linux' && port === SSH_PORT",
    "os === 'Linux'",
    test('shared/symptoms/symptoms.test.ts', 'and for an application on any other port'),
  ),
  mutant(
    'the look at a port of an application',
    'symptoms/app-unreachable.ts',
    '!isSsh(vm, target) && !isRdp(vm, target)',
    'isSsh(vm, target) && isRdp(vm, target)',
    test('shared/symptoms/symptoms.test.ts', 'and for an application on any other port'),
  ),
  mutant(
    'that what is asked for over HTTP is judged',
    'symptoms/app-unreachable.ts',
    'unless: ({ http }) => http !== undefined',
    'unless: ({ http }) => http === undefined',
    test('test/check.test.ts', 'that its answers were not checked is said'),
  ),
  mutant(
    'that only a later stage is further',
    'symptoms/getting-further.ts',
    'stageOf(server.class) > failedAt(server)',
    'stageOf(server.class) >= 0',
    test('shared/symptoms/getting-further.test.ts', 'it did not where it still cannot connect'),
  ),
  mutant(
    'under which setting a server fails',
    'observations/backend-health.ts',
    '`${probe} ${address} ${settings}`',
    '`${probe} ${address}`',
    scenario('gateway-one-port-denied-one-not-listening'),
  ),
];
