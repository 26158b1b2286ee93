import * as z from 'zod';
import { defineObservation } from '../model/observation';
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
  request: ({ subscriptions }) => ({
    method: 'POST',
    path: '/providers/Microsoft.ResourceGraph/resources',
    query: { 'api-version': '2024-04-01' },
    body: {
      subscriptions,
      query: [
        'Resources',
        "where type =~ 'microsoft.compute/virtualmachines'",
        'project id, location, power = tostring(properties.extended.instanceView.powerState.code)',
        'order by id asc',
      ].join(' | '),
      options: { $top: 1000, resultFormat: 'objectArray' },
    },
    answers: 'in-pages',
  }),
  answer: z
    .object({ value: z.array(z.object({ id: z.string(), location: region, power: maybe(z.string()) })) })
    .transform(({ value }) => value),
});
