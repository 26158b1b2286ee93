import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { AT_OR_ABOVE, list } from './arm';
import { armList, armObject, maybe } from './parse';

export interface Lock {
  readonly id: string;
  readonly name: string;
  /** `ReadOnly` forbids everything but reading, POST actions such as restart too. */
  readonly level: 'CanNotDelete' | 'ReadOnly';
  /** The id of the resource, the resource group or the subscription that is locked, with everything below it. */
  readonly scope: string;
  /** Why, in the words of whoever locked it. */
  readonly notes?: string | undefined;
}

export interface Locks {
  readonly locks: readonly Lock[];
}

/** The management locks that hold at a scope, inherited ones too. Azure: GET Microsoft.Authorization/locks. */
export const locks = defineObservation<{ scope: string }, Locks>({
  kind: 'locks',
  permissions: ['Microsoft.Authorization/locks/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ scope }) =>
    list(`${scope}/providers/Microsoft.Authorization/locks`, { 'api-version': '2020-05-01', ...AT_OR_ABOVE }),
  answer: armList(
    armObject({ id: z.string(), name: z.string(), level: z.string(), notes: maybe(z.string()) }).transform(
      (lock): Lock => ({
        ...lock,
        // A level that is not known yet is taken for the stricter one.
        level: lock.level === 'CanNotDelete' ? 'CanNotDelete' : 'ReadOnly',
        scope: lock.id.replace(/\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i, ''),
      }),
    ),
  ).transform((locks) => ({ locks })),
});
