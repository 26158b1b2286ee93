import { isIPv4 } from 'node:net';
import type { z } from 'zod';
import type { Happening } from '../scenarios/schema';
import type { Policy } from '../../model/policy';
import { nameOf, sameId } from '../../model/arm-id';
import { connectivity, type Connectivity, type ConnectivityParameters } from '../../observations/connectivity';
import { networkInterface } from '../../observations/network-interface';
import { isPrivate } from '../../network/prefix';
import { nicProperties } from './arm';
import type { Clock } from './clock';
import type { Draft } from './draft';
import { groupOf, type Networks } from './networks';
import type { Seen, Sight } from './seen';
import { plainVm, standIn, vmAt, watcherAgent } from './stand-ins';

type RegressionProbe = Policy['regressionProbes'][number];
type Look = Sight<ConnectivityParameters, Connectivity>;

/** The connections that the policy names, with the VMs at both ends. `network` is the id of the target's. */
export function addProbed(draft: Draft, networks: Networks, seen: Seen, policy: Policy, network: string): void {
  for (const probe of policy.regressionProbes) {
    const [first] = looksAt(seen, probe);
    if (!first || !isIPv4(probe.to) || !isPrivate(probe.to)) continue;
    standIn(draft, networks, `${network}/subnets/any`, probe.to);
    const vm = vmAt(draft, probe.to);
    if (vm) draft.serve(vm, probe.port, first.answer.status === 'reachable' ? 'active' : 'failed');
    addProber(draft, networks, seen, probe, network);
  }
}

const looksAt = (seen: Seen, { from, to, port }: RegressionProbe): readonly Look[] =>
  seen
    .all(connectivity)
    .filter(
      ({ params }) =>
        sameId(params.source, from) &&
        'address' in params.destination &&
        params.destination.address === to &&
        params.port === port,
    );

function addProber(draft: Draft, networks: Networks, seen: Seen, { from, to }: RegressionProbe, network: string): void {
  const nic = `${groupOf(from)}/providers/Microsoft.Network/networkInterfaces/${nameOf(from)}-nic`;
  draft.add(from, plainVm([nic]));
  const observed = draft.get(from)?.properties['networkProfile'] as {
    readonly networkInterfaces: readonly { readonly id: string }[];
  };
  const id = observed.networkInterfaces[0]?.id ?? nic;
  if (seen.first(networkInterface).some(({ answer }) => sameId(answer.id, id))) return;
  const address = [...to.split('.').slice(0, 3), '250'].join('.');
  draft.add(
    id,
    nicProperties({ addresses: [{ privateAddress: address, subnet: networks.place(network, address) }], vm: from }),
  );
  draft.add(`${from}/extensions/AzureNetworkWatcherExtension`, watcherAgent);
}

/** A connection that worked, and then did not: what listened there stopped. */
export function probesLost(draft: Draft, seen: Seen, policy: Policy, clock: Clock): z.input<typeof Happening>[] {
  return policy.regressionProbes.flatMap((probe) => {
    const looks = looksAt(seen, probe);
    const lost = looks.findIndex(({ answer }) => answer.status === 'unreachable');
    const [before, after] = [looks[lost - 1], looks[lost]];
    const vm = vmAt(draft, probe.to);
    if (before?.answer.status !== 'reachable' || !after || !vm) return [];
    const services = {
      ...draft.guests[nameOf(vm)]?.services,
      [`port-${probe.port}`]: { state: 'failed', listens: [probe.port] },
    };
    return [{ kind: 'guest', at: clock((before.at + after.at) / 2), vm: nameOf(vm), set: { services } }];
  });
}
