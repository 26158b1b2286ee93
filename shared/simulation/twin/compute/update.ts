import * as z from 'zod';
import { nameOf } from '../../../model/arm-id';
import type { Resource } from '../../scenarios/schema';
import { notSimulated, refused } from '../arm/errors';
import type { Call, Model, Reply } from '../provider';
import { without } from './extensions';
import type { VirtualMachine } from './machines';
import { refusalToBegin, workOn } from './work';

const Body = z.looseObject({
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.record(z.string(), z.unknown()).default({}),
});

/** What may change; anything else would change the machine itself, which the twin does not play. */
const CHANGEABLE = [
  'diagnosticsProfile',
  'licenseType',
  'priority',
  'billingProfile',
  'userData',
  'scheduledEventsProfile',
];

/** What Azure adds by itself and ignores where it comes back. */
const READ_ONLY = ['provisioningState', 'instanceView', 'vmId', 'timeCreated'];

/** PUT and PATCH of a VM that is there (REST: Virtual Machines - Create Or Update, Update). */
export function updateVm(call: Call, resource: Resource, vm: VirtualMachine, model: Model): Reply {
  const body = Body.safeParse(call.body);
  if (!body.success) return refused(400, 'InvalidParameter', 'The request body is invalid.');
  const given = without(body.data.properties, READ_ONLY);
  const other = Object.keys(given).find(
    (name) => !CHANGEABLE.includes(name) && !isWithin(given[name], resource.properties[name]),
  );
  if (other !== undefined) return notSimulated(`changing ${other} of the virtual machine ${nameOf(resource.id)}`);
  const refusal = refusalToBegin(vm, 'extension');
  if (refusal) return refusal;
  const { tags } = body.data;
  const changed: Resource = {
    ...resource,
    ...(tags && { tags }),
    properties: { ...resource.properties, ...given },
  };
  return workOn(
    vm,
    model,
    { kind: 'extension', hangs: false },
    { ms: model.times.restart, status: 200, body: changed, final: 'azure-async-operation' },
    () => {
      model.put(changed);
      return { status: 200, body: changed };
    },
  );
}

/** Whether a part that came back says nothing else than what is there. */
function isWithin(given: unknown, there: unknown): boolean {
  if (typeof given !== 'object' || given === null) return given === null || given === there;
  if (Array.isArray(given)) {
    const others: readonly unknown[] = Array.isArray(there) ? there : [];
    return given.length === others.length && given.every((one, index) => isWithin(one, others[index]));
  }
  return Object.entries(given).every(([name, value]) =>
    isWithin(value, (there as Record<string, unknown> | undefined)?.[name]),
  );
}
