import { az, within } from '../model/az';
import { remove } from './arm';
import type { ChangeHandling } from './change-kind';
import { deleting } from './own-part';
import { aboutExtension, extensionId, extensionPart, extensionType } from './vm-extension';

/** Takes an extension out of a VM. Azure: DELETE virtualMachines/extensions. */
export const deleteVmExtension: ChangeHandling<'delete-vm-extension'> = {
  ...aboutExtension,
  kind: 'delete-vm-extension',
  request: (change) => remove(extensionType, extensionId(change)),
  byHand: ({ vm, name }) => az('vm extension delete', { ...within('vm-name', vm), name }),
  permissions: [
    'Microsoft.Compute/virtualMachines/extensions/delete',
    'Microsoft.Compute/virtualMachines/extensions/read',
    'Microsoft.Compute/locations/operations/read',
  ],
  ...deleting(extensionPart),
};
