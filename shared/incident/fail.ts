import { nameOf } from '../model/arm-id';
import { ReconnectError } from '../model/errors';
import { text } from '../model/text';
import type { IncidentView } from '../cards/view';
import { commit, read } from './commit';
import { letGo } from './let-go';
import { endLook } from './look';
import { inspectAfterMs } from './timing';
import { incidentOf, open } from './open';
import type { Message } from './ports';
import type { Dependencies } from './dependencies';

/**
 * A message that could not be worked on, however often it was tried: the incident ends as `escalated`, visibly, and nothing
 * more is done to Azure in it. A change that is under way is left to people, because nobody knows how far it came.
 */
export async function fail(message: Message, deps: Dependencies): Promise<void> {
  if (message.kind === 'look') {
    deps.log('A target could not be looked at; the next signal has it tried again', {
      target: message.signal.target.id,
    });
    return endLook(message.signal, deps);
  }
  try {
    await close(message.kind === 'wake' ? message.incident : await open(message.signal, deps), deps);
  } catch (error) {
    if (!(error instanceof ReconnectError) || error.code !== 'STORE_DAMAGED') throw error;
    await tellOfDamage(message, error, deps);
  }
}

async function close(incident: string, deps: Dependencies): Promise<void> {
  const now = await read(incident, deps, 'anew');
  if (!now) return;
  if (now.state.phase.kind === 'closed') {
    // Its end cannot be told, but the next signal must find the target free.
    await letGo(now, deps);
    return deps.store.wake(incident, undefined);
  }
  const { phase } = now.state;
  // Whoever committed to a change may be sending it at this moment: the end must not come before that.
  if (phase.kind === 'changing' && phase.progress.kind === 'intended') {
    const sentBy = phase.progress.at + inspectAfterMs;
    if (deps.now() < sentBy) return deps.store.wake(incident, sentBy);
  }
  await commit(deps, now, {
    kind: 'closed',
    outcome: 'escalated',
    because: text(
      'Reconnect itself failed on this incident and has stopped. Please take over.',
      'Reconnect 자체가 이 인시던트에서 실패하여 중지했습니다. 직접 처리해 주세요.',
    ),
  });
  await deps.store.wake(incident, deps.now());
}

/**
 * A stored record that somebody changed is neither believed nor added to: people are told, and the incident keeps its target,
 * so that nothing more is changed there until they have looked.
 */
async function tellOfDamage(
  message: Exclude<Message, { kind: 'look' }>,
  damage: ReconnectError,
  deps: Dependencies,
): Promise<void> {
  const at = new Date(deps.now()).toISOString();
  const incident = message.kind === 'wake' ? message.incident : incidentOf(message.signal);
  const resource =
    message.kind === 'wake'
      ? { name: incident, id: incident }
      : { name: nameOf(message.signal.target.id), id: message.signal.target.id };
  const view: IncidentView = {
    incident,
    openedAt: at,
    timeZone: deps.policy.timeZone,
    resource,
    broken: text(
      'A stored record of Reconnect was changed by somebody else',
      'Reconnect의 저장된 기록을 다른 누군가가 변경했습니다',
    ),
    shownBy: [text(damage.message, damage.message)],
    path: [],
    otherCauses: [],
    status: {
      kind: 'closed',
      outcome: 'escalated',
      because: text(
        `Nothing more is changed for this target, and its alerts lead to this message, until somebody has looked. ${damage.next}`,
        `누군가 확인할 때까지 이 대상은 더 이상 변경하지 않으며, 경고가 오면 이 메시지를 보냅니다. 저장소 계정에 쓸 수 있는 사람을 확인하세요. 테이블 targets에서 이 대상의 행을 삭제하면 대상이 풀립니다.`,
      ),
    },
    history: [{ at, text: text('The record could not be read', '기록을 읽을 수 없음') }],
  };
  await deps.messenger.post(view, deps.language);
  deps.log('A stored record was changed by others', { incident, code: damage.code });
  if (message.kind === 'wake') await deps.store.wake(incident, undefined);
}
