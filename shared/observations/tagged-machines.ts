import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { quoted, resourceGraph } from './found-resources';
import { tags } from './parse';

/** VMs with their tags. */
export type TaggedMachines = readonly { readonly id: string; readonly tags: Readonly<Record<string, string>> }[];

/** Reads VMs with their tags out of a list of ARM or of Resource Graph. */
export const machinesWithTags = z
  .object({ value: z.array(z.object({ id: z.string(), tags })) })
  .transform(({ value }): TaggedMachines => value);

/**
 * The VMs of these subscriptions that bear a tag of this name, or one that contains it: whether Resource Graph minds its case is not
 * documented. It lags minutes behind, and leaves out in silence what the caller may not read. Azure: POST Microsoft.ResourceGraph/resources.
 */
export const taggedMachines = defineObservation<
  { readonly subscriptions: readonly string[]; readonly tag: string },
  TaggedMachines
>({
  kind: 'taggedMachines',
  permissions: ['Microsoft.Compute/virtualMachines/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ subscriptions, tag }) =>
    resourceGraph(
      { subscriptions },
      'Resources',
      "where type =~ 'microsoft.compute/virtualmachines'",
      `where tostring(tags) contains ${quoted(tag)}`,
      'project id, tags',
      'order by id asc',
    ),
  answer: machinesWithTags,
});
