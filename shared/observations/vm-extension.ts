import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { read } from './arm';
import { armObject, maybe } from './parse';

/** An extension of a VM. That there is none is an answer too. */
export type VmExtensionState =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'installed';
      readonly id: string;
      readonly name: string;
      readonly provisioningState: string;
      readonly publisher?: string | undefined;
      /** Without the publisher: `NetworkWatcherAgentLinux`. */
      readonly type?: string | undefined;
      readonly typeHandlerVersion?: string | undefined;
      readonly autoUpgradeMinorVersion?: boolean | undefined;
      /** What the last request to run it again carried. */
      readonly forceUpdateTag?: string | undefined;
    };

/** An extension of a VM. Azure: GET Microsoft.Compute/virtualMachines/extensions. */
export const vmExtension = defineObservation<{ id: string }, VmExtensionState>({
  kind: 'vmExtension',
  permissions: ['Microsoft.Compute/virtualMachines/extensions/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ id }) => read('Microsoft.Compute/virtualMachines/extensions', id),
  whenNotFound: 'absent',
  answer: z.union([
    z.literal('absent').transform(() => ({ kind: 'absent' as const })),
    armObject({
      id: z.string(),
      name: z.string(),
      provisioningState: z.string(),
      publisher: maybe(z.string()),
      type: maybe(z.string()),
      typeHandlerVersion: maybe(z.string()),
      autoUpgradeMinorVersion: maybe(z.boolean()),
      forceUpdateTag: maybe(z.string()),
    }).transform((extension) => ({ kind: 'installed' as const, ...extension })),
  ]),
});
