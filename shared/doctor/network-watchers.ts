import { armId } from '../model/arm-id';
import { az } from '../model/az';
import type { InstallationCheck } from '../model/installation';
import { forEach } from '../model/see';
import { text } from '../model/text';
import { gatewayPlaces, namedVm } from '../installation/watched';
import { networkWatchers as watchersOf } from '../observations/network-watchers';
import { apart, sureOfNone, wrong } from './findings';
import { policyOf, vmsOf } from './given';

/** Each region with a target has a Network Watcher: it is asked about paths, and tries connections from VMs there. */
export const networkWatchers: InstallationCheck = {
  id: 'network-watchers',
  part: 'network',
  examine(see, installation) {
    const { subscriptions, targets, regressionProbes } = policyOf(see, installation);
    const vms = [...targets.flatMap((target) => vmsOf(target)), ...regressionProbes.map(({ from }) => from)];
    return apart(subscriptions, (subscription) => {
      const here = [...new Set(vms)].filter(
        (id) => armId(id).subscription.toLowerCase() === subscription.toLowerCase(),
      );
      const regions = [
        ...see(gatewayPlaces, { subscription }).gateways.map(({ location }) => location),
        ...forEach(here, (id) => see(namedVm, { id })).flatMap((named) =>
          named.kind === 'there' ? [named.vm.location] : [],
        ),
      ];
      const { watchers } = see(watchersOf, { subscription });
      const without = [...new Set(regions)].filter((region) => !watchers.some(({ location }) => location === region));
      if (without.length > 0)
        sureOfNone(see, `/subscriptions/${subscription}`, 'Microsoft.Network/networkWatchers/read');
      return without.map((region) =>
        wrong(
          'no-network-watcher',
          text(
            `Subscription ${subscription} has no Network Watcher in ${region}.`,
            `구독 ${subscription}의 ${region} 지역에 Network Watcher가 없습니다.`,
          ),
          text(
            'Paths there are not checked and no connection is tried, so nothing on the network is found or repaired.',
            '그 지역의 경로를 확인하거나 연결을 시도하지 못해, 네트워크의 문제를 찾거나 고치지 못합니다.',
          ),
          [
            az('network watcher configure', {
              subscription,
              'resource-group': 'NetworkWatcherRG',
              locations: region,
              enabled: 'true',
            }),
          ],
        ),
      );
    });
  },
};
