import { sameId } from '../../../model/arm-id';
import { properties } from './arm';
import { routeTo } from './routes';
import { CLIENT_PORT, groupsAt, rulesInForce, rulingsAt, tellingPorts } from './security';
import { GATEWAY_MANAGER } from './service-tags';
import type { ArmResource, Child, Estate, Reference } from './arm';
import type { EffectiveRoute } from './routes';
import type { Ruling } from './security';
import type { GatewayPlace } from './topology';

/** Whether Azure can manage the instances of an Application Gateway; while it cannot, it knows no backend's health. */
export type ControlPlane =
  | { readonly kind: 'reachable' }
  | { readonly kind: 'ports-blocked'; readonly ruling: Ruling; readonly port: number }
  | { readonly kind: 'outbound-blocked'; readonly ruling: Ruling }
  | { readonly kind: 'not-by-internet'; readonly route: EffectiveRoute | undefined };

/**
 * The TCP ports on which Azure manages a gateway (Azure: Application Gateway infrastructure configuration): one range for the
 * v1 tiers Standard and WAF, another for every newer tier.
 */
export function controlPorts(gateway: ArmResource): '65503-65534' | '65200-65535' {
  const tier = properties<{ sku: { tier?: string } }>(gateway).sku?.tier ?? 'Standard_v2';
  return /^(standard|waf)$/i.test(tier) ? '65503-65534' : '65200-65535';
}

/**
 * Every control port must let GatewayManager in, and the way to the Internet must not be redirected: a default route to
 * anything but the Internet cuts the gateway off, even one to an appliance that works. What the gateway reports goes out to
 * the Internet, which no group may deny. A private gateway needs none of it.
 */
export function controlPlane(estate: Estate, place: GatewayPlace): ControlPlane {
  if (isPrivate(place.gateway)) return { kind: 'reachable' };
  const route = routeTo(estate, place.subnet, GATEWAY_MANAGER);
  if (route?.nextHopType !== 'Internet') return { kind: 'not-by-internet', route };
  const kept = rulingsAt(estate, place, 'Outbound', {
    protocol: 'Tcp',
    source: place.address,
    sourcePort: CLIENT_PORT,
    destination: GATEWAY_MANAGER,
    destinationPort: 443,
  }).find((ruling) => !ruling.allowed);
  if (kept) return { kind: 'outbound-blocked', ruling: kept };
  const rules = groupsAt(estate, place, 'Inbound').flatMap(({ group }) => rulesInForce(estate, group));
  for (const port of tellingPorts(controlPorts(place.gateway), rules)) {
    const denied = rulingsAt(estate, place, 'Inbound', {
      protocol: 'Tcp',
      source: GATEWAY_MANAGER,
      sourcePort: CLIENT_PORT,
      destination: place.address,
      destinationPort: port,
    }).find((ruling) => !ruling.allowed);
    if (denied) return { kind: 'ports-blocked', ruling: denied, port };
  }
  return { kind: 'reachable' };
}

/**
 * Whether Azure manages the gateway from inside (Azure: private Application Gateway deployment): one of the v2 tiers without
 * a public frontend, or marked with `EnhancedNetworkControl`.
 */
export function isPrivate(gateway: ArmResource): boolean {
  if (controlPorts(gateway) === '65503-65534') return false;
  const { frontendIPConfigurations: frontends = [] } = properties<{
    frontendIPConfigurations: readonly Child<{ publicIPAddress?: Reference }>[];
  }>(gateway);
  const marked = Object.entries(gateway.tags ?? {}).some(
    ([name, value]) => sameId(name, 'EnhancedNetworkControl') && sameId(value, 'true'),
  );
  return marked || (frontends.length > 0 && frontends.every(({ properties: own }) => !own.publicIPAddress));
}
