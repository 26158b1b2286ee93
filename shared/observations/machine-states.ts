import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { resourceGraph } from './found-resources';
import { maybe, region } from './parse';

/** A VM as Resource Graph has it: where it is, and its power state, such as `PowerState/running`; minutes old. */
export interface MachineState {
  readonly id: string;
  readonly location: string;
  readonly power?: string | undefined;
}

/** Every VM of these subscriptions, as Resource Graph has it. Azure: POST Microsoft.ResourceGraph/resources. */
export const machineStates = defineObservation<{ readonly subscriptions: readonly string[] }, readonly MachineState[]>({
  kind: 'machineStates',
  permissions: ['Microsoft.Compute/virtualMachines/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ subscriptions }) =>
    resourceGraph(
      { subscriptions },
      'Resources',
      "where type =~ 'microsoft.compute/virtualmachines'",
      'project id, location, power = tostring(properties.extended.instanceView.powerState.code)',
      'order by id asc',
    ),
  answer: z
    .object({ value: z.array(z.object({ id: z.string(), location: region, power: maybe(z.string()) })) })
    .transform(({ value }) => value),
});
