import { app } from '@azure/functions';
import type { Settings } from './config/settings';
import { keptTelemetry } from './kept-telemetry';
import type { Telemetry } from './model/telemetry';
import { once } from './once';

/** For so long after a start nothing is loaded that the first alerts and clicks do not need, ms. */
const quietMs = 20_000;

const printed: Telemetry = {
  log: (message, properties) => console.log(JSON.stringify({ message, ...properties })),
  measure: () => undefined,
};

/** Sends telemetry where the settings have an address for it, and else prints what is logged, as it does where sending cannot be loaded. */
export function telemetryAsSet(settings: Settings): Telemetry {
  const address = settings.APPLICATIONINSIGHTS_CONNECTION_STRING;
  if (address === undefined) return printed;
  const kept = keptTelemetry();
  const sending = once(async () => {
    // A bundle of its own: it is large, and only loaded where it goes somewhere.
    const { startTelemetry } = await import('./telemetry');
    const started = startTelemetry(address, senderAsSet(settings));
    kept.give(started);
    return started;
  });
  setTimeout(() => void sending().catch(() => kept.give(printed)), quietMs).unref();
  app.hook.appTerminate(async () => (await sending()).flush());
  return kept;
}

/** Who sends telemetry, as the Functions host reads it too; its SDK is loaded with the first telemetry. */
function senderAsSet({ APPLICATIONINSIGHTS_AUTHENTICATION_STRING: given }: Settings) {
  if (given === undefined) return undefined;
  const sender = once(async () =>
    (await import('./azure/credential')).credentialOf(/ClientId=([^;]+)/.exec(given)?.[1]),
  );
  type Asked = Parameters<Awaited<ReturnType<typeof sender>>['getToken']>;
  return { getToken: async (...asked: Asked) => (await sender()).getToken(...asked) };
}
