import type { Azure } from '../model/azure';
import { policyCheckBody } from './bodies';
import { ask, askPageByPage } from './calls';
import type { Identities } from './identities';
import type { Rest } from './rest';

type Preflight = Pick<Azure, 'listPermissions' | 'listLocks' | 'listDenyAssignments' | 'checkPolicyRestrictions'>;

/**
 * Without the filter ARM lists what is below the scope too (Azure: "Deny Assignments - List For Scope"; locks: "Get-AzResourceLock",
 * AtScope).
 */
const AT_OR_ABOVE = '$filter=atScope()';

/** What stands in the way of a change, asked before it is sent. Permissions are those of whoever asks, so the remediator asks. */
export function preflight({ observer, remediator }: Record<keyof Identities, Rest>): Preflight {
  const list = ({ get }: Rest, scope: string, path: string) =>
    askPageByPage(get, `${encoded(scope)}/providers/Microsoft.Authorization/${path}`);

  return {
    listPermissions: (scope) => list(remediator, scope, 'permissions?api-version=2022-04-01'),

    listLocks: (scope) => list(observer, scope, `locks?api-version=2020-05-01&${AT_OR_ABOVE}`),

    listDenyAssignments: (scope) => list(observer, scope, `denyAssignments?api-version=2022-04-01&${AT_OR_ABOVE}`),

    checkPolicyRestrictions(resourceGroup, parameters) {
      const path = `${encoded(resourceGroup)}/providers/Microsoft.PolicyInsights/checkPolicyRestrictions`;
      // The first version that tells a policy's effect.
      return ask(() => observer.post(`${path}?api-version=2023-03-01`, policyCheckBody(parameters)));
    },
  };
}

const encoded = (scope: string): string => scope.split('/').map(encodeURIComponent).join('/');
