import { isIP } from 'node:net';
import { presented, wellKnownRoots, type Authorities } from '../certificates/authorities';
import { flawOfName, flawOfPath, judgeAsV1, type Demands, type Flaw } from '../certificates/judge';
import { notSimulated } from '../arm/errors';
import { walk } from '../walk/walk';
import type { X509Certificate } from 'node:crypto';
import type { Certificate, Served } from '../../scenarios/schema';
import type { Refused } from '../provider';
import type { Estate } from '../walk/arm';
import type { GatewayPlace } from '../walk/topology';
import type { Remembered } from './gateways';
import { pageFor, sameName, servedAt, type Answer } from './pages';
import type { Server } from './pools';
import type { Probe, Settings, Trust } from './probe-settings';

/** What a gateway's probe of one server came to. */
export type Finding =
  | { readonly kind: 'well'; readonly status: number }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'name-not-resolved' }
  | { readonly kind: 'not-connected' }
  | { readonly kind: 'wrong-status'; readonly expected: readonly string[]; readonly received: number }
  | { readonly kind: 'wrong-body'; readonly expected: string }
  | { readonly kind: 'certificate'; readonly flaw: Flaw; readonly trust: Trust }
  /** The gateway has no address to probe, or does not tell. */
  | { readonly kind: 'unknown' };

/** A finding, the certificates that the server presented, and the seconds that it took to answer. */
export interface Probed {
  readonly finding: Finding;
  readonly chain: readonly X509Certificate[];
  readonly seconds: number;
}

/** What a probe goes by. */
export interface Surroundings {
  readonly estate: Estate;
  readonly authorities: Authorities;
  readonly now: number;
  readonly resolve: (name: string) => Remembered;
}

/**
 * One probe of one server (Azure: Application Gateway health monitoring overview, TLS overview): its name is resolved, the
 * port is connected to, the certificate is judged, and the page is asked for.
 */
export function probe(around: Surroundings, from: GatewayPlace, server: Server, settings: Settings): Probed | Refused {
  const { estate } = around;
  const found = around.resolve(server.address);
  if (found.kind === 'not-found') return failed({ kind: 'name-not-resolved' });
  if (found.kind === 'forgotten') return failed({ kind: 'unknown' });
  const to = found.address;
  const { hops, end } = walk(estate, { from, to, protocol: 'Tcp', port: settings.probe.port });
  const last = hops.at(-1);
  if (end.kind !== 'answered' || last?.role !== 'destination') return failed({ kind: 'not-connected' });
  const served = servedAt(estate, last.place, settings.probe.port);
  if (!served) return { finding: asItShould(settings.probe), chain: [], seconds: 0 };

  const names = namesFor(settings, server);
  if (settings.probe.protocol === 'https' && served.certificates.length === 0)
    return notSimulated('what a gateway says of a server that does not speak TLS');
  const spec = settings.probe.protocol === 'https' ? certificateFor(served, names.serverName) : undefined;
  const chain = spec ? presented(spec, around.authorities).chain : [];
  const flaw = spec && flawOf(chain, settings.trust, around, names);
  if (flaw) return { ...failed({ kind: 'certificate', flaw, trust: settings.trust }), chain };
  // A server that expects TLS refuses plain HTTP so.
  const isRefused = settings.probe.protocol === 'http' && served.certificates.length > 0;
  const page = isRefused ? { status: 400, body: '', seconds: 0 } : pageFor(served, names.host, settings.probe.path);
  return { finding: judge(page, settings.probe), chain, seconds: page.seconds };
}

const failed = (finding: Finding): Probed => ({ finding, chain: [], seconds: 0 });

function asItShould({ statusCodes }: Probe): Finding {
  const [first = ''] = statusCodes.flatMap((each) => each.split('-'));
  return { kind: 'well', status: accepts(statusCodes, 200) ? 200 : Number(first) };
}

interface Names {
  /** What is asked for in the host header. */
  readonly host: string;
  /** What TLS asks for (SNI); addresses are not (RFC 6066). */
  readonly serverName: string | undefined;
  /** What the certificate must be for. */
  readonly certificate: string | undefined;
}

/** Azure: TLS overview, SNI differences in the v1 and v2 SKU, for probe traffic. */
function namesFor({ probe, trust }: Settings, server: Server): Names {
  const member = isIP(server.address) === 0 ? server.address : undefined;
  const named = probe.host.kind === 'given' ? probe.host.name : probe.host.kind === 'member' ? member : undefined;
  const host = named ?? DEFAULT_HOST;
  if (trust.generation === 'v1') return { host, serverName: member, certificate: member };
  const certificate = trust.name ?? named ?? member ?? DEFAULT_HOST;
  return { host, serverName: isIP(certificate) === 0 ? certificate : undefined, certificate };
}

const DEFAULT_HOST = '127.0.0.1';

function certificateFor({ certificates }: Served, serverName: string | undefined): Certificate | undefined {
  const fits = ({ names }: Certificate) =>
    serverName !== undefined && names.some((name) => sameName(name, serverName) || covers(name, serverName));
  return certificates.find(fits) ?? certificates[0];
}

const covers = (wildcard: string, name: string): boolean =>
  wildcard.startsWith('*.') && sameName(wildcard.slice(1), name.slice(Math.max(name.indexOf('.'), 0)));

function flawOf(
  chain: readonly X509Certificate[],
  trust: Trust,
  { authorities, now }: Surroundings,
  { certificate: name }: Names,
): Flaw | undefined {
  const demands: Demands = { now, name, uploaded: trust.uploaded, wellKnown: wellKnownRoots(authorities) };
  if (trust.generation === 'v1') return judgeAsV1(chain, demands);
  return (
    (trust.checks.includes('chain') ? flawOfPath(chain, demands) : undefined) ??
    (trust.checks.includes('name') ? flawOfName(chain, demands) : undefined)
  );
}

function judge(page: Answer, { timeout, statusCodes, body }: Probe): Finding {
  if (page.seconds > timeout) return { kind: 'timeout' };
  if (!accepts(statusCodes, page.status)) return { kind: 'wrong-status', expected: statusCodes, received: page.status };
  if (body !== undefined && !page.body.includes(body)) return { kind: 'wrong-body', expected: body };
  return { kind: 'well', status: page.status };
}

const accepts = (statusCodes: readonly string[], status: number): boolean =>
  statusCodes.some((range) => {
    const [first = '', last = first] = range.split('-');
    return status >= Number(first) && status <= Number(last);
  });
