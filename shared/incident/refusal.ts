import type { Approver, Attempt } from '../approvals/approval';
import { sameId } from '../model/arm-id';
import type { Text } from '../model/text';
import { commit, read, type Read } from './commit';
import type { Committing } from './dependencies';

/** What does not count, and why. `by.id` is empty where nobody can tell who it was. */
export interface Refusal {
  readonly by: Approver;
  readonly decision: Attempt;
  readonly because: Text;
}

/** So many of one person's attempts are written down, and so many of all in an incident: nobody fills it by clicking. */
const mostWritten = { onePerson: 3, all: 30 };

/** Writes down in the incident that something did not count, as long as there is room, and logs it otherwise. Safe to repeat. */
export async function noteRefusal(incident: string | undefined, refusal: Refusal, deps: Committing): Promise<void> {
  for (;;) {
    const now = incident === undefined ? undefined : await read(incident, deps);
    // What is over stays as it was told: whoever comes late hears that, and the card needs no change.
    if (now?.state.phase.kind !== undefined && now.state.phase.kind !== 'closed' && hasRoom(now, refusal)) {
      if (!(await commit(deps, now, { kind: 'refused', ...refusal }))) continue;
      return deps.store.wake(now.stored.id, deps.now());
    }
    const { by, decision, because } = refusal;
    deps.log('An attempt in Teams does not count', {
      ...(now ? { incident: now.stored.id } : {}),
      decision,
      by: by.id,
      because: because.en,
    });
    return;
  }
}

/** The same of somebody who may not even be heard: where only the code is known, in the one incident whose open question has it. */
export async function noteTurnedAway(
  {
    incident,
    code,
    ...refusal
  }: Refusal & { readonly incident: string | undefined; readonly code: string | undefined },
  deps: Committing,
): Promise<void> {
  const [asked, another] = incident === undefined && code !== undefined ? await deps.store.byCode(code) : [];
  return noteRefusal(incident ?? (another === undefined ? asked : undefined), refusal, deps);
}

function hasRoom({ events }: Read, { by }: Refusal): boolean {
  const written = events.filter((event) => event.kind === 'refused');
  const own = written.filter((event) => sameId(event.by.id, by.id));
  return written.length < mostWritten.all && own.length < mostWritten.onePerson;
}
