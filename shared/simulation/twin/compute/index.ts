import { nameOf, parentId, sameId } from '../../../model/arm-id';
import type { Resource } from '../../scenarios/schema';
import { notFound } from '../arm/errors';
import { isBelow } from '../arm/listing';
import type { Call, Model, Provider, Reply } from '../provider';
import { deleteExtension, putExtension, showExtension, without } from './extensions';
import { BOOT_FOLDER, SIGNATURE } from './boot-log';
import { disksOf } from './disks';
import { updateVm } from './update';
import { extensionsOf, instanceView } from './instance-view';
import type { Machines } from './machines';
import { isPowerAction, powerOperation } from './power';
import { bootDiagnosticsOff } from './refusals';
import { runCommand } from './run-command';

/** Microsoft.Compute: VMs, their operations and their extensions. `cured` hears of a sick VM that an operation brought back. */
export function createComputeProvider(
  machines: Machines,
  cured: (vmId: string) => void,
  /** The origin of blobs. */
  blobs: () => string,
): Provider {
  return {
    namespace: 'Microsoft.Compute',

    handle(call, model) {
      if (call.type === 'microsoft.compute/virtualmachines') return onVm(call, model);
      if (call.type === 'microsoft.compute/virtualmachines/extensions') return onExtension(call, model);
      if (call.type === 'microsoft.compute/disks' && call.method === 'GET' && call.action === undefined) {
        const disk = disksOf(model).find(({ id }) => sameId(id, call.id));
        return disk ? { kind: 'now', status: 200, body: disk } : notFound(call.id);
      }
      return undefined;
    },

    collection(call, model) {
      if (call.type !== 'microsoft.compute/disks' || call.method !== 'GET') return undefined;
      return { kind: 'now', status: 200, body: { value: disksOf(model).filter((disk) => isBelow(call.id, disk)) } };
    },

    show(resource, call, model) {
      const expand = call.query.get('$expand')?.toLowerCase() ?? '';
      const type = resource.type.toLowerCase();
      if (type === 'microsoft.compute/virtualmachines') return showVm(resource, expand, model);
      if (type !== 'microsoft.compute/virtualmachines/extensions') return resource;
      return showExtension(resource, expand === 'instanceview' ? 'instance-view' : 'plain');
    },
  };

  function onVm(call: Call, model: Model): Reply | undefined {
    const resource = model.get(call.id);
    const vm = machines.get(call.id);
    const updates = call.method === 'PUT' || call.method === 'PATCH';
    if (call.action === undefined) return updates && resource && vm ? updateVm(call, resource, vm, model) : undefined;
    if (!resource || !vm) return notFound(call.id);
    if (call.action === 'instanceview' && call.method === 'GET') {
      return { kind: 'now', status: 200, body: instanceView(resource, vm, model) };
    }
    if (call.method !== 'POST') return undefined;
    if (isPowerAction(call.action)) return powerOperation(resource, vm, call.action, model, cured);
    if (call.action === 'runcommand') return runCommand(resource, vm, call.body, model);
    if (call.action === 'retrievebootdiagnosticsdata') return bootDiagnostics(resource, blobs());
    return undefined;
  }

  function onExtension(call: Call, model: Model): Reply | undefined {
    const resource = model.get(parentId(call.id));
    const vm = machines.get(parentId(call.id));
    if (call.method === 'GET' || !resource || !vm) return undefined;
    if (call.method === 'PUT') return putExtension(call, resource, vm, model);
    if (call.method === 'DELETE') return deleteExtension(call, vm, model);
    return undefined;
  }

  function showVm(resource: Resource, expand: string, model: Model): Resource {
    const vm = machines.get(resource.id);
    const properties = without(resource.properties, ['instanceView']);
    const resources = extensionsOf(resource, model).map((extension) => showExtension(extension, 'plain'));
    const provisioningState = vm?.work ? 'Updating' : (properties.provisioningState ?? 'Succeeded');
    const view = expand === 'instanceview' && vm ? { instanceView: instanceView(resource, vm, model) } : {};
    return {
      ...resource,
      properties: { ...properties, provisioningState, ...view },
      ...(resources.length > 0 && { resources }),
    };
  }
}

/** The addresses carry a signature, as Azure's do: whoever has one may read the VM's console. */
function bootDiagnostics(resource: Resource, origin: string): Reply {
  const profile = resource.properties.diagnosticsProfile as { bootDiagnostics?: { enabled?: boolean } } | undefined;
  if (profile?.bootDiagnostics?.enabled !== true) return bootDiagnosticsOff(nameOf(resource.id));
  const blob = (file: string) =>
    `${origin}${BOOT_FOLDER}${nameOf(resource.id)}.${file}?sv=2023-11-03&sp=r&sig=${SIGNATURE}`;
  const body = { consoleScreenshotBlobUri: blob('screenshot.bmp'), serialConsoleLogBlobUri: blob('serialconsole.log') };
  return { kind: 'now', status: 200, body, effect: 'read' };
}
