import * as z from 'zod';
import type { Answer, Identity, Operation } from '../model/azure';
import { isWithin, readJson } from './exchange';
import { resume, type Poller } from './operations';

/** Who polls a long-running operation, by what is stored of what began it. */
const CALLERS = {
  observer: 'observer',
  remediator: 'remediator',
  // As earlier versions stored it.
  backendHealth: 'observer',
  ipFlowVerify: 'observer',
  nextHop: 'observer',
  checkConnectivity: 'observer',
  runCommand: 'remediator',
  'put-security-rule': 'remediator',
  'delete-security-rule': 'remediator',
  'put-vm-extension': 'remediator',
  'run-command': 'remediator',
  'restart-vm': 'remediator',
  'redeploy-vm': 'remediator',
} as const satisfies Record<string, Identity>;

const isCall = (call: string): call is keyof typeof CALLERS => Object.hasOwn(CALLERS, call);

const Url = z.string().includes('://');

/** The serialised state of the SDK's pollers, as far as it says whom they will ask. */
const PollerState = z.object({
  state: z.object({
    config: z.object({ operationLocation: Url, resourceLocation: Url.optional(), initialRequestUrl: Url }),
  }),
});

/**
 * Asks once how a stored operation is doing; refuses a state that would send a token to anybody but the ARM endpoint.
 * `restore` makes a poller of the state, for the identity that began the operation.
 */
export async function poll(
  origin: string,
  { call, state }: Operation,
  restore: (as: Identity, state: string) => Poller,
): Promise<Answer> {
  const stored = readJson(state);
  const parsed = PollerState.safeParse(stored);
  if (!isCall(call) || !parsed.success) {
    return refuse('POLL_STATE', 'This is not the stored state of a long-running operation; start the operation again.');
  }
  if (!urlsIn(stored).every((url) => isWithin(origin, url))) {
    return refuse('POLL_URL_ORIGIN', 'The stored operation points away from the ARM endpoint, so it was not polled.');
  }
  const { operationLocation, resourceLocation, initialRequestUrl } = parsed.data.state.config;
  // Some requests are followed by looking at what they made; everything else has a place of its own for its progress.
  if ([operationLocation, resourceLocation].some((url) => url && url !== initialRequestUrl && !isOperation(url)))
    return refuse(
      'POLL_URL_PATH',
      'The stored operation points to something else than an operation, so it was not polled.',
    );
  return resume(call, () => restore(CALLERS[call], state));
}

/** Azure: where ARM tells how an operation is doing. */
const isOperation = (url: string): boolean =>
  /^\/subscriptions\/[^/]+\/(.*\/)?(operations|operationResults|operationStatuses)\/[^/]+$/i.test(
    new URL(url).pathname,
  );

/** Every absolute URL in a JSON value. */
function urlsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('://') ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(urlsIn) : [];
}

const refuse = (code: string, message: string): Answer => ({
  kind: 'refused',
  refusal: { kind: 'invalid', code, message },
});
