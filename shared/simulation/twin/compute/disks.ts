import type { Resource } from '../../scenarios/schema';
import type { Model } from '../provider';

interface Disk {
  readonly name?: string;
  readonly diskSizeGB?: number;
  readonly osType?: string;
  readonly managedDisk?: { readonly id?: string; readonly storageAccountType?: string };
}

const DISKS = 'Microsoft.Compute/disks';

/** The managed disks: those of the estate, and those that its VMs name. */
export function disksOf(model: Model): readonly Resource[] {
  const own = model.list(DISKS);
  const named = model
    .list('Microsoft.Compute/virtualMachines')
    .flatMap((vm) => attachedTo(vm))
    .filter((disk) => !own.some(({ id }) => id.toLowerCase() === disk.id.toLowerCase()));
  return [...own, ...named];
}

function attachedTo(vm: Resource): readonly Resource[] {
  const { osDisk, dataDisks = [] } = (vm.properties.storageProfile ?? {}) as {
    osDisk?: Disk;
    dataDisks?: readonly Disk[];
  };
  return [...(osDisk ? [osDisk] : []), ...dataDisks].flatMap((disk) => {
    const id = disk.managedDisk?.id;
    if (id === undefined) return [];
    return {
      id,
      name: id.slice(id.lastIndexOf('/') + 1),
      type: DISKS,
      location: vm.location,
      managedBy: vm.id,
      sku: { name: disk.managedDisk?.storageAccountType ?? 'Premium_LRS' },
      properties: {
        ...(disk.osType !== undefined && { osType: disk.osType }),
        ...(disk.diskSizeGB !== undefined && { diskSizeGB: disk.diskSizeGB }),
        diskState: 'Attached',
        provisioningState: 'Succeeded',
      },
    };
  });
}
