import { text } from '../model/text';
import { commit, read } from './commit';
import { letGo } from './let-go';
import { inspectAfterMs } from './next';
import { open } from './open';
import type { Message } from './ports';
import type { World } from './world';

/**
 * A message that could not be worked on, however often it was tried: the incident ends as `escalated`, visibly, and nothing
 * more is done to Azure in it. A change that is under way is left to people, because nobody knows how far it came.
 */
export async function fail(message: Message, world: World): Promise<void> {
  if (message.kind === 'probe') {
    world.log('A target could not be looked at; the next sweep tries again', { target: message.target.id });
    return;
  }
  const incident = message.kind === 'wake' ? message.incident : await open(message.signal, world);
  const now = await read(incident, world);
  if (!now) return;
  if (now.state.phase.kind === 'closed') {
    // Its end cannot be told, but the next signal must find the target free.
    await letGo(now.state, world);
    return world.store.wake(incident, undefined);
  }
  const { phase } = now.state;
  // Whoever committed to a change may be sending it at this moment: the end must not come before that.
  if (phase.kind === 'changing' && phase.progress.kind === 'intended') {
    const sentBy = phase.progress.at + inspectAfterMs;
    if (world.now() < sentBy) return world.store.wake(incident, sentBy);
  }
  await commit(world, now, {
    kind: 'closed',
    outcome: 'escalated',
    because: text(
      'Reconnect itself failed on this incident and has stopped. Please take over.',
      'Reconnect 자체가 이 인시던트에서 실패하여 중지했습니다. 직접 처리해 주세요.',
    ),
  });
  await world.store.wake(incident, world.now());
}
