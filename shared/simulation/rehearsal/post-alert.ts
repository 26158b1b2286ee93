import type { Scenario } from '../scenarios/schema';

/** Posts the alert as Azure Monitor does. */
export async function postAlert(hostUrl: string, signal: Scenario['signal']): Promise<void> {
  if (signal.kind !== 'alert') return;
  await fetch(`${hostUrl}/api/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(signal.body),
  });
}
