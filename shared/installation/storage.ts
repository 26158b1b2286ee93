import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { listIn, read } from '../observations/arm';
import { armList, armObject, listOf, maybe } from '../observations/parse';

export interface StorageAccount {
  readonly id: string;
  readonly name: string;
  /** Whether keys of the account count; Azure: they do unless they are switched off. */
  readonly sharedKeys: boolean;
  readonly publicBlobs: boolean;
  /** Whether nobody can reach it but by a private endpoint. */
  readonly isClosed: boolean;
}

const Acls = maybe(
  z.object({
    defaultAction: maybe(z.string()),
    ipRules: listOf(z.unknown()),
    virtualNetworkRules: listOf(z.unknown()),
    resourceAccessRules: listOf(z.unknown()),
  }),
);

const letsNobodyIn = (acls: z.infer<typeof Acls>): boolean =>
  acls?.defaultAction === 'Deny' &&
  [acls.ipRules, acls.virtualNetworkRules, acls.resourceAccessRules].every((rules) => rules.length === 0);

/** The storage accounts of a resource group (an id). Azure: GET Microsoft.Storage/storageAccounts. */
export const storageAccounts = defineObservation<{ group: string }, { readonly accounts: readonly StorageAccount[] }>({
  kind: 'storageAccounts',
  permissions: ['Microsoft.Storage/storageAccounts/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ group }) => listIn('Microsoft.Storage/storageAccounts', group),
  answer: armList(
    armObject({
      id: z.string(),
      name: z.string(),
      allowSharedKeyAccess: maybe(z.boolean()),
      allowBlobPublicAccess: maybe(z.boolean()),
      publicNetworkAccess: maybe(z.string()),
      networkAcls: Acls,
    }).transform((account): StorageAccount => ({
      id: account.id,
      name: account.name,
      sharedKeys: account.allowSharedKeyAccess !== false,
      publicBlobs: account.allowBlobPublicAccess === true,
      isClosed: account.publicNetworkAccess === 'Disabled' || letsNobodyIn(account.networkAcls),
    })),
  ).transform((accounts) => ({ accounts })),
});

/** How many messages are in a queue, about; none where there is no such queue. Azure: GET Microsoft.Storage/storageAccounts/queueServices/queues. */
export const queueLength = defineObservation<{ account: string; queue: string }, { readonly messages: number }>({
  kind: 'queueLength',
  permissions: ['Microsoft.Storage/storageAccounts/queueServices/queues/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ account, queue }) =>
    read('Microsoft.Storage/storageAccounts/queueServices/queues', `${account}/queueServices/default/queues/${queue}`),
  whenNotFound: 'absent',
  answer: z.union([
    z.literal('absent').transform(() => ({ messages: 0 })),
    armObject({ approximateMessageCount: z.int() }).transform((queue) => ({ messages: queue.approximateMessageCount })),
  ]),
});
