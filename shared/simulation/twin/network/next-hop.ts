import * as z from 'zod';
import { routeTo } from '../walk/routes';
import { estateOf } from './estate';
import { badRequest, diagnosis, result } from './replies';
import { placeOfVm, watchedVm } from './watched-vm';
import type { ArmResource } from '../walk/arm';
import type { Model, Reply } from '../provider';

const Question = z.object({
  targetResourceId: z.string(),
  targetNicResourceId: z.string().optional(),
  sourceIPAddress: z.ipv4(),
  destinationIPAddress: z.ipv4(),
});

/** Where a VM's packets go next (Azure: Network Watchers - Get Next Hop). A packet that is dropped has the next hop `None`. */
export function nextHop(model: Model, watcher: ArmResource, body: unknown): Reply {
  const question = Question.safeParse(body);
  if (!question.success) return badRequest('InvalidRequestFormat', 'Cannot parse the request.');
  const { targetResourceId, targetNicResourceId, sourceIPAddress, destinationIPAddress } = question.data;
  const estate = estateOf(model);
  const vm = watchedVm(estate, watcher, targetResourceId);
  if ('kind' in vm) return vm;
  const place = placeOfVm(estate, vm, { nic: targetNicResourceId, address: sourceIPAddress });
  if (!place) return badRequest('InvalidSourceIPAddress', `${sourceIPAddress} is not an address of ${vm.id}.`);

  return diagnosis(model.times.networkWatcher, () => {
    const route = routeTo(estateOf(model), place.subnet, destinationIPAddress);
    return result({
      nextHopType: route?.nextHopType ?? 'None',
      ...(route?.nextHopAddress !== undefined && { nextHopIpAddress: route.nextHopAddress }),
      routeTableId: route?.table ?? 'System Route',
    });
  });
}
