import type { ChangeOf } from '../model/change';
import type { VirtualMachine } from '../observations/virtual-machine';

/** What VMAccess is called where it is not there yet, as Azure's command line calls it. */
const VM_ACCESS = 'enablevmaccess';

/** VMAccess for one operating system. */
export interface VmAccess {
  readonly publisher: string;
  readonly type: string;
  readonly lowestVersion: string;
}

/** Runs VMAccess in a VM. A second one beside it is refused by Azure: one that is there, whatever its name, is run again under that name. */
export function vmAccess(
  vm: VirtualMachine,
  incident: string,
  { publisher, type, lowestVersion }: VmAccess,
  protectedSettings: ChangeOf<'put-vm-extension'>['extension']['protectedSettings'],
): ChangeOf<'put-vm-extension'> {
  const installed = vm.extensions.find(
    (extension) => extension.type.toLowerCase().split('.').at(-1) === type.toLowerCase(),
  );
  return {
    kind: 'put-vm-extension',
    vm: vm.id,
    name: installed?.name ?? VM_ACCESS,
    extension: {
      location: vm.location,
      publisher,
      type,
      typeHandlerVersion: higher(installed?.version, lowestVersion),
      forceUpdateTag: incident,
      settings: {},
      protectedSettings,
    },
  };
}

/** The higher of two `major.minor` versions. */
function higher(installed: string | undefined, lowest: string): string {
  const parts = (version: string) => version.split('.').map(Number);
  const [major = 0, minor = 0] = parts(installed ?? lowest);
  const [lowestMajor = 0, lowestMinor = 0] = parts(lowest);
  return major > lowestMajor || (major === lowestMajor && minor > lowestMinor) ? `${major}.${minor}` : lowest;
}
