import { Policy } from '../../shared/model/policy';
import type { Scenario } from '../../shared/simulation/scenarios/schema';
import { renamed } from './storm-estate';

/**
 * The estate of `healthy` so many times over, each copy with names of its own, spread evenly over subscriptions; the first copy is that
 * of `broken`, whose alert and policy these are. Both have one gateway with one pool of one server, in the same subscription.
 */
export function spread(healthy: Scenario, broken: Scenario, gateways: number, subscriptions: number): Scenario {
  const policy = Policy.parse(broken.policy);
  const [home = ''] = policy.subscriptions;
  const ids = Array.from({ length: subscriptions }, (_, index) =>
    index === 0 ? home : `${home.slice(0, -12)}${String(index).padStart(12, '0')}`,
  );
  const copies = Array.from({ length: gateways }, (_, copy) => {
    const estate = JSON.stringify(renamed((copy === 0 ? broken : healthy).estate, copy));
    return JSON.parse(estate.replaceAll(home, ids[copy % subscriptions] ?? home)) as Scenario['estate'];
  });
  // What a subscription has once, its Network Watcher, comes with every copy.
  const resources = new Map(
    copies.flatMap((copy) => copy.resources.map((resource) => [resource.id, resource] as const)),
  );
  const guests = Object.assign({}, ...copies.map((copy) => copy.guests)) as Scenario['estate']['guests'];
  return {
    ...broken,
    estate: { ...broken.estate, resources: [...resources.values()], guests },
    policy: { ...policy, subscriptions: ids },
  };
}
