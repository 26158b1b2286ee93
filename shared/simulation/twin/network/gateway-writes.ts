import * as z from 'zod';
import { idKey, nameOf, sameId } from '../../../model/arm-id';
import { notSimulated } from '../arm/errors';
import { certificateIn, generationOf } from './probe-settings';
import { badRequest } from './replies';
import { word } from './words';
import type { Kind, Properties } from './kinds';
import type { Refused } from '../provider';

// Ranges and rules: Azure, Application Gateway health monitoring overview and applicationGateways (REST). ARM's own codes
// for what breaks them are not documented.

const Reference = z.looseObject({ id: z.string() });
const named = <T extends z.ZodType>(properties: T) =>
  z.array(z.looseObject({ name: z.string(), properties })).default([]);
const Protocol = word('Http', 'Https', 'Tcp', 'Tls');

const Probe = z.looseObject({
  protocol: Protocol,
  host: z.string().nullish(),
  path: z.string().startsWith('/').nullish(),
  port: z.int().min(1).max(65535).nullish(),
  interval: z.int().min(1).max(86_400),
  timeout: z.int().min(1).max(86_400),
  unhealthyThreshold: z.int().min(1).max(20),
  pickHostNameFromBackendHttpSettings: z.boolean().nullish(),
  match: z
    .looseObject({
      body: z.string().max(4090).nullish(),
      statusCodes: z.array(z.string().regex(/^\d{3}(-\d{3})?$/)).nullish(),
    })
    .nullish(),
});

const Settings = z.looseObject({
  protocol: Protocol,
  port: z.int().min(1).max(65535),
  probe: Reference.nullish(),
});

const Gateway = z.looseObject({
  sku: z.looseObject({ tier: z.string() }),
  gatewayIPConfigurations: named(z.looseObject({ subnet: Reference })),
  backendAddressPools: named(z.looseObject({ backendAddresses: z.array(z.unknown()).default([]) })),
  backendHttpSettingsCollection: named(Settings),
  probes: named(Probe),
  trustedRootCertificates: named(z.looseObject({ data: z.base64().optional() })),
});

type Gateway = z.infer<typeof Gateway>;

/** The properties of an Application Gateway as Azure keeps them, or its refusal. */
export const readGateway: Kind['read'] = (given, { id, existing }) => {
  const parsed = Gateway.safeParse(given);
  if (!parsed.success) return badRequest('InvalidRequestFormat', 'Cannot parse the request.');
  const gateway = parsed.data;
  const wrong = moved(gateway, existing?.properties ?? {}) ?? unfit(gateway, id);
  if (wrong) return wrong;
  // What pools have of network interfaces is told by the interfaces.
  const backendAddressPools = gateway.backendAddressPools.map(({ name, properties }) => {
    const { backendIPConfigurations: _, ...own } = properties;
    return { name, properties: own };
  });
  const { operationalState = 'Running' } = existing?.properties ?? {};
  return { properties: { ...given, backendAddressPools, operationalState } };
};

function moved(gateway: Gateway, before: Properties): Refused | undefined {
  const known = Gateway.safeParse(before).data;
  if (!known) return undefined;
  const subnetsOf = (one: Gateway) => one.gatewayIPConfigurations.map(({ properties }) => idKey(properties.subnet.id));
  if (String(subnetsOf(gateway)) !== String(subnetsOf(known)))
    return notSimulated('moving a gateway to another subnet');
  const asResource = (properties: Gateway) => ({ id: '', type: '', name: '', properties });
  if (generationOf(asResource(gateway)) === generationOf(asResource(known))) return undefined;
  return notSimulated('turning a gateway into one of another generation');
}

/** What does not go together. */
function unfit(gateway: Gateway, id: string): Refused | undefined {
  const unlike = gateway.backendHttpSettingsCollection.find(({ properties: { probe, protocol } }) =>
    gateway.probes.some(
      ({ name, properties }) => probe && sameId(nameOf(probe.id), name) && properties.protocol !== protocol,
    ),
  );
  if (unlike)
    return badRequest(
      'ApplicationGatewayProbeProtocolMismatch',
      `The protocol of the probe of ${unlike.name} must be that of its backend HTTP settings.`,
    );
  const hostless = gateway.probes.find(
    ({ properties: { host, pickHostNameFromBackendHttpSettings: picks } }) => (host ?? '') === '' && picks !== true,
  );
  if (hostless)
    return badRequest('ApplicationGatewayProbeHostMissing', `Probe ${hostless.name} needs a host, or to pick it.`);
  const isFirst = generationOf({ id, type: '', name: '', properties: gateway }) === 'v1';
  const unreadable = gateway.trustedRootCertificates.find(
    ({ properties: { data } }) => data !== undefined && !readsAsCertificate(data),
  );
  if (unreadable)
    return badRequest(
      'ApplicationGatewayTrustedRootCertificateInvalidData',
      `Data for certificate ${id}/trustedRootCertificates/${unreadable.name} is invalid.`,
    );
  const ported = isFirst ? gateway.probes.find(({ properties }) => typeof properties.port === 'number') : undefined;
  return ported && badRequest('ApplicationGatewayProbePortNotSupported', `Probe ${ported.name} may have no port.`);
}

function readsAsCertificate(data: string): boolean {
  try {
    return certificateIn(data).raw.length > 0;
  } catch {
    return false;
  }
}
