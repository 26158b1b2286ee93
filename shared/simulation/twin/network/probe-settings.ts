import { X509Certificate } from 'node:crypto';
import { nameOf, sameId } from '../../../model/arm-id';
import { properties } from '../walk/arm';
import type { ArmResource, Child, Reference } from '../walk/arm';

interface SettingsProperties {
  protocol?: string;
  port?: number;
  hostName?: string;
  pickHostNameFromBackendAddress?: boolean;
  probe?: Reference;
  trustedRootCertificates?: readonly Reference[];
  authenticationCertificates?: readonly Reference[];
  validateCertChainAndExpiry?: boolean;
  validateSNI?: boolean;
  sniName?: string;
}

/** What a custom probe says, and so a question on demand. */
export interface ProbeProperties {
  protocol?: string | undefined;
  host?: string | undefined;
  path?: string | undefined;
  port?: number | undefined;
  interval?: number | undefined;
  timeout?: number | undefined;
  unhealthyThreshold?: number | undefined;
  pickHostNameFromBackendHttpSettings?: boolean | undefined;
  pickHostNameFromBackendSettings?: boolean | undefined;
  match?: { body?: string | null | undefined; statusCodes?: readonly string[] | null | undefined } | undefined;
}

interface GatewayProperties {
  sku: { tier?: string };
  backendHttpSettingsCollection: readonly Child<SettingsProperties>[];
  probes: readonly Child<ProbeProperties>[];
  trustedRootCertificates: readonly Child<{ data?: string }>[];
  authenticationCertificates: readonly Child<{ data?: string }>[];
}

/** How a gateway asks a server whether it is well. */
export interface Probe {
  readonly protocol: 'http' | 'https';
  readonly port: number;
  /** The host name that is asked for. `member`: the name that the pool has for the server. */
  readonly host:
    { readonly kind: 'given'; readonly name: string } | { readonly kind: 'member' } | { readonly kind: 'none' };
  readonly path: string;
  /** Seconds. */
  readonly interval: number;
  readonly timeout: number;
  /** Failures in a row after which a server counts as unhealthy. */
  readonly threshold: number;
  /** `200-399`, `401`. */
  readonly statusCodes: readonly string[];
  readonly body: string | undefined;
}

/** How a gateway knows a server by its certificate. */
export interface Trust {
  readonly generation: 'v1' | 'v2';
  readonly uploaded: readonly X509Certificate[];
  readonly checks: readonly ('chain' | 'name')[];
  /** The name that the certificate must be for, where it is not the host name. */
  readonly name: string | undefined;
}

/** A way in which a gateway talks to the servers of a pool. */
export interface Settings {
  readonly id: string;
  readonly probe: Probe;
  readonly trust: Trust;
}

/** Every way in which the gateway talks to servers. `asked` is the probe in place of the configured ones. */
export function settingsOf(gateway: ArmResource, asked?: ProbeProperties): readonly Settings[] {
  const { backendHttpSettingsCollection = [], probes = [] } = properties<GatewayProperties>(gateway);
  return backendHttpSettingsCollection.map(({ name, properties: own }) => {
    const custom = asked ?? probes.find((one) => own.probe && sameId(one.name, nameOf(own.probe.id)))?.properties;
    return {
      id: `${gateway.id}/backendHttpSettingsCollection/${name}`,
      probe: custom ? customProbe(custom, own) : defaultProbe(own, generationOf(gateway)),
      trust: trustOf(gateway, own),
    };
  });
}

/** The tiers Standard and WAF are the first generation. */
export const generationOf = (gateway: ArmResource): 'v1' | 'v2' =>
  /^(standard|waf)$/i.test(properties<GatewayProperties>(gateway).sku?.tier ?? 'Standard_v2') ? 'v1' : 'v2';

/** Azure: Application Gateway health monitoring overview, default health probe. */
function defaultProbe(settings: SettingsProperties, generation: 'v1' | 'v2'): Probe {
  const protocol = protocolOf(settings.protocol);
  return {
    protocol,
    port: settings.port ?? (protocol === 'https' ? 443 : 80),
    host: generation === 'v2' ? hostOf(settings) : { kind: 'none' },
    path: '/',
    interval: 30,
    timeout: 30,
    threshold: 3,
    statusCodes: HEALTHY,
    body: undefined,
  };
}

const HEALTHY = ['200-399'];

function customProbe(probe: ProbeProperties, settings: SettingsProperties): Probe {
  const standard = defaultProbe(settings, 'v2');
  const { statusCodes, body } = probe.match ?? {};
  const picks = probe.pickHostNameFromBackendHttpSettings === true || probe.pickHostNameFromBackendSettings === true;
  return {
    protocol: probe.protocol === undefined ? standard.protocol : protocolOf(probe.protocol),
    port: probe.port ?? standard.port,
    host: picks ? standard.host : given(probe.host),
    path: probe.path ?? '/',
    interval: probe.interval ?? standard.interval,
    timeout: probe.timeout ?? standard.timeout,
    threshold: probe.unhealthyThreshold ?? standard.threshold,
    statusCodes: statusCodes && statusCodes.length > 0 ? statusCodes : HEALTHY,
    body: body === null || body === '' ? undefined : body,
  };
}

const given = (name: string | undefined): Probe['host'] =>
  name === undefined || name === '' ? { kind: 'none' } : { kind: 'given', name };

const hostOf = ({ hostName, pickHostNameFromBackendAddress }: SettingsProperties): Probe['host'] =>
  pickHostNameFromBackendAddress === true ? { kind: 'member' } : given(hostName);

const protocolOf = (protocol = 'Http'): Probe['protocol'] => (sameId(protocol, 'Https') ? 'https' : 'http');

function trustOf(gateway: ArmResource, settings: SettingsProperties): Trust {
  const { trustedRootCertificates = [], authenticationCertificates = [] } = properties<GatewayProperties>(gateway);
  const generation = generationOf(gateway);
  const [stored, named = []] =
    generation === 'v1'
      ? [authenticationCertificates, settings.authenticationCertificates]
      : [trustedRootCertificates, settings.trustedRootCertificates];
  const { validateCertChainAndExpiry = true, validateSNI = true, sniName } = settings;
  return {
    generation,
    uploaded: stored
      .filter(({ name }) => named.some(({ id }) => sameId(nameOf(id), name)))
      .map(({ properties: { data = '' } }) => certificateIn(data)),
    checks: [...(validateCertChainAndExpiry ? ['chain' as const] : []), ...(validateSNI ? ['name' as const] : [])],
    name: sniName === '' ? undefined : sniName,
  };
}

const read = new Map<string, X509Certificate>();

/** The certificate in a `.cer` file, DER or PEM, as ARM writes it: in base64. */
export function certificateIn(data: string): X509Certificate {
  if (data === '') throw new Error('An uploaded certificate has no data; those of key vaults are not simulated.');
  const known = read.get(data) ?? new X509Certificate(Buffer.from(data, 'base64'));
  read.set(data, known);
  return known;
}
