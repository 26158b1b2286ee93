import { az, within } from '../model/az';
import type { ChangeOf } from '../model/change';
import { text } from '../model/text';
import { vmExtension, type VmExtensionState } from '../observations/vm-extension';
import type { See } from '../model/observation';
import { put } from './arm';

type Change = ChangeOf<'put-vm-extension' | 'add-vm-extension' | 'delete-vm-extension'>;

/** What holds for every change of an extension. What an extension makes of the VM, the fix knows that runs it. */
export const aboutExtension = {
  resource: ({ vm }: Change) => vm,
  takesDown: () => [],
  losses: () => [],
  detail: ({ extension: { type, typeHandlerVersion } }: Change) => `${type} ${typeHandlerVersion}`,
};

export const extensionType = 'Microsoft.Compute/virtualMachines/extensions';
export const extensionId = ({ vm, name }: Change): string => `${vm}/extensions/${name}`;

export function putExtension(change: ChangeOf<'put-vm-extension' | 'add-vm-extension'>): ReturnType<typeof put> {
  const { location, ...properties } = change.extension;
  return put(extensionType, extensionId(change), { location, properties });
}

/** How people install it, or run it again with more of these. */
export const putByHand = (
  { vm, name, extension: { publisher, type, typeHandlerVersion } }: Change,
  more: Parameters<typeof az>[1] = {},
): string =>
  az('vm extension set', {
    ...within('vm-name', vm),
    'extension-instance-name': name,
    publisher,
    name: type,
    version: typeHandlerVersion,
    ...more,
  });

/** The rights to install an extension or to run it again. */
export const mayPutExtension = [
  'Microsoft.Compute/virtualMachines/extensions/write',
  'Microsoft.Compute/virtualMachines/extensions/read',
  'Microsoft.Compute/locations/operations/read',
] as const;

type Installed = Extract<VmExtensionState, { kind: 'installed' }>;

/** An extension as a part of its VM. Its name is the usual one; that it is Reconnect's, its tag shows. */
export const extensionPart = {
  called: text('extension', '확장'),
  of: aboutExtension.resource,
  there(see: See, change: Change): (Installed & { readonly provisioning: string }) | undefined {
    const extension = see(vmExtension, { id: extensionId(change) });
    if (extension.kind === 'absent') return undefined;
    return { ...extension, provisioning: extension.provisioningState.toLowerCase() };
  },
  isAsMade: (there: Installed, { extension }: Change): boolean =>
    there.publisher?.toLowerCase() === extension.publisher.toLowerCase() &&
    there.type?.toLowerCase() === extension.type.toLowerCase() &&
    there.typeHandlerVersion === extension.typeHandlerVersion &&
    there.autoUpgradeMinorVersion === extension.autoUpgradeMinorVersion &&
    there.forceUpdateTag === extension.forceUpdateTag,
};
