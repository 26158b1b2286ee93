import { sameId } from '../../../model/arm-id';
import type { Reply } from '../provider';
import type { Store } from '../store';
import * as errors from './errors';
import { groupBody, subscriptionOf } from './listing';

/** Requests on a resource group (REST: Resource Groups). */
export function onGroup(
  store: Store,
  method: string,
  { scope, name }: { scope: string; name: string },
  body: unknown,
): Reply {
  const existing = store.groups(subscriptionOf(scope)).find((group) => sameId(group.name, name));
  const { location, tags } = (body ?? {}) as { location?: string; tags?: unknown };
  switch (method) {
    case 'GET':
      return existing ? { kind: 'now', status: 200, body: groupBody(existing) } : errors.noGroup(name);
    case 'PUT': {
      if (location === undefined) return errors.noLocation();
      const there = existing?.location;
      if (there !== undefined && region(there) !== region(location)) return errors.groupElsewhere(location, there);
      const group = {
        id: existing?.id ?? scope,
        name: existing?.name ?? name,
        location: there ?? region(location),
        tags,
      };
      store.putGroup(group);
      return { kind: 'now', status: existing ? 200 : 201, body: groupBody(group) };
    }
    case 'PATCH': {
      if (!existing) return errors.noGroup(name);
      const group = { ...existing, ...(tags !== undefined && { tags }) };
      store.putGroup(group);
      return { kind: 'now', status: 200, body: groupBody(group) };
    }
    default:
      return errors.notSimulated(`${method} on a resource group`);
  }
}

/** `Korea Central` and `koreacentral` are the same. */
const region = (location: string): string => location.toLowerCase().replaceAll(' ', '');
