import { app } from '@azure/functions';
import { dependencies } from '../shared/bootstrap';
import { sweep as sweepGateways } from '../shared/incident/sweep';

/** By the clock: has every watched gateway looked at. Safe to run twice. */
export async function sweep(): Promise<void> {
  await sweepGateways(await dependencies());
}

app.timer('sweep', { schedule: '%SWEEP_SCHEDULE%', handler: sweep });
