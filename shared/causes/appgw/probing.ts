import { nameOf, sameId } from '../../model/arm-id';
import type { Verdict } from '../../model/judgement';
import { isSurely, wordOf } from '../../model/known';
import type { See } from '../../model/observation';
import type { FixRequest } from '../../model/plan';
import { Unsure } from '../../model/see';
import type { GatewayTarget } from '../../model/target';
import { text, type Text } from '../../model/text';
import { applicationGateway, type ApplicationGateway } from '../../observations/application-gateway';
import { backendHealth, failureOf, type BackendServer } from '../../observations/backend-health';
import type { ProbeClass } from '../../observations/backend-health-log';
import type { BackendSettings, Probe } from '../../observations/gateway-backends';

/** What a gateway asks its servers under one backend setting to find out whether they are healthy. */
export interface Probing {
  readonly settings: BackendSettings;
  /** The custom probe; without one it is Azure's default, which cannot be changed. */
  readonly probe?: Probe | undefined;
  /** `https`, as a URL has it. */
  readonly scheme: string;
  readonly port: number;
  readonly path: string;
  /** Seconds. */
  readonly timeout: number;
  readonly statusCodes: readonly string[];
}

/** Servers under one backend setting whose probes fail in the same way. */
export interface Failing {
  readonly probing: Probing;
  readonly servers: readonly [BackendServer, ...BackendServer[]];
}

/**
 * The servers whose probes fail in this way, by backend setting.
 *
 * @throws Unsure where Azure does not say under which setting a server fails.
 */
export function failingBy(see: See, target: GatewayTarget, probeClass: ProbeClass): readonly Failing[] {
  const failing = see(backendHealth, { gateway: target.id }).servers.filter(
    (server) => server.class === probeClass && isSurely(server.health, 'unhealthy'),
  );
  if (failing.length === 0) return [];
  const gateway = see(applicationGateway, { id: target.id });
  const stray = failing.find((server) => !gateway.settings.some(({ id }) => sameId(id, server.settings)));
  if (stray)
    throw new Unsure(
      text(
        `Azure does not say under which backend setting ${stray.address} fails: ${stray.log}`,
        `${stray.address}이(가) 어떤 백 엔드 설정에서 실패하는지 Azure가 알려 주지 않습니다: ${stray.log}`,
      ),
    );
  return gateway.settings.flatMap((settings) =>
    failingUnder(
      probingOf(gateway, settings),
      failing.filter((server) => sameId(server.settings, settings.id)),
    ),
  );
}

/** Those of them that `fails` is true of. */
export const failingOf = (all: readonly Failing[], fails: (server: BackendServer) => boolean): readonly Failing[] =>
  all.flatMap(({ probing, servers }) => failingUnder(probing, servers.filter(fails)));

const failingUnder = (probing: Probing, [first, ...others]: readonly BackendServer[]): readonly Failing[] =>
  first ? [{ probing, servers: [first, ...others] }] : [];

/** What is told where servers fail: the first of them stands for all. `where` names all of them. */
type Told = (
  first: Failing,
  where: string,
) => {
  readonly blamed: string;
  readonly because: Text;
  readonly advice: Text;
  readonly fixes?: readonly FixRequest[];
};

/** Found where servers fail in this way, and excluded by `none` where none does. Where there is no fix, people get the advice. */
export function verdictOn(all: readonly Failing[], none: Text, told: Told): Verdict {
  const [first] = all;
  if (!first) return { kind: 'excluded', because: none };
  const accountsFor = all.flatMap(({ servers }) => servers.map(failureOf));
  return { kind: 'found', fixes: [], accountsFor, ...told(first, all.map(whereFails).join('; ')) };
}

/** Source document: Application Gateway backend health, overview; "Application Gateway health probes overview", default probe. */
export const byDefault = { path: '/', timeout: 30, statusCodes: ['200-399'] } as const;

function probingOf({ probes }: Pick<ApplicationGateway, 'probes'>, settings: BackendSettings): Probing {
  const probe = probes.find(({ id }) => settings.probe !== undefined && sameId(id, settings.probe));
  const { path, timeout, statusCodes } = probe ?? byDefault;
  return {
    settings,
    probe,
    scheme: wordOf(probe?.protocol ?? settings.protocol).toLowerCase(),
    port: probe?.port ?? settings.port,
    path,
    timeout,
    statusCodes,
  };
}

/** Where a host name that a probe asks for is written. */
export type HostName =
  | { readonly from: 'probe' | 'settings' | 'pool'; readonly name: string }
  /** Nobody wrote one, so the default probe asks for `127.0.0.1`. */
  | { readonly from: 'nowhere' };

/**
 * The host name that the probe of a server asks for, and by which it checks the server's certificate.
 * Source document: Application Gateway backend health, "Backend certificate invalid common name (CN)".
 */
export function hostNameOf({ probe, settings }: Probing, { address }: Pick<BackendServer, 'address'>): HostName {
  if (probe?.host !== undefined && !probe.picksHostName) return { from: 'probe', name: probe.host };
  if (settings.picksHostName) return { from: 'pool', name: address };
  return settings.hostName === undefined ? { from: 'nowhere' } : { from: 'settings', name: settings.hostName };
}

/** `https://10.0.1.4:8443/health`: what a probe asks a server. */
export const probeUrl = ({ scheme, port, path }: Probing, { address }: Pick<BackendServer, 'address'>): string =>
  `${scheme}://${address}:${port}${path}`;

/** `10.0.1.4, 10.0.1.5 (setting https)`. */
const whereFails = ({ probing, servers }: Failing): string =>
  `${[...new Set(servers.map(({ address }) => address))].join(', ')} (${nameOf(probing.settings.id)})`;
