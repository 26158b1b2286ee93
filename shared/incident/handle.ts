import { advance } from './advance';
import type { Message } from './message';
import { open } from './open';
import { probe } from './sweep';
import type { World } from './world';

/** Works on one message of the queue: a signal, a wake-up of an incident, or a look at a target. */
export async function handle(message: Message, world: World): Promise<void> {
  switch (message.kind) {
    case 'signal':
      return advance(await open(message.signal, world), world);
    case 'wake':
      return advance(message.incident, world);
    case 'probe':
      return probe(message, world);
  }
}

/** Sends again what a crash left unsent, so that no signal is lost, and every incident goes on and every question expires in time. */
export async function pickUpLeftOvers({ store, now }: Pick<World, 'store' | 'now'>): Promise<void> {
  await store.resendSignals(now());
  await store.forgetSignals(now());
  for (const incident of await store.open()) await store.resend(incident, now());
}
