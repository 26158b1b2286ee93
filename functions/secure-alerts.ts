import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { doorkeeper } from '../shared/bootstrap';
import { alerts } from './alerts';

/** `POST /api/alerts/secure`: as `/api/alerts`, for a secure webhook. Anonymous for the Functions host, because the token of Azure Monitor is what counts. */
export async function secureAlerts(request: HttpRequest): Promise<HttpResponseInit> {
  const admission = await (await doorkeeper()).azureMonitor(request.headers.get('authorization'));
  if (admission.kind === 'admitted') return alerts(request);
  return { status: admission.status, jsonBody: { code: admission.code, message: admission.because } };
}

app.http('secure-alerts', {
  route: 'alerts/secure',
  methods: ['POST'],
  authLevel: 'anonymous',
  handler: secureAlerts,
});
