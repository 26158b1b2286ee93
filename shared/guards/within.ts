import { idKey } from '../model/arm-id';

/** Whether an id is this scope or something below it. Case does not count, and a name is never taken for the beginning of a longer one. */
export const isWithin = (scope: string, id: string): boolean =>
  `${idKey(id)}/`.startsWith(`${idKey(scope).replace(/\/+$/, '')}/`);
