import { az, within } from '../model/az';
import type { ChangeHandling } from './change-kind';
import { making } from './own-part';
import { aboutExtension, extensionPart, mayPutExtension, putExtension } from './vm-extension';

/** Installs an extension in a VM where there is none of its name. Azure: PUT virtualMachines/extensions. */
export const addVmExtension: ChangeHandling<'add-vm-extension'> = {
  ...aboutExtension,
  kind: 'add-vm-extension',
  request: putExtension,
  byHand: ({ vm, name, extension: { publisher, type, typeHandlerVersion } }) =>
    az('vm extension set', {
      ...within('vm-name', vm),
      'extension-instance-name': name,
      publisher,
      name: type,
      version: typeHandlerVersion,
    }),
  permissions: mayPutExtension,
  undo: (change) => ({ ...change, kind: 'delete-vm-extension' }),
  ...making(extensionPart),
};
