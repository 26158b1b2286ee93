import { vmExtension } from '../observations/vm-extension';
import type { ChangeHandling } from './change-kind';
import { aboutExtension, extensionId, mayPutExtension, putByHand, putExtension } from './vm-extension';

/**
 * Installs an extension in a VM, or runs an installed one again. Azure: PUT virtualMachines/extensions. The tag in the
 * request is new for every run and comes back in the answer; the same tag twice runs the extension once.
 */
export const putVmExtension: ChangeHandling<'put-vm-extension'> = {
  ...aboutExtension,
  kind: 'put-vm-extension',
  request: putExtension,
  byHand: (change) =>
    putByHand(change, {
      'protected-settings': JSON.stringify(change.extension.protectedSettings),
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
