import type { Mutant } from '../mutant';
import { mutant, scenario, test, unregistered } from '../write';

export const causes: readonly Mutant[] = [
  mutant(
    'that what is named at the source is the tester’s',
    'causes/network/tester.ts',
    'own.some(({ issues }) => issues.length > 0)',
    'false',
    test('shared/symptoms/symptoms.test.ts', 'whose tester is stopped at its own end'),
  ),
  mutant(
    'that the watcher of the source is asked',
    'causes/network/questions.ts',
    'watcher: watcherOf(see, sourceVm), sourceVm',
    'watcher: watcherOf(see, target.id), sourceVm',
    scenario('vm-jump-host-in-another-region-false-alarm'),
  ),
  unregistered('causes', 'gatewayNotRunning', scenario('gateway-degraded-by-azure')),
  unregistered('causes', 'infrastructurePortsBlocked', scenario('gateway-v1-ports-denied')),
  unregistered('causes', 'defaultRouteDiverted', scenario('gateway-default-route-diverted')),
  unregistered('causes', 'nsgBlocksPort', scenario('vm-nsg-denies-ssh')),
  unregistered('causes', 'returnRouteDropped', scenario('vm-no-way-back')),
  unregistered('causes', 'guestNotResponding', scenario('vm-hung-guest')),
  unregistered('causes', 'sshdOnAnotherPort', scenario('vm-sshd-on-another-port')),
  unregistered('causes', 'sshdBroken', scenario('vm-sshd-config-invalid')),
  unregistered('causes', 'notRunning', scenario('vm-stopped-by-a-person')),
  unregistered('causes', 'platformEvent', scenario('vm-platform-event')),
  mutant(
    'the peers in VirtualNetwork',
    'causes/paths.ts',
    '...peers.flatMap((peer) => peer.prefixes)',
    '',
    scenario('vm-denied-at-nic-from-a-peer'),
  ),
  mutant(
    'every denying group but the first',
    'causes/network/nsg-blocks-port.ts',
    'const culprits = denying.map(',
    'const culprits = denying.slice(0, 1).map(',
    scenario('vm-denied-by-both-groups'),
  ),
  mutant(
    'the agreement with the rule that Azure names',
    'causes/network/nsg-blocks-port.ts',
    'if (!first || !culprits.some(({ named }) => named))',
    'if (!first)',
    test('shared/causes/causes.test.ts', 'another rule denies than the one that IP flow verify names'),
  ),
];
