import { TelemetryClient } from 'applicationinsights';
import type { credentialOf } from './azure/credential';
import type { Telemetry } from './model/telemetry';

/** Telemetry that can be asked to send at once what it still holds. */
export interface Sender extends Telemetry {
  flush(): Promise<void>;
}

/** What the SDK would otherwise watch by itself. */
const watched = ['http', 'azureSdk', 'mongoDb', 'mySql', 'postgreSql', 'redis', 'redis4', 'bunyan', 'winston'] as const;
const nothing = Object.fromEntries(watched.map((each) => [each, { enabled: false }]));

/**
 * Sends to Application Insights, at the address in APPLICATIONINSIGHTS_CONNECTION_STRING. Without a credential anybody with that
 * address may send.
 *
 * Each thing is told once. The Functions host sends requests, exceptions and what is printed, in its own way (host.json has no
 * `telemetryMode`: under `OpenTelemetry` the host's exporter is not known to send with Entra's tokens, which is all that Application
 * Insights takes here, and sampling settings do not count). The worker sends what only it knows, and prints none of it; everything
 * that would be collected by itself is off. That also keeps URLs out: only what is logged and measured here leaves.
 */
export function startTelemetry(
  connectionString: string,
  credential: ReturnType<typeof credentialOf> | undefined,
): Sender {
  const client = new TelemetryClient(connectionString);
  client.config.enableAutoCollectExceptions = false;
  client.config.enableAutoCollectPerformance = false;
  client.config.enableSendLiveMetrics = false;
  client.config.azureMonitorOpenTelemetryOptions = { enableStandardMetrics: false, instrumentationOptions: nothing };
  if (credential) client.config.aadTokenCredential = credential;
  return {
    log: (message, properties) => client.trackTrace({ message, properties }),
    measure: (name, value, properties) => client.trackMetric({ name, value, properties }),
    flush: () => client.flush(),
  };
}
