import { idKey, sameId } from '../../model/arm-id';
import { isSurely } from '../../model/known';
import type { See } from '../../model/observation';
import { forEach, ifSeen } from '../../model/see';
import type { GatewayTarget } from '../../model/target';
import { applicationGateway } from '../../observations/application-gateway';
import { backendHealth, type BackendServer } from '../../observations/backend-health';
import type { BackendSettings, Probe } from '../../observations/gateway-backends';
import { onDemandHealth, type OnDemandHealth } from '../../observations/on-demand-health';

/** What became of a custom probe when it waited longer, `timeout` seconds. */
export type Longer =
  | { readonly kind: 'passes'; readonly timeout: number }
  | { readonly kind: 'fails'; readonly timeout: number; readonly address: string; readonly log: string }
  /** Azure did not tell: the right is missing, or there was no answer. */
  | { readonly kind: 'untold' }
  /** Azure asks on demand by HTTP and at the port of the settings only, and nobody waits for longer than `LONGEST`. */
  | { readonly kind: 'untried' };

/** What Azure's own probe waits, and as long as anybody is asked to wait, in seconds: a server that hangs is noticed so much later. */
const USUAL = 30;
const LONGEST = 120;

/** Twice as long: a server that needs more is not a little slow. */
const longerThan = (timeout: number): number => Math.min(Math.max(2 * timeout, USUAL), LONGEST);

/** Asks every server of every setting that uses a custom probe once, as the probe does, but for longer. */
export function askLonger(see: See, { id }: GatewayTarget, probe: Probe): Longer {
  const timeout = longerThan(probe.timeout);
  const users = see(applicationGateway, { id }).settings.filter((each) => each.probe && sameId(each.probe, probe.id));
  const probed = see(backendHealth, { gateway: id }).servers.filter((server) =>
    users.some((settings) => sameId(settings.id, server.settings)),
  );
  if (timeout <= probe.timeout || !isAskedOnDemand(probe, users) || probed.some(({ pool }) => pool === ''))
    return { kind: 'untried' };
  const asked = ifSeen(() =>
    forEach(placesOf(probed), ({ pool, settings }) => ({
      pool,
      settings,
      ...see(onDemandHealth, { gateway: id, pool, settings, probe: { ...onceOf(probe), timeout } }),
    })),
  );
  if (!asked) return { kind: 'untold' };
  const answers = asked.flatMap(({ servers }) => servers);
  const failing = answers.find(({ health }) => !isSurely(health, 'healthy'));
  if (failing) return { kind: 'fails', timeout, address: failing.address, log: failing.log };
  const isAnswered = (server: BackendServer) =>
    asked.some((place) => isSamePlace(place, server) && addressesIn(place).includes(server.address));
  return probed.every(isAnswered) ? { kind: 'passes', timeout } : { kind: 'untold' };
}

const isAskedOnDemand = ({ protocol, port }: Probe, users: readonly BackendSettings[]): boolean =>
  (isSurely(protocol, 'Http') || isSurely(protocol, 'Https')) &&
  (port === undefined || users.every((settings) => settings.port === port));

const onceOf = ({ protocol, host, picksHostName, path, statusCodes, body }: Probe) => ({
  protocol: 'known' in protocol ? protocol.known : protocol.unrecognised,
  host,
  picksHostName,
  path,
  statusCodes,
  body,
});

type Place = Pick<BackendServer, 'pool' | 'settings'>;

const isSamePlace = (a: Place, b: Place): boolean => sameId(a.pool, b.pool) && sameId(a.settings, b.settings);
const addressesIn = ({ servers }: OnDemandHealth): readonly string[] => servers.map(({ address }) => address);

/** Each once. */
const placesOf = (servers: readonly BackendServer[]): readonly Place[] => [
  ...new Map(servers.map((server) => [`${idKey(server.pool)} ${idKey(server.settings)}`, server])).values(),
];
