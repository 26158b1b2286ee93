import { idKey } from '../../../model/arm-id';
import type { Resource } from '../../scenarios/schema';
import type { Power } from '../guest/machine';
import type { Completion, Model, Reply } from '../provider';
import { giveNewAddresses, releaseAddresses } from './addresses';
import type { VirtualMachine } from './machines';
import { notRunning } from './refusals';
import { refusalToBegin, workOn } from './work';

export const POWER_ACTIONS = ['restart', 'redeploy', 'start', 'poweroff', 'deallocate', 'reapply'] as const;
type Action = (typeof POWER_ACTIONS)[number];

export const isPowerAction = (action: string): action is Action =>
  (POWER_ACTIONS as readonly string[]).includes(action);

/** The power state while an operation is under way; a restart or a redeploy shows none. */
const PASSING: Partial<Record<Action, Power>> = { start: 'starting', poweroff: 'stopping', deallocate: 'deallocating' };

/** Restart, redeploy, start, power off, deallocate and reapply (REST: Virtual Machines). `cured` hears of a VM that came back. */
export function powerOperation(
  resource: Resource,
  vm: VirtualMachine,
  action: Action,
  model: Model,
  cured: (vmId: string) => void,
): Reply {
  const { machine } = vm;
  const isOff = machine.power === 'stopped' || machine.power === 'deallocated';
  if (isOff && (action === 'restart' || action === 'redeploy')) return notRunning();
  const refusal = refusalToBegin(vm, 'power');
  if (refusal) return refusal;

  const before = machine.power;
  if (action === 'reapply' || (action === 'start' && !isOff)) {
    return workOn(vm, model, { kind: 'power', hangs: false }, { ms: 0, final: 'both' }, () => ({ status: 200 }));
  }
  machine.shutDown();
  machine.power = PASSING[action] ?? before;
  const finish = (): Completion => {
    machine.power = before;
    apply(resource, vm, action, model, cured);
    return { status: 200 };
  };
  const ms = action === 'redeploy' ? model.times.redeploy : model.times.restart;
  const giveUp = () => {
    // The platform failed before it did anything: the guest comes back as it was.
    machine.power = before;
    machine.comeBack();
  };
  return workOn(vm, model, { kind: 'power', hangs: false }, { ms, final: 'both' }, finish, giveUp);
}

function apply(
  resource: Resource,
  { machine }: VirtualMachine,
  action: Exclude<Action, 'reapply'>,
  model: Model,
  cured: (vmId: string) => void,
): void {
  const upFrom = model.now() + model.times.boot;
  const wasSick = machine.hung || machine.node === 'bad';
  switch (action) {
    case 'restart':
      machine.boot(upFrom);
      break;
    case 'start':
      if (machine.power === 'deallocated') machine.move(osDiskOf(resource));
      giveNewAddresses(resource, model, 'missing');
      machine.boot(upFrom);
      break;
    case 'redeploy':
      machine.move(osDiskOf(resource));
      giveNewAddresses(resource, model, 'all');
      machine.boot(upFrom);
      break;
    case 'poweroff':
      machine.power = 'stopped';
      return;
    case 'deallocate':
      machine.power = 'deallocated';
      releaseAddresses(resource, model);
      return;
  }
  if (wasSick && machine.node === 'good') cured(idKey(resource.id));
}

/** An ephemeral OS disk lives on the node and is lost with it. */
function osDiskOf(vm: Resource): 'managed' | 'ephemeral' {
  const profile = vm.properties.storageProfile as { osDisk?: { diffDiskSettings?: { option?: string } } } | undefined;
  return profile?.osDisk?.diffDiskSettings?.option === 'Local' ? 'ephemeral' : 'managed';
}
