import { az, within } from '../model/az';
import { vmExtension } from '../observations/vm-extension';
import type { ChangeHandling } from './change-kind';
import { aboutExtension, extensionId, mayPutExtension, putExtension } from './vm-extension';

/**
 * Installs an extension in a VM, or runs an installed one again. Azure: PUT virtualMachines/extensions. The tag in the
 * request is new for every run and comes back in the answer; the same tag twice runs the extension once.
 */
export const putVmExtension: ChangeHandling<'put-vm-extension'> = {
  ...aboutExtension,
  kind: 'put-vm-extension',
  request: putExtension,
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
  permissions: mayPutExtension,
  inspect(see, change) {
    const extension = see(vmExtension, { id: extensionId(change) });
    if (extension.kind === 'absent') return 'absent';
    if (extension.forceUpdateTag !== change.extension.forceUpdateTag) return 'absent';
    // The tag is ours; whether the run came to an end well only its state tells.
    return /^(failed|canceled)$/i.test(extension.provisioningState) ? 'unknown' : 'landed';
  },
};
