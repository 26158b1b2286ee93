import { parseArmId } from '../model/arm-id';
import type { Policy } from '../model/policy';

/** The subscription of a resource id, in lower case; empty where it is no such id. */
export const subscriptionOf = (id: string): string => parseArmId(id)?.subscription.toLowerCase() ?? '';

/** Whether a resource (an id) is in the subscriptions of the policy. */
export const isWatched = (id: string, { subscriptions }: Pick<Policy, 'subscriptions'>): boolean =>
  subscriptions.some((watched) => watched.toLowerCase() === subscriptionOf(id));
