import type { z } from 'zod';
import type { Fault } from '../scenarios/schema';
import type { Change, ChangeKind } from '../../model/change';
import type { ObservationRequest } from '../../model/observation';
import { observations } from '../../observations/index.generated';

/** Which requests a fault of a scenario meets: a method, and a part of the path. */
export type Request = Required<Pick<z.input<typeof Fault>, 'path'>> & {
  readonly method: NonNullable<z.input<typeof Fault>['method']>;
};

/** The request behind a question; `undefined` where it was not Azure that was asked, or by a version that asked otherwise. */
export function questionOf({ kind, params }: ObservationRequest): Request | undefined {
  const request = observations.find((each) => each.kind === kind)?.request(params);
  return request === undefined || request === 'ledger' ? undefined : { method: request.method, path: request.path };
}

const changes: Readonly<Record<ChangeKind, (name: string) => Request>> = {
  'put-security-rule': (name) => ({ method: 'PUT', path: `/securityRules/${name}` }),
  'delete-security-rule': (name) => ({ method: 'DELETE', path: `/securityRules/${name}` }),
  'put-vm-extension': (name) => ({ method: 'PUT', path: `/extensions/${name}` }),
  'run-command': () => ({ method: 'POST', path: '/runCommand' }),
  'restart-vm': () => ({ method: 'POST', path: '/restart' }),
  'redeploy-vm': () => ({ method: 'POST', path: '/redeploy' }),
};

/** The request of a change. */
export const changeRequestOf = (change: Change): Request => changes[change.kind]('name' in change ? change.name : '');
