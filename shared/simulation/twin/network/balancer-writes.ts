import * as z from 'zod';
import { nameOf, sameId } from '../../../model/arm-id';
import { skuOf } from '../walk/load-balancing';
import { badRequest } from './replies';
import { word } from './words';
import type { Kind } from './kinds';

// Ranges: Azure, loadBalancers (REST). ARM's own codes for what breaks them are not documented, but for that of the SKUs.

const Reference = z.looseObject({ id: z.string() });
const Port = z.int().min(1).max(65535);
const named = <T extends z.ZodType>(properties: T) =>
  z.array(z.looseObject({ name: z.string(), properties })).default([]);
const leading = {
  frontendIPConfiguration: Reference,
  protocol: word('Tcp', 'Udp', 'All'),
  frontendPort: z.int().min(0).max(65535).nullish(),
  backendPort: z.int().min(0).max(65535).nullish(),
};

const LoadBalancer = z.looseObject({
  frontendIPConfigurations: named(z.looseObject({ publicIPAddress: Reference.nullish() })),
  backendAddressPools: named(z.looseObject({}).default({})),
  loadBalancingRules: named(z.looseObject({ ...leading, probe: Reference.nullish() })),
  inboundNatRules: named(z.looseObject(leading)),
  probes: named(
    z.looseObject({
      protocol: word('Tcp', 'Http', 'Https'),
      port: Port,
      requestPath: z.string().nullish(),
      intervalInSeconds: z.int().min(5).nullish(),
    }),
  ),
});

/** The properties of a load balancer as Azure keeps them, or its refusal. */
export const readBalancer: Kind['read'] = (given, { id, existing, model }) => {
  const parsed = LoadBalancer.safeParse(given);
  if (!parsed.success) return badRequest('InvalidRequestFormat', 'Cannot parse the request.');
  const { frontendIPConfigurations, backendAddressPools, loadBalancingRules, inboundNatRules, probes } = parsed.data;
  const pathless = probes.find(
    ({ properties: { protocol, requestPath } }) => (protocol !== 'Tcp') !== ((requestPath ?? '') !== ''),
  );
  if (pathless)
    return badRequest(
      'LoadBalancerProbeInvalidRequestPath',
      `Probe ${pathless.name} needs a path over HTTP, and none over TCP.`,
    );
  const leads = [...loadBalancingRules, ...inboundNatRules].map(({ name, properties: own }) => ({
    name,
    place: `${own.frontendIPConfiguration.id} ${own.protocol} ${own.frontendPort ?? 0}`,
  }));
  const twice = leads.find(({ place }, at) => leads.findIndex((other) => sameId(other.place, place)) !== at);
  if (twice)
    return badRequest(
      'RulesUseSameFrontendPortProtocolAndIPConfig',
      `Rule ${twice.name} of ${nameOf(id)} uses a frontend port that another one has.`,
    );
  const unlike =
    existing &&
    frontendIPConfigurations
      .map(({ properties: { publicIPAddress } }) => model.get(publicIPAddress?.id ?? ''))
      .find((address) => address && skuOf(address) !== skuOf(existing));
  if (unlike)
    return badRequest(
      'PublicIPAndLBSkuDoNotMatch',
      `The SKUs of ${unlike.id} and of the load balancer ${id} do not match.`,
    );
  // Who is in the pools and behind the NAT rules is told by the interfaces.
  return {
    properties: {
      ...given,
      backendAddressPools: backendAddressPools.map(({ name, properties: { backendIPConfigurations: _, ...own } }) => ({
        name,
        properties: own,
      })),
      inboundNatRules: inboundNatRules.map(({ name, properties: { backendIPConfiguration: _, ...own } }) => ({
        name,
        properties: own,
      })),
    },
  };
};
