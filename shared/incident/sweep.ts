import { targetKey, type Signal, type Target } from '../model/target';
import { discover } from './discovery';
import { hiddenBy, tellOfHidden } from './unseen';
import type { Dependencies } from './dependencies';

/**
 * Asks for a look at every target. Alerts do not fire when backend health is Unknown, so gateways are looked at by the clock.
 * People are told where gateways cannot be seen.
 */
export async function sweep(deps: Dependencies): Promise<void> {
  const { store, now } = deps;
  const sweptAt = new Date(now()).toISOString();
  const { targets, subscriptions, managementGroups } = await discover(deps);
  for (const target of targets) await store.send({ kind: 'look', signal: hitOf(target, sweptAt) }, now());
  for (const look of subscriptions) {
    const scope = `/subscriptions/${look.place}`;
    await tellOfHidden(scope, await hiddenBy(scope, look, deps), sweptAt, deps);
  }
  for (const look of managementGroups) {
    const scope = `/providers/Microsoft.Management/managementGroups/${look.place}`;
    await tellOfHidden(scope, look.kind === 'refused' ? look.refusal : undefined, sweptAt, deps);
  }
}

/** What the sweep raises where a target is in trouble. */
const hitOf = (target: Target, sweptAt: string): Signal => ({
  kind: 'sweep',
  id: `sweep ${sweptAt} ${targetKey(target)}`,
  at: sweptAt,
  target,
});
