import type { Amendment, ChangeRequest } from '../model/azure';
import type { Params } from '../model/observation';
import { pathOf, versionOf, type Type } from '../observations/arm';

// The requests that changes are made of.

/** Makes or replaces a resource. */
export const put = (type: Type, id: string, body: Params): ChangeRequest => ({
  method: 'PUT',
  path: pathOf(type, id),
  query: versionOf(type),
  body,
});

/** Sets one value of a resource that is only put as a whole. */
export const amend = (type: Type, id: string, amends: Amendment): ChangeRequest => ({
  method: 'PUT',
  path: pathOf(type, id),
  query: versionOf(type),
  amends,
});

export const remove = (type: Type, id: string): ChangeRequest => ({
  method: 'DELETE',
  path: pathOf(type, id),
  query: versionOf(type),
});

/** Has something done to a resource as a whole. */
export const act = (type: Type, id: string, action: string, body?: Params): ChangeRequest => ({
  method: 'POST',
  path: `${pathOf(type, id)}/${action}`,
  query: versionOf(type),
  body,
});
