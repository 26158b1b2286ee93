import type { WireRequest } from '../../../azure/send';
import type { Change } from '../../../model/change';
import { ORIGIN } from './wire';

const NETWORK = 'api-version=2026-01-01';
const COMPUTE = 'api-version=2026-04-01';

/** The request of a change. */
export function requestOf(change: Change): WireRequest {
  switch (change.kind) {
    case 'put-security-rule':
      return { method: 'PUT', url: ruleUrl(change), body: { properties: change.rule } };
    case 'delete-security-rule':
      return { method: 'DELETE', url: ruleUrl(change) };
    case 'put-vm-extension': {
      const { location, ...properties } = change.extension;
      return { method: 'PUT', url: urlOf(change.vm, `extensions/${change.name}`), body: { location, properties } };
    }
    case 'run-command':
      return {
        method: 'POST',
        url: urlOf(change.vm, 'runCommand'),
        body: { commandId: 'RunShellScript', script: change.script },
      };
    case 'restart-vm':
      return { method: 'POST', url: urlOf(change.vm, 'restart') };
    case 'redeploy-vm':
      return { method: 'POST', url: urlOf(change.vm, 'redeploy') };
  }
}

const urlOf = (vm: string, action: string): string => `${ORIGIN}${vm}/${action}?${COMPUTE}`;

const ruleUrl = ({ networkSecurityGroup, name }: Extract<Change, { networkSecurityGroup: string }>): string =>
  `${ORIGIN}${networkSecurityGroup}/securityRules/${name}?${NETWORK}`;
