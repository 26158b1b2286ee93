import { nameOf, parentId, sameId } from '../../../model/arm-id';
import type { Resource } from '../../scenarios/schema';
import type { Model } from '../provider';
import type { VirtualMachine } from './machines';

/** A status as Compute writes it. Find one by the prefix of its code, never by its place. */
export interface Status {
  readonly code: string;
  readonly level: 'Info' | 'Warning' | 'Error';
  readonly displayStatus: string;
  readonly message?: string;
  readonly time?: string;
}

/** A VM's instance view (REST: Virtual Machines - Instance View): the estate's own parts, and what the twin knows better. */
export function instanceView(
  vm: Resource,
  { machine, work, provisionedAt }: VirtualMachine,
  model: Model,
): Record<string, unknown> {
  const now = model.now();
  const given = (vm.properties.instanceView ?? {}) as Record<string, unknown>;
  const statuses = [provisioning(work !== undefined, work === undefined ? provisionedAt : now), power(machine.power)];
  const shutOff = machine.power !== 'running';
  return {
    computerName: nameOf(vm.id),
    hyperVGeneration: 'V2',
    ...given,
    ...(shutOff ? { vmAgent: undefined } : { vmAgent: vmAgent(agentOf(machine, now), now, given) }),
    extensions: extensionsOf(vm, model).map(extensionView),
    statuses,
  };
}

export const extensionsOf = (vm: Resource, model: Model): readonly Resource[] =>
  model.list('Microsoft.Compute/virtualMachines/extensions').filter((one) => sameId(parentId(one.id), vm.id));

/** An extension's publisher, type and state, as its properties say. */
export interface ExtensionProperties {
  readonly publisher?: string;
  readonly type?: string;
  readonly typeHandlerVersion?: string;
  readonly provisioningState?: string;
  readonly forceUpdateTag?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly protectedSettings?: Readonly<Record<string, unknown>>;
  readonly instanceView?: { readonly statuses?: readonly Status[] };
}

function extensionView(extension: Resource): Record<string, unknown> {
  const { publisher = '', type = '', typeHandlerVersion, instanceView } = extension.properties as ExtensionProperties;
  const statuses = instanceView?.statuses ?? [
    { code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded' },
  ];
  return { name: nameOf(extension.id), type: `${publisher}.${type}`, typeHandlerVersion, statuses };
}

function provisioning(isUpdating: boolean, at: number): Status {
  const time = new Date(at).toISOString().replace('Z', '+00:00');
  return isUpdating
    ? { code: 'ProvisioningState/updating', level: 'Info', displayStatus: 'Updating', time }
    : { code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded', time };
}

const power = (state: string): Status => ({ code: `PowerState/${state}`, level: 'Info', displayStatus: `VM ${state}` });

type Agent = 'ready' | 'silent' | 'never-reported';

/** An agent has not reported yet while its VM comes up, and never does where there is none. */
function agentOf(machine: VirtualMachine['machine'], now: number): Agent {
  if (machine.agentReady(now)) return 'ready';
  const comesUp = machine.node === 'good' && !machine.hung && !machine.running(now);
  const neverDoes = machine.agent === 'absent' || machine.agent === 'not-ready';
  return comesUp || neverDoes ? 'never-reported' : 'silent';
}

function vmAgent(agent: Agent, now: number, given: Record<string, unknown>): Record<string, unknown> {
  const time = new Date(Math.floor(now / 1000) * 1000).toISOString().replace('.000Z', '+00:00');
  if (agent === 'ready') {
    const message = 'Guest Agent is running';
    const ready = { code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Ready', message, time };
    return { vmAgentVersion: '2.9.1.1', ...(given.vmAgent as object | undefined), statuses: [ready] };
  }
  const isNew = agent === 'never-reported';
  const message = isNew ? 'VM status blob is found but not yet populated.' : 'VM agent is unresponsive.';
  const unavailable = {
    code: 'ProvisioningState/Unavailable',
    level: 'Warning',
    displayStatus: 'Not Ready',
    message,
    time,
  };
  return { vmAgentVersion: isNew ? 'Unknown' : '2.9.1.1', statuses: [unavailable] };
}
