import { app, type Timer } from '@azure/functions';
import { dependencies } from '../shared/bootstrap';
import { sweep as sweepGateways } from '../shared/incident/sweep';

/** By the clock: has every watched gateway looked at. Safe to run twice. */
export async function sweep({ scheduleStatus }: Timer): Promise<void> {
  // The host leaves it out where it does not keep schedules.
  const status = scheduleStatus as Timer['scheduleStatus'] | undefined;
  const last = Date.parse(status?.last ?? '');
  await sweepGateways(await dependencies(), Number.isNaN(last) ? undefined : last);
}

app.timer('sweep', { schedule: '%SWEEP_SCHEDULE%', handler: sweep });
