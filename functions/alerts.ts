import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { readAlert, whyIgnored, type IgnoredReason } from '../shared/incident/alert';
import { withTagged } from '../shared/incident/tagged';
import { dependencies } from '../shared/bootstrap';

/**
 * `POST /api/alerts`: Azure Monitor calls this when an alert fires. It only validates, remembers and queues, because Azure
 * Monitor waits a few seconds at most and then stops calling for 15 minutes.
 */
export async function alerts(request: HttpRequest): Promise<HttpResponseInit> {
  const outside = await dependencies();
  const { store, now, log } = outside;
  const reading = readAlert(await request.text(), await withTagged(outside), new Date(now()).toISOString());
  if (reading.kind === 'malformed') {
    log('An alert was refused', { code: reading.code });
    return { status: 400, jsonBody: { code: reading.code, message: reading.message } };
  }
  if (reading.kind === 'ignored') {
    log('An alert was ignored', { reason: reading.reason, about: reading.about.slice(0, 5).join(', ') });
    return ignored(reading.reason);
  }
  const received = await Promise.all(reading.signals.map((signal) => store.receive(signal)));
  for (const [index, { id: signalId, target }] of reading.signals.entries())
    log('An alert was taken in', { signalId, target: target.id, as: received[index] ?? '' });
  const queued = received.filter((each) => each === 'queued').length;
  return queued > 0 ? { status: 202, jsonBody: { status: 'queued', signals: queued } } : ignored('duplicate');
}

const ignored = (reason: IgnoredReason): HttpResponseInit => ({
  status: 202,
  jsonBody: { status: 'ignored', reason, message: whyIgnored[reason] },
});

app.http('alerts', { route: 'alerts', methods: ['POST'], authLevel: 'function', handler: alerts });
