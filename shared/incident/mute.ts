import { mayCommand } from '../approvals/command';
import { knownAmong, type Approver } from '../approvals/approval';
import { sameId } from '../model/arm-id';
import { text, type Text } from '../model/text';
import type { IncidentView } from '../cards/view';
import { commit, read, type Read } from './commit';
import * as say from './control-words';
import type { Dependencies } from './dependencies';
import { noteRefusal } from './refusal';
import { viewOf } from './view';

type Outside = Pick<Dependencies, 'store' | 'policy' | 'now' | 'log' | 'measure'>;

/** What the button on a card does: so many minutes, whatever the card says. */
export const buttonMinutes = 120;
/** The longest mute, ms: what is muted is forgotten easily. */
export const longestMuteMs = 30 * 24 * 3_600_000;
/** A mute that ends so little sooner than the one that is wanted is that one, pressed twice. */
const sameWithinMs = 60_000;
/** Among so many incidents a thread is looked for. */
const mostRecent = 50;

export type Muted =
  | { readonly kind: 'taken'; readonly incident: string; readonly view: IncidentView; readonly said: Text }
  | { readonly kind: 'refused'; readonly because: Text };

/** Mutes the target of an incident for somebody who may, and writes that down in it. Safe to repeat. */
export async function muteTargetOf(incident: string, who: Approver, minutes: number, deps: Outside): Promise<Muted> {
  const by = knownAmong(deps.policy.approvers, who);
  const ruling = mayCommand({ kind: 'mute' }, by, deps.policy.approvers);
  const refuse = async (because: Text): Promise<Muted> => {
    await noteRefusal(incident, { by, decision: 'mute', because }, deps);
    return { kind: 'refused', because };
  };
  if (ruling.kind === 'refused') return refuse(ruling.because);
  if (minutes * 60_000 > longestMuteMs) return refuse(say.muteTooLong);
  for (;;) {
    const now = await read(incident, deps);
    if (!now) return refuse(noCard);
    const { id } = now.state.target;
    const wanted = deps.now() + minutes * 60_000;
    const told = now.events.findLast((event) => event.kind === 'muted')?.until;
    const { mutes } = await deps.store.ledger();
    const isMuted = mutes.some(({ scope, until }) => sameId(scope, id) && until === told);
    if (told !== undefined && isMuted && Date.parse(told) > wanted - sameWithinMs) return taken(now, told);
    const until = new Date(wanted).toISOString();
    await muteScope(id, until, by.name || by.id, deps);
    const after = await commit(deps, now, { kind: 'muted', by, until });
    if (!after) continue;
    await deps.store.wake(incident, deps.now());
    return taken(after, until);
  }
}

const taken = ({ stored, state, events }: Read, until: string): Muted => ({
  kind: 'taken',
  incident: stored.id,
  view: viewOf(state, events),
  said: say.muted(state.target.id, until),
});

/** Mutes a scope, in place of an earlier mute of it: Azure varies the case of ids, but a scope has one mute. Answers how it is written. */
export async function muteScope(scope: string, until: string, by: string, { store }: Pick<Outside, 'store'>) {
  const { mutes } = await store.ledger();
  const written = mutes.find((each) => sameId(each.scope, scope))?.scope ?? scope;
  await store.mute({ scope: written, until, by });
  return written;
}

/** Mutes the target of the card in whose thread somebody wrote. */
export async function muteInThread(
  thread: string | undefined,
  by: Approver,
  minutes: number,
  deps: Outside,
): Promise<Text> {
  const incident = thread === undefined ? undefined : await incidentIn(thread, deps);
  if (incident === undefined) return noCard;
  const muted = await muteTargetOf(incident, by, minutes, deps);
  return muted.kind === 'taken' ? muted.said : muted.because;
}

/** The incident that has a card at the head of this thread, among those that are open and the latest. */
async function incidentIn(thread: string, { store }: Pick<Outside, 'store'>): Promise<string | undefined> {
  const [open, recent] = await Promise.all([store.open(), store.list(mostRecent)]);
  const incidents = await Promise.all(
    [...new Set([...open, ...recent.map(({ id }) => id)])].map((incident) => read(incident, { store })),
  );
  const own = incidents.find(
    (each) => each && Object.values(each.state.cards).some(({ message }) => message.conversation === thread),
  );
  return own?.stored.id;
}

const noCard = text(
  'Nothing was muted: this is no thread of a card of mine, or one of long ago. Write “mute NAME 2h”.',
  '음소거하지 않았습니다. 이 스레드는 제 카드의 스레드가 아니거나 너무 오래되었습니다. “음소거 이름 2시간”이라고 써 주세요.',
);
