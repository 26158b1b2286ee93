import { useAzureMonitor } from 'applicationinsights';
import type { credentialOf } from './azure/credential';

/**
 * Has what the app does sent to Application Insights, whose address is APPLICATIONINSIGHTS_CONNECTION_STRING. Without a credential
 * anybody with that address may send.
 */
export const startTelemetry = (credential: ReturnType<typeof credentialOf> | undefined): void =>
  useAzureMonitor(credential ? { azureMonitorExporterOptions: { credential } } : {});
