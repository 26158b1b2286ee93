import { app } from '@azure/functions';
import { dependencies } from '../shared/bootstrap';
import { pickUpLeftOvers } from '../shared/incident/handle';

/** Every minute: picks up what a crash left unsent. */
export async function watchdog(): Promise<void> {
  await pickUpLeftOvers(await dependencies());
}

app.timer('watchdog', { schedule: '%WATCHDOG_SCHEDULE%', handler: watchdog });
