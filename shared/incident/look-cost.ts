import type { Target } from '../model/target';
import { backendHealth } from '../observations/backend-health';
import { connectivity } from '../observations/connectivity';
import { ipFlow } from '../observations/ip-flow';
import { networkInterface } from '../observations/network-interface';
import { networkWatchers } from '../observations/network-watchers';
import { nextHop } from '../observations/next-hop';
import { resourceHealth } from '../observations/resource-health';
import { virtualMachine } from '../observations/virtual-machine';
import type { Cost } from './pace';

/** What a look at a target in good health asks: of a VM also about the one from which the connection is tried. */
const asked: Readonly<Record<Target['kind'], readonly { readonly cost: Cost }[]>> = {
  gateway: [backendHealth],
  vm: [
    ...[virtualMachine, networkInterface, networkWatchers, resourceHealth, ipFlow, nextHop],
    ...[virtualMachine, connectivity],
  ],
};

/** How many requests a look at this target takes. */
export const costOf = ({ kind }: Target): Cost => {
  const costs = asked[kind].map(({ cost }) => cost);
  const sum = (of: keyof Cost): number => costs.reduce((all, cost) => all + cost[of], 0);
  return { reads: sum('reads'), writes: sum('writes') };
};
