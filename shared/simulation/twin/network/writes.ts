import * as z from 'zod';
import { armId, idKey, nameOf, parentId, parseArmId, sameId } from '../../../model/arm-id';
import { noLocation, notSimulated, refused } from '../arm/errors';
import { badRequest } from './replies';
import { KINDS, type Kind, type Properties } from './kinds';
import type { Resource } from '../../scenarios/schema';
import type { Call, Model, Refused, Reply } from '../provider';

const Body = z.looseObject({
  location: z.string().optional(),
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.record(z.string(), z.unknown()).default({}),
});

/**
 * Creates or replaces a resource of Microsoft.Network. A new one is seen at once as `Updating`; a changed one keeps its old
 * effect until the operation ends.
 */
export function putResource(call: Call, model: Model): Reply | undefined {
  const kind = KINDS[call.type];
  if (!kind) return undefined;
  const parsed = Body.safeParse(call.body);
  if (!parsed.success) return badRequest('InvalidRequestFormat', 'Cannot parse the request.');
  const existing = model.get(call.id);
  if (!existing && kind.create === 'not-simulated') return notSimulated(`creating ${call.type}`);
  const { location, tags, properties: given, ...rest } = parsed.data;
  const misplaced = misplacement(call.id, location, existing);
  if (misplaced) return misplaced;

  const id = existing?.id ?? call.id;
  const read = kind.read(withoutReadOnly(given, kind), { id, existing, model });
  if ('kind' in read) return read;
  const dangling = danglingReference(id, read.properties, model);
  if (dangling) return dangling;

  const { id: _id, name: _name, type: _type, etag: _etag, ...own } = rest as Partial<Resource>;
  const resource = (provisioningState: 'Updating' | 'Succeeded'): Resource => ({
    ...own,
    id,
    name: existing?.name ?? nameOf(id),
    type: existing?.type ?? armId(id).type,
    ...(location !== undefined && { location }),
    ...(tags && { tags }),
    properties: { ...read.properties, provisioningState },
  });
  if (!existing) model.put(resource('Updating'));
  const change = existing && kind.begin?.(existing, model);
  const status = existing ? 200 : 201;
  return {
    kind: 'later',
    ms: kind.ms(model.times),
    status,
    body: { ...model.get(id), ...resource('Updating') },
    final: 'azure-async-operation',
    complete: () => {
      model.put(resource('Succeeded'));
      change?.done();
      return { status, body: model.get(id) };
    },
    abandon: () => {
      if (!existing) model.delete(id);
      change?.failed();
    },
  };
}

/** Network changes nothing but tags by PATCH (REST: Update Tags). */
export function patchResource(call: Call, model: Model): Reply | undefined {
  const existing = model.get(call.id);
  if (!KINDS[call.type] || isChild(call.id) || !existing) return undefined;
  const { tags } = (call.body ?? {}) as { tags?: unknown };
  model.put({ ...existing, ...(tags !== undefined && { tags }) });
  return { kind: 'now', status: 200, body: model.get(call.id) };
}

/** Deletes a resource. What is not there is deleted already; what is in use stays. */
export function deleteResource(call: Call, model: Model): Reply | undefined {
  const kind = KINDS[call.type];
  if (!kind) return undefined;
  const existing = model.get(call.id);
  if (!existing) return { kind: 'now', status: 204, effect: 'read' };
  const refusal = kind.inUse?.(existing, model);
  if (refusal) return refusal;
  return {
    kind: 'later',
    ms: kind.ms(model.times),
    final: 'both',
    complete: () => {
      model.delete(existing.id);
      return { status: 200 };
    },
  };
}

const isChild = (id: string): boolean => parseArmId(parentId(id)) !== undefined;

function misplacement(id: string, location: string | undefined, existing: Resource | undefined): Refused | undefined {
  if (isChild(id)) return undefined;
  if (location === undefined) return noLocation();
  const there = existing?.location;
  if (there === undefined || region(there) === region(location)) return undefined;
  return refused(
    409,
    'InvalidResourceLocation',
    `The resource '${nameOf(id)}' already exists in location '${there}' in resource group '${armId(id).resourceGroup}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
  );
}

const region = (location: string): string => location.toLowerCase().replaceAll(' ', '');

/** What Azure adds to a resource is ignored where it comes back. */
const withoutReadOnly = (properties: Properties, { readOnly }: Kind): Properties =>
  Object.fromEntries(
    Object.entries(properties).filter(
      ([name]) => !['provisioningState', 'resourceGuid', ...readOnly].some((other) => sameId(other, name)),
    ),
  );

/** ARM's refusal of a reference to something that is not there; what is inside the resource itself must come with it. */
function danglingReference(own: string, properties: Properties, model: Model): Refused | undefined {
  const missing = referencesIn(properties).find((id) => {
    if (`${idKey(id)}/`.startsWith(`${idKey(own)}/`)) return !hasPart(properties, id.slice(own.length + 1));
    return parseArmId(id) !== undefined && !model.get(id) && !model.get(id.split('/').slice(0, 9).join('/'));
  });
  if (missing === undefined) return undefined;
  return badRequest(
    'InvalidResourceReference',
    `Resource ${missing} referenced by resource ${own} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
  );
}

/** Whether a part (`probes/health`) is among the properties; what is no list of named parts is not looked into. */
function hasPart(properties: Properties, path: string): boolean {
  const [collection = '', name = ''] = path.split('/');
  const parts = Object.entries(properties).find(([key]) => sameId(key, collection))?.[1] ?? [];
  return name === '' || !Array.isArray(parts) || parts.some((part: { name?: string }) => sameId(part.name ?? '', name));
}

function referencesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'id' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}
