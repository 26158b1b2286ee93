import { defineObservation } from '../model/observation';
import { listAll } from './arm';
import { machinesWithTags, type TaggedMachines } from './tagged-machines';

/** Every VM of a subscription with its tags, where Resource Graph does not answer. Azure: GET Microsoft.Compute/virtualMachines. */
export const virtualMachines = defineObservation<{ subscription: string }, TaggedMachines>({
  kind: 'virtualMachines',
  permissions: ['Microsoft.Compute/virtualMachines/read'],
  cost: { reads: 1, writes: 0, seconds: 2 },
  request: ({ subscription }) => listAll('Microsoft.Compute/virtualMachines', subscription),
  answer: machinesWithTags,
});
