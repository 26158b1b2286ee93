import { ForeignOriginError, type WireAnswer } from './exchange';
import { clean, failureFrom, refusalFromAnswer, refusalOf } from './refusal';

const answer = (status: number, code: string, message = 'No.', retryAfterMs?: number): WireAnswer => ({
  status,
  retryAfterMs,
  body: { error: { code, message } },
});

const named = (name: string, message: string, more = {}) => Object.assign(new Error(message), { name, ...more });

test('a missing right is named as ARM names it', () => {
  const message =
    "The client '6f1a' with object id '6f1a' does not have authorization to perform action " +
    "'Microsoft.Network/applicationGateways/backendhealth/action' over scope '/subscriptions/0/resourceGroups/rg' or the scope is invalid.";
  expect(refusalFromAnswer(answer(403, 'AuthorizationFailed', message))).toEqual({
    kind: 'forbidden',
    action: 'Microsoft.Network/applicationGateways/backendhealth/action',
    code: 'AuthorizationFailed',
    message,
  });
});

test('a right missing on a linked resource is named too', () => {
  const message =
    "The client has permission to perform action 'Microsoft.Network/networkInterfaces/write' on scope '/a'; however, it does " +
    "not have permission to perform action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '/b'.";
  expect(refusalFromAnswer(answer(403, 'LinkedAuthorizationFailed', message))).toMatchObject({
    kind: 'forbidden',
    action: 'Microsoft.Network/virtualNetworks/subnets/join/action',
  });
});

test.each([
  [404, 'ResourceNotFound', 'not-found'],
  [404, 'SubscriptionNotFound', 'invalid'],
  [409, 'AnotherOperationInProgress', 'conflict'],
  [412, 'PreconditionFailed', 'conflict'],
  [429, 'RetryableErrorDueToAnotherOperation', 'conflict'],
  [429, 'TooManyRequests', 'throttled'],
  [408, 'RequestTimeout', 'unavailable'],
  [500, 'InternalServerError', 'unavailable'],
  [503, 'ServerBusy', 'unavailable'],
  [400, 'NicMustBeAttachedToRunningVmToGetEffectiveRoutes', 'invalid'],
  [409, 'Conflict', 'conflict'],
  [409, 'ScopeLocked', 'invalid'],
  [409, 'OperationNotAllowed', 'invalid'],
  [429, 'OperationNotAllowed', 'throttled'],
  [409, 'ReadOnlyDisabledSubscription', 'invalid'],
  [409, 'AllocationFailed', 'invalid'],
  [409, 'ZonalAllocationFailed', 'invalid'],
  [409, 'OverconstrainedAllocationRequest', 'invalid'],
  [500, 'AllocationFailed', 'invalid'],
  [403, 'RequestDisallowedByPolicy', 'invalid'],
])('%i %s is %s', (status, code, kind) => {
  expect(refusalFromAnswer(answer(status, code))).toMatchObject({ kind, code });
});

test('throttling says when to come back', () => {
  expect(refusalFromAnswer(answer(429, 'TooManyRequests', 'Slow.', 7000))).toMatchObject({ retryAfterMs: 7000 });
  expect(refusalFromAnswer(answer(429, 'TooManyRequests'))).toMatchObject({ retryAfterMs: 30_000 });
});

test('an answer without ARM’s error body is told by its status', () => {
  expect(refusalFromAnswer({ status: 502, retryAfterMs: undefined, body: null })).toEqual({
    kind: 'unavailable',
    code: 'HTTP_502',
    message: 'Azure answered with status 502.',
  });
});

test('without an answer of ARM the connection’s error counts', () => {
  const reset = named('RestError', 'socket hang up', { code: 'ECONNRESET' });
  expect(refusalOf(reset, [])).toEqual({ kind: 'unavailable', code: 'ECONNRESET', message: 'socket hang up' });
  expect(refusalOf(named('AbortError', 'aborted'), [])).toMatchObject({ kind: 'unavailable', code: 'TIMEOUT' });
  expect(refusalOf(named('CredentialUnavailableError', 'No identity.'), [])).toMatchObject({
    kind: 'unavailable',
    code: 'CredentialUnavailableError',
  });
  expect(refusalOf(new ForeignOriginError('Away.'), [])).toMatchObject({ kind: 'invalid', code: 'POLL_URL_ORIGIN' });
});

test('the last answer counts only when it is a refusal', () => {
  const lost = named('RestError', 'read ECONNRESET', { code: 'ECONNRESET' });
  expect(refusalOf(lost, [{ status: 200, retryAfterMs: undefined, body: {} }])).toMatchObject({ code: 'ECONNRESET' });
  expect(refusalOf(lost, [answer(503, 'ServerBusy')])).toMatchObject({ code: 'ServerBusy' });
});

test('a failed operation keeps Azure’s code', () => {
  const body = { status: 'Failed', error: { code: 'VMExtensionProvisioningError', message: 'enablevmaccess failed.' } };
  expect(failureFrom({ status: 200, retryAfterMs: undefined, body }, 'failed')).toEqual({
    kind: 'failed',
    code: 'VMExtensionProvisioningError',
    message: 'enablevmaccess failed.',
  });
  expect(failureFrom(undefined, 'canceled')).toMatchObject({ kind: 'failed', code: 'OperationFailed' });
});

test('nothing secret stays in a message', () => {
  const message =
    'Blob https://a.blob.core.windows.net/x?sv=1&sig=abc%2F was refused for Bearer abc.def.ghi\n token eyJhbGciOi.eyJzdWIi.c2ln and sig=xyz.';
  expect(clean(message)).toBe('Blob [link] was refused for Bearer [removed] token [token] and sig=[removed]');
  expect(clean('x'.repeat(1000))).toHaveLength(300);
});
