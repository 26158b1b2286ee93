import { commit, type Read } from './commit';
import type { Dependencies } from './dependencies';
import type { State } from './phase';
import { speak } from './speak';
import { showAgainMs } from './timing';

/** So often the same may be put off by whoever is to take it. */
const mostTries = 3;

/**
 * Says something at most once: it is written down before, under these keys, and whoever dies meanwhile leaves it unsaid. Answers the
 * incident after that; `undefined` when it must be read again.
 */
export async function sayOnce(
  deps: Dependencies,
  before: Read,
  keys: readonly string[],
  say: () => Promise<void>,
  where?: Parameters<typeof speak>[3],
): Promise<Read | undefined> {
  const now = await commit(deps, before, { kind: 'said', keys });
  if (!now) return undefined;
  const spoken = await speak(deps, before.stored.id, say, where);
  // What was certainly not taken can be said again; of everything else nobody knows whether it is there.
  const tries = now.events.filter((event) => event.kind === 'said' && event.keys.includes(keys[0] ?? '')).length;
  if (spoken.kind === 'heard' || !spoken.isUnsaid || tries >= mostTries) return now;
  const until = deps.now() + Math.max(showAgainMs, spoken.pauseMs);
  return commit(deps, now, { kind: 'unsaid', keys, until });
}

/** From when on these can be said, ms since the epoch: at once, unless one of them was put off. */
export const sayableAt = ({ said }: State, keys: readonly string[]): number =>
  Math.max(...keys.map((key) => said.putOff[key] ?? -Infinity));
