import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { turnedAway } from '../shared/approvals/admission';
import { doorkeeper } from '../shared/bootstrap';
import { alerts } from './alerts';

/** `POST /api/alerts/secure`: as `/api/alerts`, for a secure webhook. Anonymous for the Functions host, because the token of Azure Monitor is what counts. */
export async function secureAlerts(request: HttpRequest): Promise<HttpResponseInit> {
  const admission = await (await doorkeeper()).azureMonitor(request.headers.get('authorization'));
  return admission.kind === 'refused' ? turnedAway(admission) : alerts(request);
}

app.http('secure-alerts', {
  route: 'alerts/secure',
  methods: ['POST'],
  authLevel: 'anonymous',
  handler: secureAlerts,
});
