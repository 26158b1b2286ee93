import * as z from 'zod';
import type { Refusal } from '../model/azure';
import { ForeignOriginError, REQUEST_TIMEOUT_MS, type Exchange, type WireAnswer } from './exchange';

/** ARM: a 429 without Retry-After; half a minute refills every published bucket. */
const DEFAULT_RETRY_AFTER_MS = 30_000;
const MESSAGE_LIMIT = 300;

/**
 * What does not pass by itself, although ARM answers as for a conflict with another operation: to ask again would only keep
 * people waiting. Azure: "Common Azure deployment errors", "Allocation failures", "Lock your resources", "Reset Remote Desktop".
 */
const lasting: ReadonlySet<string> = new Set([
  'ScopeLocked',
  'ReadOnlyDisabledSubscription',
  'OperationNotAllowed',
  'QuotaExceeded',
  'SkuNotAvailable',
  'AllocationFailed',
  'ZonalAllocationFailed',
  'OverconstrainedAllocationRequest',
  'OverconstrainedZonalAllocationRequest',
  'CannotModifyExtensionsWhenVMNotRunning',
  'MultipleExtensionsPerHandlerNotAllowed',
  'SecurityRuleConflict',
]);

const ErrorDetail = z.object({ code: z.string(), message: z.string().catch('') });
const ErrorBody = z.union([z.object({ error: ErrorDetail }).transform(({ error }) => error), ErrorDetail]);

/** Why a call gave no answer: what ARM said last or, where it said nothing, what became of the connection. */
export function refusalOf(error: unknown, exchange: Exchange): Refusal {
  const last = exchange.at(-1);
  return last && last.status >= 400 ? refusalFromAnswer(last) : refusalFromError(error);
}

/** ARM's error answer as a refusal. Codes and status: "Azure Resource Manager: common deployment errors", "request limits". */
export function refusalFromAnswer(answer: WireAnswer): Refusal {
  const { code, message } = errorOf(answer);
  const { status } = answer;
  if (status === 403) return forbidden(code, message);
  // Azure says the same of a subscription that is not there and of one that the caller does not see.
  if (code === 'SubscriptionNotFound') return { kind: 'invalid', code, message };
  if (status === 404) return { kind: 'not-found', code, message };
  // Compute throttles with a code of what lasts, too (OperationNotAllowed).
  if (status !== 429 && lasting.has(code)) return { kind: 'invalid', code, message };
  if (status === 409 || status === 412 || code === 'RetryableErrorDueToAnotherOperation') {
    return { kind: 'conflict', code, message };
  }
  if (status === 429) {
    return { kind: 'throttled', retryAfterMs: answer.retryAfterMs ?? DEFAULT_RETRY_AFTER_MS, code, message };
  }
  if (status === 408 || status >= 500) return { kind: 'unavailable', code, message };
  return { kind: 'invalid', code, message };
}

/** The outcome of a long-running operation that ran and failed or was cancelled. */
export function failureFrom(answer: WireAnswer | undefined, status: string): Refusal {
  const detail = ErrorBody.safeParse(answer?.body);
  if (detail.success) return { kind: 'failed', code: detail.data.code, message: clean(detail.data.message) };
  return { kind: 'failed', code: 'OperationFailed', message: `Azure reports the operation as ${status}.` };
}

function refusalFromError(error: unknown): Refusal {
  if (error instanceof ForeignOriginError) {
    return { kind: 'invalid', code: 'POLL_URL_ORIGIN', message: error.message };
  }
  const { name, message, code } = z
    .object({ name: z.string(), message: z.string(), code: z.string().optional().catch(undefined) })
    .catch({ name: 'Error', message: '' })
    .parse(error);
  if (name === 'AbortError') {
    const seconds = REQUEST_TIMEOUT_MS / 1000;
    return { kind: 'unavailable', code: 'TIMEOUT', message: `Azure did not answer within ${seconds} s.` };
  }
  return { kind: 'unavailable', code: code ?? name, message: clean(message) };
}

// ARM: "The client '…' with object id '…' does not have authorization to perform action 'Microsoft.X/y/action' over scope …"
const MISSING_ACTION = /not have (?:authorization|permission) to perform action(?:\(s\))? '([^']+)'/;

function forbidden(code: string, message: string): Refusal {
  const action = MISSING_ACTION.exec(message)?.[1];
  // Policies and deny assignments answer 403 too; no right that could be granted is missing then.
  return action ? { kind: 'forbidden', action, code, message } : { kind: 'invalid', code, message };
}

function errorOf({ status, body }: WireAnswer): { code: string; message: string } {
  const detail = ErrorBody.safeParse(body);
  if (detail.success) return { code: detail.data.code, message: clean(detail.data.message) };
  return { code: `HTTP_${status}`, message: `Azure answered with status ${status}.` };
}

/** Azure's sentence without what must not be written down (URLs, SAS signatures, tokens), at most 300 characters. */
export function clean(message: string): string {
  return message
    .replace(/\bhttps?:\/\/\S+/gi, '[link]')
    .replace(/\bsig=[^\s&'"]+/gi, 'sig=[removed]')
    .replace(/\bBearer\s+\S+/gi, 'Bearer [removed]')
    .replace(/\beyJ[\w-]+(\.[\w-]*)*/g, '[token]')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MESSAGE_LIMIT);
}
