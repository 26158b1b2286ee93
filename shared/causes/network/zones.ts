import { nameOf } from '../../model/arm-id';
import { az, within } from '../../model/az';
import type { ZoneWord } from '../../topology/names';

// The commands by which people mend private DNS zones.

/** Links a zone to a network: both are ids. */
export const linkOf = (zone: string, network: string): string =>
  az('network private-dns link vnet create', {
    ...within('zone-name', zone),
    name: `to-${nameOf(network)}`,
    'virtual-network': network,
    'registration-enabled': 'false',
  });

/** Adds the record that a zone lacks. */
export const recordFor = ({ zone, label }: Extract<ZoneWord, { kind: 'linked' }>): string =>
  az('network private-dns record-set a add-record', {
    ...within('zone-name', zone.id),
    'record-set-name': label,
    'ipv4-address': 'ADDRESS',
  });
