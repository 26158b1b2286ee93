import { runCommandBody } from '../../../shared/azure/bodies';
import type { Change } from '../../../shared/model/change';
import type { Request } from './wire';

/** The request of a change. `query` goes behind its URL. */
export function requestOf(change: Change, query: string): Request {
  switch (change.kind) {
    case 'put-security-rule':
      return { method: 'PUT', url: ruleUrl(change, query), body: { properties: change.rule } };
    case 'delete-security-rule':
      return { method: 'DELETE', url: ruleUrl(change, query) };
    case 'put-vm-extension': {
      const { location, ...properties } = change.extension;
      return { method: 'PUT', url: `${change.vm}/extensions/${change.name}?${query}`, body: { location, properties } };
    }
    case 'run-command':
      return { method: 'POST', url: `${change.vm}/runCommand?${query}`, body: runCommandBody(change.script) };
    case 'restart-vm':
      return { method: 'POST', url: `${change.vm}/restart?${query}` };
    case 'redeploy-vm':
      return { method: 'POST', url: `${change.vm}/redeploy?${query}` };
  }
}

const ruleUrl = ({ networkSecurityGroup, name }: Extract<Change, { networkSecurityGroup: string }>, query: string) =>
  `${networkSecurityGroup}/securityRules/${name}?${query}`;
