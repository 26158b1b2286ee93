import type { z } from 'zod';
import type { Fault } from '../scenarios/schema';
import { requestOf, shortPathOf } from '../../changes';
import type { Change } from '../../model/change';
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

/** The request of a change. */
export const changeRequestOf = (change: Change): Request => ({
  method: requestOf(change).method,
  path: shortPathOf(change),
});
