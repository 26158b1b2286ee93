import type { VirtualMachine, VmExtensionSummary } from '../observations/virtual-machine';

/** The VMAccess extension of a VM, whatever its name. A second one beside it is refused by Azure: it is run again under that name. */
export const vmAccessOf = ({ extensions }: VirtualMachine, type: string): VmExtensionSummary | undefined =>
  extensions.find((extension) => extension.type.toLowerCase().split('.').at(-1) === type.toLowerCase());

/** What VMAccess is called where it is not there yet, as Azure's command line calls it. */
export const VM_ACCESS = 'enablevmaccess';

/** The higher of two `major.minor` versions. */
export function higher(installed: string | undefined, lowest: string): string {
  const parts = (version: string) => version.split('.').map(Number);
  const [major = 0, minor = 0] = parts(installed ?? lowest);
  const [lowestMajor = 0, lowestMinor = 0] = parts(lowest);
  return major > lowestMajor || (major === lowestMajor && minor > lowestMinor) ? `${major}.${minor}` : lowest;
}
