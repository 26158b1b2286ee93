import type { Target } from '../model/target';
import { kindOf } from '../targets';
import type { Cost } from './pace';

/** How many requests a look at this target takes. */
export const costOf = (target: Target): Cost => {
  const costs = kindOf(target).asked.map(({ cost }) => cost);
  const sum = (of: keyof Cost): number => costs.reduce((all, cost) => all + cost[of], 0);
  return { reads: sum('reads'), writes: sum('writes') };
};
