import { Health, type Heard } from '../model/health';

/** An app that was asleep takes its time, ms. */
const timeoutMs = 30_000;

/** Asks the app at this address how it is. Whoever cannot reach it, or is not let in, hears nothing. */
export async function askHealth(address: string): Promise<Heard> {
  const request = { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' } as const;
  const response = await fetch(new URL('/api/health', address), request).catch(() => undefined);
  // 502 to 504 come from what is in front of the app, too.
  if (response?.status === 500) return { kind: 'failed', status: response.status };
  const { data: health } = Health.safeParse(await response?.json().catch(() => undefined));
  return response?.ok && health ? { kind: 'answered', health } : { kind: 'unheard' };
}
