import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { list, pathOf, versionOf } from './arm';
import { armList, armObject, maybe, reference } from './parse';

export interface VirtualNetworkLink {
  /** The id of the network whose DNS, where that is Azure's own, answers with the zone's records. */
  readonly network?: string | undefined;
  /** `NxDomainRedirect`: what the zone does not have is asked of public DNS. */
  readonly resolutionPolicy: string;
}

const Link = armObject({
  virtualNetwork: reference,
  resolutionPolicy: maybe(z.string()),
}).transform(({ virtualNetwork, resolutionPolicy = 'Default' }) => ({ network: virtualNetwork, resolutionPolicy }));

/** The networks that a private DNS zone (an id) is linked to. Azure: GET privateDnsZones/virtualNetworkLinks. */
export const virtualNetworkLinks = defineObservation<{ zone: string }, { links: readonly VirtualNetworkLink[] }>({
  kind: 'virtualNetworkLinks',
  permissions: ['Microsoft.Network/privateDnsZones/virtualNetworkLinks/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ zone }) =>
    list(
      `${pathOf('Microsoft.Network/privateDnsZones', zone)}/virtualNetworkLinks`,
      versionOf('Microsoft.Network/privateDnsZones/virtualNetworkLinks'),
    ),
  answer: armList(Link).transform((links) => ({ links })),
});
