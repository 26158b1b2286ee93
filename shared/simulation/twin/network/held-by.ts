import { isOfType, sameId } from '../../../model/arm-id';
import { placeOfGateway } from '../walk/topology';
import { estateOf } from './estate';
import type { Model } from '../provider';

const HELD = ['networkSecurityGroups', 'routeTables', 'virtualNetworks'];

/** The gateways that a security group, a route table or a network waits for while they are changed: those in its subnets. */
export function heldBy(id: string, model: Model): readonly string[] {
  if (!HELD.some((type) => isOfType(id, `Microsoft.Network/${type}`))) return [];
  const estate = estateOf(model);
  return model.list('Microsoft.Network/applicationGateways').flatMap((gateway) => {
    const subnet = placeOfGateway(estate, gateway)?.subnet;
    const { networkSecurityGroup, routeTable } = subnet?.properties ?? {};
    const around = [networkSecurityGroup?.id, routeTable?.id, subnet?.vnet.id];
    return around.some((one) => one !== undefined && sameId(one, id)) ? [gateway.id] : [];
  });
}
