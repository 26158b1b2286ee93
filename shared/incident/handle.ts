import { advance } from './advance';
import type { Signal } from '../model/target';
import { targetKey } from '../targets';
import type { Message } from './message';
import { tryToOpen } from './open';
import { endsAlert } from './alert-end';
import { look } from './look';
import { isOver, isTold } from './memory';
import type { TargetRecord } from './target-record';
import type { Dependencies } from './dependencies';
import { telling } from './telling';

/** Works on one message of the queue: a signal, a wake-up of an incident, or a look at a target. */
export async function handle(message: Message, deps: Dependencies): Promise<void> {
  switch (message.kind) {
    case 'signal':
      return takeIn(message.signal, deps);
    case 'wake':
      return advance(message.incident, telling(deps, { incident: message.incident }));
    case 'look':
      return lookAt(message.signal, deps);
  }
}

/** A signal opens an incident or joins one; where people know of the trouble already, or an alert is over, its target is only looked at. */
async function takeIn(signal: Signal, deps: Dependencies): Promise<void> {
  const { store, policy, now } = deps;
  const key = targetKey(signal.target);
  for (;;) {
    const known = await store.target(key);
    const { memory, incident } = known.record;
    const isKnown = isTold(memory, policy, now()) && isOver(memory, incident);
    if (isKnown || endsAlert(signal)) return lookAt(signal, deps, known.record);
    const opened = await tryToOpen(signal, deps, known);
    if (opened) return advance(opened.stored.id, telling(deps, { incident: opened.stored.id }), opened);
  }
}

const lookAt = (signal: Signal, deps: Dependencies, known?: TargetRecord): Promise<void> =>
  look(signal, telling(deps, { target: signal.target.id }), known);

/** Sends again what a crash left unsent, so that no signal is lost, and every incident goes on and every question expires in time. */
export async function pickUpLeftOvers({ store, now }: Pick<Dependencies, 'store' | 'now'>): Promise<void> {
  await store.resendSignals(now());
  await store.forgetSignals(now());
  await store.forgetInterventions(now());
  for (const incident of await store.open()) await store.resend(incident, now());
}
