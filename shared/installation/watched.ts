import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { list, listAll, pathOf, versionOf } from '../observations/arm';
import { armList, armObject, region } from '../observations/parse';
import { virtualMachine, type VirtualMachine } from '../observations/virtual-machine';

/** A VM that the policy names. That there is none is an answer too. */
export type NamedVm = { readonly kind: 'absent' } | { readonly kind: 'there'; readonly vm: VirtualMachine };

/** A VM that the policy names. Azure: as {@link virtualMachine}. */
export const namedVm = defineObservation<{ id: string }, NamedVm>({
  kind: 'namedVm',
  permissions: virtualMachine.permissions,
  cost: virtualMachine.cost,
  request: (params) => virtualMachine.request(params),
  whenNotFound: 'absent',
  answer: z.union([
    z.literal('absent').transform(() => ({ kind: 'absent' as const })),
    virtualMachine.answer.transform((vm) => ({ kind: 'there' as const, vm })),
  ]),
});

export interface VmExtensions {
  readonly extensions: readonly {
    readonly publisher: string;
    readonly type: string;
    readonly provisioningState: string;
  }[];
}

/** What extensions a VM has, whether it runs or not. Azure: GET Microsoft.Compute/virtualMachines/extensions. */
export const vmExtensions = defineObservation<{ vm: string }, VmExtensions>({
  kind: 'vmExtensions',
  permissions: ['Microsoft.Compute/virtualMachines/extensions/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ vm }) =>
    list(
      `${pathOf('Microsoft.Compute/virtualMachines', vm)}/extensions`,
      versionOf('Microsoft.Compute/virtualMachines'),
    ),
  answer: armList(armObject({ publisher: z.string(), type: z.string(), provisioningState: z.string() })).transform(
    (extensions) => ({ extensions }),
  ),
});

export interface GatewayPlaces {
  readonly gateways: readonly { readonly id: string; readonly location: string }[];
}

/** Where the Application Gateways of a subscription are. Azure: GET Microsoft.Network/applicationGateways. */
export const gatewayPlaces = defineObservation<{ subscription: string }, GatewayPlaces>({
  kind: 'gatewayPlaces',
  permissions: ['Microsoft.Network/applicationGateways/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ subscription }) => listAll('Microsoft.Network/applicationGateways', subscription),
  answer: armList(z.object({ id: z.string(), location: region })).transform((gateways) => ({ gateways })),
});
