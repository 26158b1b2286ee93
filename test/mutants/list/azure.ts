import type { Mutant } from '../mutant';
import { mutant, test } from '../write';

export const azure: readonly Mutant[] = [
  mutant(
    'the condition under which an amended resource is taken',
    'azure/amend.ts',
    "const headers = { ...request.headers, 'if-match': resource.etag };",
    'const headers = { ...request.headers };',
    test('shared/azure/amend.test.ts', 'one value is set'),
  ),
  mutant(
    'the look for the value that is amended',
    'azure/amend.ts',
    '![from, to].map(canonicalJson).includes(there)',
    'false',
    test('shared/azure/amend.test.ts', 'nothing once somebody has set the value'),
  ),
  mutant(
    'that every page of Resource Graph is read',
    'azure/ask.ts',
    'next: token ? { skipToken: token } : undefined',
    'next: undefined',
    test('test/azure/resource-graph.test.ts', '2,500 gateways'),
  ),
  mutant(
    'the pages of a list behind the first',
    'azure/ask.ts',
    'next: nextLink ? { url: nextLink } : undefined',
    'next: undefined',
    test('shared/azure/ask.test.ts', 'a list is read to its end'),
  ),
  mutant(
    'that some conflicts do not pass by themselves',
    'azure/refusal.ts',
    "if (status !== 429 && lasting.has(code)) return { kind: 'invalid', code, message };",
    '',
    test('shared/azure/refusal.test.ts', '409 OperationNotAllowed is invalid'),
  ),
  mutant(
    'the paths that are polled',
    'azure/poll.ts',
    'if ([operationLocation, resourceLocation].some((url) => url && url !== initialRequestUrl && !isOperation(url)))',
    'if (false)',
    test('shared/azure/poll.test.ts', 'does not follow an operation that points to a resource'),
  ),
  mutant(
    'the check of where a stored operation points',
    'azure/poll.ts',
    'if (!urlsIn(stored).every((url) => isWithin(origin, url)))',
    'if (false)',
    test('shared/azure/poll.test.ts', 'refuses a stored operation with another host'),
  ),
  mutant(
    'the end of the host in the ARM endpoint',
    'azure/exchange.ts',
    'read.origin === new URL(origin).origin',
    'read.origin.startsWith(new URL(origin).origin)',
    test('shared/azure/poll.test.ts', 'a host that begins alike'),
  ),
  mutant(
    'the ban on the SDK’s retries',
    'azure/clients.ts',
    'retryOptions: { maxRetries: 0 },',
    'retryOptions: { maxRetries: 1, retryDelayInMs: 1 },',
    test('test/azure/adapter.test.ts', 'redeploy-vm after 500'),
  ),
  mutant(
    'an identity of its own for changes',
    'azure/connect.ts',
    'submit: submitThrough(origin, sends.remediator)',
    'submit: submitThrough(origin, sends.observer)',
    test('test/azure/changes.test.ts', 'carries its request id'),
  ),
  mutant(
    'the request id, by which Azure’s log finds a change',
    'azure/submit.ts',
    "headers: { 'x-ms-client-request-id': requestId }",
    'headers: {}',
    test('test/azure/changes.test.ts', 'carries its request id'),
  ),
];
