import { idKey, nameOf, sameId } from '../../../model/arm-id';
import type { Resource } from '../../scenarios/schema';
import type { Call, Completion, Model, Reply } from '../provider';
import { extensionsOf, type ExtensionProperties, type Status } from './instance-view';
import type { VirtualMachine } from './machines';
import { handlerFailed, noExtensionsWhileOff, secondOfKind, timedOut } from './refusals';
import { runVmAccess, type Handled } from './vm-access';
import { AGENT_TIMEOUT_MS, refusalToBegin, workOn } from './work';

/** PUT …/extensions/{name} (REST: Virtual Machine Extensions - Create Or Update). The handler runs when the operation ends. */
export function putExtension(call: Call, resource: Resource, vm: VirtualMachine, model: Model): Reply {
  const {
    location = resource.location,
    tags,
    properties = {},
  } = (call.body ?? {}) as {
    location?: string;
    tags?: unknown;
    properties?: ExtensionProperties;
  };
  const { publisher = '', type = '' } = properties;
  const { machine } = vm;
  if (machine.power !== 'running') return noExtensionsWhileOff();
  const twin = extensionsOf(resource, model).find(
    (one) => isOfHandler(one, publisher, type) && !sameId(one.id, call.id),
  );
  if (twin) return secondOfKind(nameOf(resource.id), machine.os, publisher, type, nameOf(twin.id));
  const refusal = refusalToBegin(vm, 'extension');
  if (refusal) return refusal;

  const existing = model.get(call.id);
  const { protectedSettings = {}, ...shown } = properties;
  const name = nameOf(call.id);
  const stored = (provisioningState: string, statuses: readonly Status[]): Resource => ({
    id: call.id,
    name,
    type: 'Microsoft.Compute/virtualMachines/extensions',
    location,
    ...(tags !== undefined && { tags }),
    properties: { ...shown, provisioningState, instanceView: { name, statuses } },
  });
  const keep = (provisioningState: string, status: Status): Resource => {
    const next = stored(provisioningState, [{ ...status, time: new Date(model.now()).toISOString() }]);
    model.put(next);
    return showExtension(next, 'plain');
  };

  const hangs = !machine.agentReady(model.now());
  const ms = hangs ? AGENT_TIMEOUT_MS : model.times.extension;
  const status = existing ? 200 : 201;
  const begun = keep(existing ? 'Updating' : 'Creating', {
    code: 'ProvisioningState/transitioning',
    level: 'Info',
    displayStatus: 'Transitioning',
  });

  const finish = (): Completion => {
    if (!machine.agentReady(model.now())) {
      keep('Failed', { code: 'ProvisioningState/Unavailable', level: 'Warning', displayStatus: 'Not Ready' });
      return { ...timedOut(name), effect: 'write' };
    }
    const handled = handle(vm, name, properties, protectedSettings);
    if (handled.kind === 'failed') {
      keep('Failed', {
        code: 'ProvisioningState/failed/1',
        level: 'Error',
        displayStatus: 'Provisioning failed',
        message: handled.message,
      });
      return { error: handlerFailed(name, handled.message), effect: 'write' };
    }
    const body = keep('Succeeded', {
      code: 'ProvisioningState/succeeded',
      level: 'Info',
      displayStatus: 'Provisioning succeeded',
      message: 'Enable succeeded.',
    });
    return { status, body };
  };
  const release = () =>
    void keep('Failed', { code: 'ProvisioningState/failed', level: 'Error', displayStatus: 'Provisioning failed' });
  return workOn(
    vm,
    model,
    { kind: 'extension', hangs },
    { ms, status, body: begun, final: 'azure-async-operation' },
    finish,
    release,
  );
}

/** The agent runs a handler only for a new sequence of settings: the same settings with the same tag are not run again. */
function handle(
  vm: VirtualMachine,
  name: string,
  properties: ExtensionProperties,
  protectedSettings: Record<string, unknown>,
): Handled {
  const { publisher = '', type = '', settings = {}, forceUpdateTag = '', typeHandlerVersion = '' } = properties;
  const sequence = JSON.stringify({ settings, protectedSettings, forceUpdateTag, typeHandlerVersion });
  if (vm.handled.get(idKey(name)) === sequence) return { kind: 'succeeded' };
  vm.handled.set(idKey(name), sequence);
  return runVmAccess(vm.machine, `${publisher}.${type}`, settings, protectedSettings);
}

export function deleteExtension(call: Call, vm: VirtualMachine, model: Model): Reply {
  if (!model.get(call.id)) return { kind: 'now', status: 204, effect: 'read' };
  if (vm.machine.power !== 'running') return noExtensionsWhileOff();
  const refusal = refusalToBegin(vm, 'extension');
  if (refusal) return refusal;
  const hangs = !vm.machine.agentReady(model.now());
  const ms = hangs ? AGENT_TIMEOUT_MS : model.times.extension;
  return workOn(vm, model, { kind: 'extension', hangs }, { ms, final: 'both' }, () => {
    if (!vm.machine.agentReady(model.now())) return timedOut(nameOf(call.id));
    model.delete(call.id);
    vm.handled.delete(idKey(nameOf(call.id)));
    return { status: 200 };
  });
}

/** A GET never shows the protected settings, and the instance view only where it is asked for. */
export function showExtension(extension: Resource, view: 'plain' | 'instance-view'): Resource {
  const hidden = view === 'plain' ? ['protectedSettings', 'instanceView'] : ['protectedSettings'];
  return { ...extension, properties: without(extension.properties, hidden) };
}

/** The properties but for some. */
export const without = (
  properties: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> => Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

function isOfHandler(extension: Resource, publisher: string, type: string): boolean {
  const other = extension.properties as ExtensionProperties;
  return sameId(other.publisher ?? '', publisher) && sameId(other.type ?? '', type);
}
