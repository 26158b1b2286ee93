import type { Signal, Target } from '../model/target';
import { targetKey } from '../targets';
import { discover } from './discovery';
import { subscriptionOf } from './watched';
import { costOf } from './look-cost';
import { pace } from './pace';
import { suspectsAmong } from './suspects';
import { sweepTags } from './sweep-tags';
import { withTagged } from './tagged';
import { hiddenBy, tellOfHidden } from './unseen';
import type { Dependencies } from './dependencies';

/** How many messages are on their way to the queue at a time. */
const sentTogether = 32;

/**
 * Asks for a look at every target, as soon as ARM's limits allow. Alerts do not fire when backend health is Unknown, so gateways
 * are looked at by the clock. People are told where gateways cannot be seen. `last`: when the sweep before this one began, ms since the epoch.
 */
export async function sweep(deps: Dependencies, last?: number): Promise<void> {
  const { store, now } = deps;
  const sweptAt = new Date(now()).toISOString();
  await sweepTags(sweptAt, deps);
  const { targets, subscriptions, managementGroups } = await discover({ ...deps, policy: await withTagged(deps) });
  const looks = paced(await suspectsAmong(targets, last, deps), now());
  for (let first = 0; first < looks.length; first += sentTogether)
    await Promise.all(
      looks
        .slice(first, first + sentTogether)
        .map(({ target, at }) => store.send({ kind: 'look', signal: hitOf(target, sweptAt) }, at)),
    );
  for (const look of subscriptions) {
    const scope = `/subscriptions/${look.place}`;
    await tellOfHidden(scope, await hiddenBy(scope, look, deps), sweptAt, deps);
  }
  for (const look of managementGroups) {
    const scope = `/providers/Microsoft.Management/managementGroups/${look.place}`;
    await tellOfHidden(scope, look.kind === 'refused' ? look.refusal : undefined, sweptAt, deps);
  }
}

/** When each target's look may begin, where the first may at `from`; ms since the epoch. ARM counts by subscription. */
const paced = (targets: readonly Target[], from: number) =>
  [...Map.groupBy(targets, ({ id }) => subscriptionOf(id)).values()].flatMap((together) => {
    const delays = pace(together.map(costOf));
    return together.map((target, index) => ({ target, at: from + (delays[index] ?? 0) }));
  });

/** What the sweep raises where a target is in trouble. */
const hitOf = (target: Target, sweptAt: string): Signal => ({
  kind: 'sweep',
  id: `sweep ${sweptAt} ${targetKey(target)}`,
  at: sweptAt,
  target,
});
