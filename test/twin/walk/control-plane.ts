import { inPorts, portRange } from './address';
import { properties } from './arm';
import { routeTo } from './routes';
import { CLIENT_PORT, either, groupsAt, rulesInForce, rulingsAt } from './security';
import { GATEWAY_MANAGER } from './service-tags';
import type { ArmResource, Estate } from './arm';
import type { EffectiveRoute } from './routes';
import type { Ruling } from './security';
import type { GatewayPlace } from './topology';

/** Whether Azure can manage the instances of an Application Gateway; while it cannot, it knows no backend's health. */
export type ControlPlane =
  | { readonly kind: 'reachable' }
  | { readonly kind: 'ports-blocked'; readonly ruling: Ruling; readonly port: number }
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
 * anything but the Internet cuts the gateway off, even one to an appliance that works.
 */
export function controlPlane(estate: Estate, place: GatewayPlace): ControlPlane {
  const route = routeTo(estate, place.subnet, GATEWAY_MANAGER);
  if (route?.nextHopType !== 'Internet') return { kind: 'not-by-internet', route };
  for (const port of tellingPorts(estate, place)) {
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

/** The control ports at which some rule starts or stops to match: between two of them no verdict can change. */
function tellingPorts(estate: Estate, place: GatewayPlace): readonly number[] {
  const range = controlPorts(place.gateway);
  const { first, last } = portRange(range);
  const edges = groupsAt(estate, place, 'Inbound')
    .flatMap(({ group }) => rulesInForce(estate, group))
    .flatMap((rule) => either(rule.properties.destinationPortRange, rule.properties.destinationPortRanges))
    .map(portRange)
    .flatMap((ports) => [ports.first, ports.last + 1]);
  return [first, last, ...edges.filter((port) => inPorts(port, range))];
}
