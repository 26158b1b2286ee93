import { parseArmId } from '../../../model/arm-id';
import type { Refused } from '../provider';
import type { Resource } from '../../scenarios/schema';
import { disallowed, violationInfo, type Violation } from '../authorization/policy';
import { scopeOf } from './access';
import { PRINCIPAL, TENANT, principalOf, type TokenVerdict } from './identity';

/** ARM's and Compute's refusals, with their codes and sentences. */

export function refused(status: number, code: string, message: string, headers: Record<string, string> = {}): Refused {
  return { kind: 'error', status, code, message, headers };
}

export function unauthenticated(verdict: Exclude<TokenVerdict['kind'], 'valid'> | 'missing'): Refused {
  const challenge = {
    'www-authenticate': `Bearer authorization_uri="https://login.windows.net/${TENANT}", error="invalid_token", error_description="The access token is missing or invalid."`,
  };
  switch (verdict) {
    case 'missing':
      return refused(
        401,
        'AuthenticationFailed',
        "Authentication failed. The 'Authorization' header is missing.",
        challenge,
      );
    case 'invalid':
      return refused(401, 'InvalidAuthenticationToken', 'The access token is invalid.', challenge);
    case 'expired':
      return refused(
        401,
        'ExpiredAuthenticationToken',
        'The access token expiry UTC time is earlier than current UTC time.',
        challenge,
      );
    case 'wrong-audience':
      return refused(
        401,
        'InvalidAuthenticationTokenAudience',
        "The access token has been obtained for wrong audience or resource. It should exactly match with one of the allowed audiences 'https://management.core.windows.net/','https://management.azure.com'.",
        challenge,
      );
  }
}

export const forbidden = (client: string, action: string, scope: string): Refused =>
  refused(
    403,
    'AuthorizationFailed',
    `The client '${client}' with object id '${principalOf(client)}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );

export const denied = (client: string, action: string, scope: string, { id, name }: Resource): Refused =>
  refused(
    403,
    'DenyAssignmentAuthorizationFailed',
    `The client '${client}' with object id '${principalOf(client)}' has permission to perform action '${action}' on scope '${scope}'; however, the access is denied because of the deny assignment with name '${name}' and Id '${id}' at scope '${scopeOf(id)}'.`,
  );

export const disallowedByPolicy = (name: string, found: readonly Violation[]): Refused => ({
  ...refused(403, 'RequestDisallowedByPolicy', disallowed(name, found)),
  details: { target: name, additionalInfo: found.map(violationInfo) },
});

export const noApiVersion = (): Refused =>
  refused(
    400,
    'MissingApiVersionParameter',
    'The api-version query parameter (?api-version=) is required for all requests.',
  );

export const badApiVersion = (version: string): Refused =>
  refused(400, 'InvalidApiVersionParameter', `The api-version '${version}' is invalid.`);

export const badJson = (): Refused =>
  refused(400, 'InvalidRequestContent', 'The request content was invalid and could not be deserialized.');

export const noSubscription = (subscription: string): Refused =>
  refused(404, 'SubscriptionNotFound', `The subscription '${subscription}' could not be found.`);

export const noGroup = (name: string): Refused =>
  refused(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`);

export const noNamespace = (namespace: string): Refused =>
  refused(404, 'InvalidResourceNamespace', `The resource namespace '${namespace}' is invalid.`);

/** ARM answers for a missing top-level resource; for what is inside one, its provider does. */
export function notFound(id: string): Refused {
  const { type = '', names = [], resourceGroup = '' } = parseArmId(id) ?? {};
  if (names.length > 1 && /^Microsoft\.Network\//i.test(type))
    return refused(404, 'NotFound', `Resource ${id} not found.`);
  const path = type
    .split('/')
    .flatMap((segment, index) => (index === 0 ? [segment] : [segment, names[index - 1] ?? '']));
  return refused(
    404,
    'ResourceNotFound',
    `The Resource '${path.join('/')}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

const VERBS: Readonly<Record<string, string>> = { PUT: 'write', PATCH: 'write', DELETE: 'delete', POST: 'action' };

export const noParent = (method: string, type: string, parent: string): Refused =>
  refused(
    404,
    'ParentResourceNotFound',
    `Failed to perform '${VERBS[method] ?? 'read'}' on resource(s) of type '${type}', because the parent resource '${parent}' could not be found.`,
  );

export const locked = (id: string, verb: string, scope: string): Refused =>
  refused(
    409,
    'ScopeLocked',
    `The scope '${id}' cannot perform ${verb} operation because following scope(s) are locked: '${scope}'. Please remove the lock and try again.`,
  );

export const preconditionFailed = (header: string): Refused =>
  refused(412, 'PreconditionFailed', `The precondition given in the ${header} header evaluated to false.`);

export const noVersion = (version: string, type: string, location: string, versions: readonly string[]): Refused =>
  refused(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for location '${location}' and API version '${version}' for type '${type}'. The supported api-versions are '${versions.join(', ')}'.`,
  );

export const noType = (namespace: string, type: string, version: string, versions: readonly string[]): Refused =>
  refused(
    404,
    'InvalidResourceType',
    `The resource type '${type}' could not be found in the namespace '${namespace}' for api version '${version}'. The supported api-versions are '${versions.join(',')}'.`,
  );

/** Azure does this, the twin does not: no answer of Azure's can be given. */
export const notSimulated = (what: string): Refused =>
  refused(501, 'NotSimulated', `The simulated Azure does not do this: ${what}. Azure itself does.`);

export const beingUpdated = (resource: string): Refused =>
  refused(
    429,
    'RetryableErrorDueToAnotherOperation',
    `Another operation is updating resource ${resource}. The call can be retried in 10 seconds.`,
    { 'retry-after': '10' },
  );

export const groupElsewhere = (location: string, there: string): Refused =>
  refused(
    409,
    'InvalidResourceGroupLocation',
    `Invalid resource group location '${location}'. The Resource group already exists in location '${there}'.`,
  );

export const noLocation = (): Refused =>
  refused(400, 'LocationRequired', 'The location property is required for this definition.');

export const throttled = (kind: string, subscription: string, seconds: number): Refused =>
  refused(
    429,
    'SubscriptionRequestsThrottled',
    `Number of '${kind}' requests for subscription '${subscription}' actor '${PRINCIPAL}' exceeded. Please try again after '${seconds}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`,
    { 'retry-after': String(seconds) },
  );

export const computeThrottled = (seconds: number): Refused =>
  refused(
    429,
    'OperationNotAllowed',
    'The server rejected the request because too many requests have been received for this subscription.',
    { 'retry-after': String(seconds) },
  );
