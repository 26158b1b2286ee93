import { app } from '@azure/functions';
import { reporter, dependencies } from '../shared/bootstrap';
import { shadowReport } from '../shared/report/shadow';
import { timelinesSince } from '../shared/report/timelines';

/** What a report looks back on, ms. */
const weekMs = 7 * 86_400_000;

/** By the clock: tells people what the fixes that are only observed would have repaired. Where there was nothing, nothing is said. */
export async function weeklyReport(): Promise<void> {
  const { store, language, policy, now } = await dependencies();
  const [from, to] = [now() - weekMs, now()].map((at) => new Date(at).toISOString()) as [string, string];
  const report = shadowReport(await timelinesSince(store, from), from, to, policy.timeZone);
  if (report.fixes.length > 0) await (await reporter())(report, language);
}

app.timer('weekly-report', { schedule: '%REPORT_SCHEDULE%', handler: weeklyReport });
