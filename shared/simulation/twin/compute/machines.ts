import { idKey, nameOf, sameId } from '../../../model/arm-id';
import { Guest, osTypeOf } from '../../scenarios/schema';
import type { Estate, Resource } from '../../scenarios/schema';
import { LinuxMachine } from '../guest/linux-machine';
import type { Power } from '../guest/machine';
import { WindowsMachine } from '../guest/windows-machine';

/** What is under way on a VM. `agent` work (extensions, Run Command) waits for the agent inside. */
export interface Work {
  readonly kind: 'power' | 'run-command' | 'extension';
  /** Whether the agent did not report when the work began: it hangs until it times out. */
  readonly hangs: boolean;
}

/** A VM as Compute sees it. */
export interface VirtualMachine {
  readonly machine: LinuxMachine | WindowsMachine;
  work: Work | undefined;
  /** When the last operation ended, in ms since the epoch. */
  provisionedAt: number;
  /** What each extension was last run with, by its name in lower case. */
  readonly handled: Map<string, string>;
}

export interface Machines {
  /** By the VM's id; `undefined` when it is none of the store's. */
  get(vmId: string): VirtualMachine | undefined;
}

/** The VMs of the estate, made when they are first asked for, so that a VM that a happening puts has a guest too. */
export function createMachines(
  estate: Estate,
  find: (id: string) => Resource | undefined,
  startedAt: number,
): Machines {
  const made = new Map<string, VirtualMachine>();
  const guests = new Map(Object.entries(estate.guests).map(([name, guest]) => [idKey(name), guest]));
  return {
    get: (vmId) => {
      const resource = find(vmId);
      if (!resource || !sameId(resource.type, 'Microsoft.Compute/virtualMachines')) return undefined;
      const known = made.get(idKey(vmId));
      if (known) return known;
      const guest = guests.get(idKey(nameOf(vmId))) ?? Guest.parse({});
      const agent = provisionsAgent(resource) ? guest.agent : 'absent';
      const OsMachine = osTypeOf(resource) === 'Windows' ? WindowsMachine : LinuxMachine;
      const machine = new OsMachine({ ...guest, agent }, powerOf(resource));
      const vm: VirtualMachine = {
        machine,
        work: undefined,
        provisionedAt: startedAt - 86_400_000,
        handled: new Map(),
      };
      made.set(idKey(vmId), vm);
      return vm;
    },
  };
}

/** `provisionVMAgent: false` leaves a VM without an agent. */
function provisionsAgent(vm: Resource): boolean {
  const profile = (vm.properties.osProfile ?? {}) as Record<string, { provisionVMAgent?: boolean } | undefined>;
  return [profile.linuxConfiguration, profile.windowsConfiguration].every((one) => one?.provisionVMAgent !== false);
}

/** The power state that the estate gives in the VM's instance view; running where it says nothing. */
function powerOf(vm: Resource): Power {
  const view = vm.properties.instanceView as { statuses?: readonly { code?: string }[] } | undefined;
  const code = view?.statuses?.map((status) => status.code ?? '').find((text) => text.startsWith('PowerState/'));
  return (code?.slice('PowerState/'.length) ?? 'running') as Power;
}
