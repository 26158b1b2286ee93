import { app } from '@azure/functions';
import { world } from '../shared/bootstrap';

/** Every minute: sends again what a crash left unsent, so that no signal is lost and every incident goes on or expires in time. */
export async function watchdog(): Promise<void> {
  const { store, now } = await world();
  await store.resendSignals(now());
  for (const incident of await store.open()) await store.resend(incident, now());
}

app.timer('watchdog', { schedule: '%WATCHDOG_SCHEDULE%', handler: watchdog });
