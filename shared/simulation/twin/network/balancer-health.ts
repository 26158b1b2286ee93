import { isOfType, parentId } from '../../../model/arm-id';
import { healthOfRule, skuOf } from '../walk/load-balancing';
import { estateOf } from './estate';
import { badRequest, diagnosis, notFound, result } from './replies';
import type { Call, Model, Reply } from '../provider';

/** How the members behind a balancing rule answer its probe (Azure: Load Balancer Load Balancing Rules - Health), of the Standard SKU only. */
export function ruleHealth({ id }: Call, model: Model): Reply {
  const balancer = model.get(parentId(id));
  if (!balancer || !isOfType(balancer.id, 'Microsoft.Network/loadBalancers')) return notFound(parentId(id));
  if (skuOf(balancer) !== 'standard')
    return badRequest('LoadBalancerHealthNotSupportedForBasicSku', `${balancer.id} is not of the Standard SKU.`);
  if (!healthOfRule(estateOf(model), balancer, id)) return notFound(id);
  return diagnosis(model.times.networkWatcher, () => {
    const members = healthOfRule(estateOf(model), model.get(balancer.id) ?? balancer, id) ?? [];
    return result({
      up: members.filter(({ up }) => up).length,
      down: members.filter(({ up }) => !up).length,
      loadBalancerBackendAddresses: members.map(({ place, up, reason }) => ({
        ipAddress: place.address,
        networkInterfaceIPConfigurationId: place.ipConfiguration.id,
        state: up ? 'Up' : 'Down',
        reason,
      })),
    });
  });
}
