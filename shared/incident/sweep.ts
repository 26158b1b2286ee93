import { targetKey, type Signal, type Target } from '../model/target';
import { discover } from './discovery';
import { hiddenBy, tellOfHidden } from './unseen';
import type { World } from './world';

/**
 * Asks for a look at every target. Alerts do not fire when backend health is Unknown, so gateways are looked at by the clock.
 * People are told where gateways cannot be seen.
 */
export async function sweep(world: World): Promise<void> {
  const { store, now } = world;
  const sweptAt = new Date(now()).toISOString();
  const { targets, subscriptions, managementGroups } = await discover(world);
  for (const target of targets) await store.send({ kind: 'look', signal: hitOf(target, sweptAt) }, now());
  for (const look of subscriptions) {
    const scope = `/subscriptions/${look.place}`;
    await tellOfHidden(scope, await hiddenBy(scope, look, world), sweptAt, world);
  }
  for (const look of managementGroups) {
    const scope = `/providers/Microsoft.Management/managementGroups/${look.place}`;
    await tellOfHidden(scope, look.kind === 'refused' ? look.refusal : undefined, sweptAt, world);
  }
}

/** What the sweep raises where a target is in trouble. */
const hitOf = (target: Target, sweptAt: string): Signal => ({
  kind: 'sweep',
  id: `sweep ${sweptAt} ${targetKey(target)}`,
  at: sweptAt,
  target,
});
