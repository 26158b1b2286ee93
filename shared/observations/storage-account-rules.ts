import * as z from 'zod';
import { asCalled, knownFrom, type Known } from '../model/known';
import { defineObservation } from '../model/observation';
import { listAll } from './arm';
import { armList, armObject, listOf, maybe } from './parse';

/** A storage account with what it lets in. */
export interface StorageAccountRules {
  readonly id: string;
  readonly name: string;
  /** Whether its public address answers anybody; missing, Azure's word is Enabled. */
  readonly publicAccess: Known<'Enabled' | 'Disabled' | 'SecuredByPerimeter'>;
  /** What becomes of whoever no rule names. */
  readonly otherwise: Known<'Allow' | 'Deny'>;
  /** The ids of the subnets that are let in, and the public addresses and prefixes. */
  readonly subnets: readonly string[];
  readonly addresses: readonly string[];
  /** The ids of the private endpoints that are approved. */
  readonly privateEndpoints: readonly string[];
}

const isAllowed = ({ action }: { readonly action?: string | undefined }): boolean => /^allow$/i.test(action ?? 'Allow');

const Acls = z.object({
  defaultAction: knownFrom(asCalled('Allow', 'Deny')),
  virtualNetworkRules: listOf(z.object({ id: z.string(), action: maybe(z.string()) })),
  ipRules: listOf(z.object({ value: z.string(), action: maybe(z.string()) })),
});

const PrivateEndpoint = armObject({
  privateEndpoint: maybe(z.object({ id: z.string() })),
  privateLinkServiceConnectionState: maybe(z.object({ status: maybe(z.string()) })),
});

/** The storage accounts of a subscription. Azure: GET Microsoft.Storage/storageAccounts. */
export const storageAccountRules = defineObservation<
  { subscription: string },
  { readonly accounts: readonly StorageAccountRules[] }
>({
  kind: 'storageAccountRules',
  permissions: ['Microsoft.Storage/storageAccounts/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ subscription }) => listAll('Microsoft.Storage/storageAccounts', subscription),
  answer: armList(
    armObject({
      id: z.string(),
      name: z.string(),
      publicNetworkAccess: knownFrom(asCalled('Enabled', 'Disabled', 'SecuredByPerimeter')),
      networkAcls: maybe(Acls),
      privateEndpointConnections: listOf(PrivateEndpoint),
    }).transform(({ id, name, publicNetworkAccess, networkAcls, privateEndpointConnections }): StorageAccountRules => ({
      id,
      name,
      publicAccess: isSaid(publicNetworkAccess) ? publicNetworkAccess : { known: 'Enabled' },
      otherwise: networkAcls?.defaultAction ?? { known: 'Allow' },
      subnets: networkAcls?.virtualNetworkRules.filter(isAllowed).map((rule) => rule.id) ?? [],
      addresses: networkAcls?.ipRules.filter(isAllowed).map(({ value }) => value) ?? [],
      privateEndpoints: privateEndpointConnections.flatMap(({ privateEndpoint, privateLinkServiceConnectionState }) =>
        privateEndpoint && /^approved$/i.test(privateLinkServiceConnectionState?.status ?? '')
          ? [privateEndpoint.id]
          : [],
      ),
    })),
  ).transform((accounts) => ({ accounts })),
});

const isSaid = (known: Known<string>): boolean => 'known' in known || known.unrecognised !== '';
