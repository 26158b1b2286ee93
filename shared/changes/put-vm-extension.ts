import type { ChangeOf } from '../model/change';
import { vmExtension } from '../observations/vm-extension';
import { put } from './arm';
import { az, within } from '../model/az';
import type { ChangeHandling } from './change-kind';

/**
 * Installs an extension in a VM, or runs an installed one again. Azure: PUT virtualMachines/extensions. The tag in the
 * request is new for every run and comes back in the answer; the same tag twice runs the extension once.
 */
export const putVmExtension: ChangeHandling<'put-vm-extension'> = {
  kind: 'put-vm-extension',
  resource: ({ vm }) => vm,
  request(change) {
    const { location, ...properties } = change.extension;
    return put('Microsoft.Compute/virtualMachines/extensions', extensionId(change), { location, properties });
  },
  byHand: ({ vm, name, extension: { publisher, type, typeHandlerVersion, protectedSettings } }) =>
    az('vm extension set', {
      ...within('vm-name', vm),
      'extension-instance-name': name,
      publisher,
      name: type,
      version: typeHandlerVersion,
      'protected-settings': JSON.stringify(protectedSettings),
      'force-update': undefined,
    }),
  permissions: [
    'Microsoft.Compute/virtualMachines/extensions/write',
    'Microsoft.Compute/virtualMachines/extensions/read',
    'Microsoft.Compute/locations/operations/read',
  ],
  detail: ({ extension: { type, typeHandlerVersion } }) => `${type} ${typeHandlerVersion}`,
  takesDown: () => [],
  // What an extension makes of the VM, the fix knows that runs it.
  losses: () => [],
  inspect(see, change) {
    const extension = see(vmExtension, { id: extensionId(change) });
    if (extension.kind === 'absent') return 'absent';
    if (extension.forceUpdateTag !== change.extension.forceUpdateTag) return 'absent';
    // The tag is ours; whether the run came to an end well only its state tells.
    return /^(failed|canceled)$/i.test(extension.provisioningState) ? 'unknown' : 'landed';
  },
};

const extensionId = ({ vm, name }: ChangeOf<'put-vm-extension'>): string => `${vm}/extensions/${name}`;
