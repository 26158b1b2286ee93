import type { ChangeHandling } from './change-kind';
import { making } from './own-part';
import { aboutExtension, extensionPart, mayPutExtension, putByHand, putExtension } from './vm-extension';

/** Installs an extension in a VM where there is none of its name. Azure: PUT virtualMachines/extensions. */
export const addVmExtension: ChangeHandling<'add-vm-extension'> = {
  ...aboutExtension,
  kind: 'add-vm-extension',
  request: putExtension,
  byHand: (change) => putByHand(change),
  permissions: mayPutExtension,
  undo: (change) => ({ ...change, kind: 'delete-vm-extension' }),
  ...making(extensionPart),
};
