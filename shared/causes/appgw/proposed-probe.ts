import { idKey, sameId } from '../../model/arm-id';
import { az, within } from '../../model/az';
import { isSurely, wordOf } from '../../model/known';
import type { See } from '../../model/observation';
import type { FixRequest } from '../../model/plan';
import { fixOfField, shownValue, type ProbeTrial } from '../../model/probe-field';
import { forEach, ifSeen } from '../../model/see';
import type { GatewayTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import { applicationGateway, type ApplicationGateway } from '../../observations/application-gateway';
import { backendHealth, type BackendServer } from '../../observations/backend-health';
import type { BackendSettings, Probe } from '../../observations/gateway-backends';
import { onDemandHealth, type OnDemandHealth, type ProbeOnce } from '../../observations/on-demand-health';
import { byDefault, type Failing } from './probing';

/** One probe, and everybody whom it asks. */
export interface Asking {
  readonly gateway: ApplicationGateway;
  /** The custom probe; without one it is Azure's default, which cannot be changed. */
  readonly probe?: Probe | undefined;
  /** Every setting that uses it. */
  readonly users: readonly BackendSettings[];
  readonly servers: readonly BackendServer[];
  /** How it asks, in the terms of `getBackendHealthOnDemand`. */
  readonly once: ProbeOnce;
}

/** What was tried of a probe, and what comes of it. */
export interface Proposal {
  readonly seen: Text;
  /** Of every way the first value that all servers pass with. */
  readonly fixes: readonly FixRequest[];
  /** What makes a custom probe like that, where the default one fails. First of what is told: a long text is cut at its end. */
  readonly byHand: Text;
}

type Tried =
  | { readonly kind: 'passes' }
  | { readonly kind: 'fails'; readonly address: string; readonly log: string }
  /** Azure did not tell: the right is missing, or there was no answer. */
  | { readonly kind: 'untold' };

/**
 * Asks every server that a failing probe asks once, as the probe would with one field changed. Nothing is tried where several probes
 * fail: to mend one of them would not be enough.
 *
 * @param ways For each way to mend it the values to try, the best first.
 */
export function proposed(
  see: See,
  target: GatewayTarget,
  failing: readonly Failing[],
  ways: (asking: Asking) => readonly (readonly ProbeTrial[])[],
): Proposal {
  const asking = askingOf(see, target, failing);
  const trials = asking && isAskedOnDemand(asking) ? ways(asking).filter(({ length }) => length > 0) : [];
  if (!asking || trials.length === 0) return { seen: NOTHING, fixes: [], byHand: NOTHING };
  const tried = forEach(trials, (way) => forEach(way, (trial) => ({ trial, came: tryOnce(see, asking, trial) })));
  const told = tried.flat().filter(({ came }) => came.kind !== 'untold');
  const passing = tried.flatMap((way) => way.find(({ came }) => came.kind === 'passes')?.trial ?? []);
  const { probe } = asking;
  return {
    seen: told.length === 0 ? UNTOLD : joinText(...told.map(({ trial, came }) => seenOf(trial, came))),
    fixes: probe
      ? passing.map(({ field, to }) => ({ fix: fixOfField[field], gateway: target.id, probe: probe.name, to }))
      : [],
    byHand: probe || !passing[0] ? NOTHING : byHandOf(asking, passing[0]),
  };
}

const NOTHING = text('', '');

/** What fails in all of them: one custom probe, or the default probe of one setting. */
function askingOf(see: See, { id }: GatewayTarget, failing: readonly Failing[]): Asking | undefined {
  const [first, ...others] = failing.map(({ probing }) => probing);
  if (!first || others.some(({ probe }) => !probe || probe !== first.probe)) return undefined;
  const { probe, settings } = first;
  const gateway = see(applicationGateway, { id });
  const users = probe
    ? gateway.settings.filter((each) => each.probe !== undefined && sameId(each.probe, probe.id))
    : [settings];
  const servers = see(backendHealth, { gateway: id }).servers.filter((server) =>
    users.some((each) => sameId(each.id, server.settings)),
  );
  return { gateway, probe, users, servers, once: probe ? onceOf(probe) : defaultOnceOf(gateway, settings) };
}

/** Azure asks on demand by HTTP and at the port of the settings only. */
const isAskedOnDemand = ({ probe, users, servers, once }: Asking): boolean =>
  /^https?$/i.test(once.protocol) &&
  (probe?.port === undefined || users.every(({ port }) => port === probe.port)) &&
  servers.every(({ pool }) => pool !== '');

const onceOf = ({ protocol, host, picksHostName, path, timeout, statusCodes, body }: Probe): ProbeOnce => ({
  protocol: wordOf(protocol),
  host,
  picksHostName,
  path,
  timeout,
  statusCodes,
  body,
});

/** Azure: Application Gateway health monitoring overview, default health probe; a gateway of v1 asks for no other host. */
function defaultOnceOf({ generation }: ApplicationGateway, settings: BackendSettings): ProbeOnce {
  const picksHostName = generation === 'v2' && (settings.picksHostName || settings.hostName !== undefined);
  return {
    protocol: wordOf(settings.protocol),
    picksHostName,
    ...(picksHostName ? {} : { host: '127.0.0.1' }),
    ...byDefault,
  };
}

function tryOnce(see: See, { gateway, servers, once }: Asking, { field, to }: ProbeTrial): Tried {
  const ask = ({ pool, settings }: Place) => ({
    pool,
    settings,
    ...see(onDemandHealth, { gateway: gateway.id, pool, settings, probe: { ...once, [field]: to } }),
  });
  const [first, ...others] = placesOf(servers);
  const asked = ifSeen(() => {
    const one = first ? [ask(first)] : [];
    return one.some(failingIn) ? one : [...one, ...forEach(others, ask)];
  });
  if (!asked) return { kind: 'untold' };
  const [failing] = asked.flatMap((place) => failingIn(place) ?? []);
  if (failing) return { kind: 'fails', address: failing.address, log: failing.log };
  const isAnswered = (server: BackendServer) =>
    asked.some((place) => isSamePlace(place, server) && addressesIn(place).includes(server.address));
  return { kind: servers.every(isAnswered) ? 'passes' : 'untold' };
}

const failingIn = ({ servers }: OnDemandHealth) => servers.find(({ health }) => !isSurely(health, 'healthy'));

type Place = Pick<BackendServer, 'pool' | 'settings'>;

const isSamePlace = (a: Place, b: Place): boolean => sameId(a.pool, b.pool) && sameId(a.settings, b.settings);
const addressesIn = ({ servers }: OnDemandHealth): readonly string[] => servers.map(({ address }) => address);

/** Each once. */
const placesOf = (servers: readonly BackendServer[]): readonly Place[] => [
  ...new Map(servers.map((server) => [`${idKey(server.pool)} ${idKey(server.settings)}`, server])).values(),
];

const UNTOLD = text(
  'Whether another probe would pass could not be tried (getBackendHealthOnDemand).',
  '프로브를 바꾸면 통과하는지 시험할 수 없었습니다(getBackendHealthOnDemand).',
);

function seenOf(trial: ProbeTrial, came: Tried): Text {
  const how = wordsOf(trial);
  if (came.kind !== 'fails')
    return text(`Asked once ${how.en}, all its servers pass.`, `${how.ko} 한 번 확인하면 모든 서버가 통과합니다.`);
  const { address, log } = came;
  return text(
    `Asked once ${how.en}, ${address} does not pass either: ${log}`,
    `${how.ko} 한 번 확인해도 ${address}이(가) 통과하지 못합니다: ${log}`,
  );
}

function wordsOf({ field, to }: ProbeTrial): Text {
  const value = shownValue(to);
  switch (field) {
    case 'timeout':
      return text(`for up to ${value} s`, `최대 ${value}초까지 기다려`);
    case 'statusCodes':
      return text(`with ${value} accepted`, `${value} 상태를 허용하고`);
    case 'host':
      return text(`for host ${value}`, `호스트 이름 ${value}(으)로`);
    case 'path':
      return text(`at ${value}`, `경로 ${value}에서`);
  }
}

function byHandOf({ gateway, users: [settings], once }: Asking, { field, to }: ProbeTrial): Text {
  if (!settings) return NOTHING;
  const { protocol, host, path, timeout, statusCodes, picksHostName }: ProbeOnce = { ...once, [field]: to };
  const name = freeName(gateway, `${settings.name}-probe`);
  const there = within('gateway-name', gateway.id);
  const commands = [
    az('network application-gateway probe create', {
      ...there,
      name,
      protocol,
      ...(picksHostName ? { 'host-name-from-http-settings': 'true' } : { host }),
      path,
      timeout: String(timeout),
      interval: '30',
      threshold: '3',
      'match-status-codes': statusCodes,
    }),
    az('network application-gateway http-settings update', { ...there, name: settings.name, probe: name }),
  ].join(' && ');
  return text(
    `The default probe of setting ${settings.name} cannot be changed. This makes a custom one that all its servers passed (${commands}).`,
    `설정 ${settings.name}의 기본 프로브는 변경할 수 없습니다. 모든 서버가 통과한 사용자 지정 프로브를 만들 수 있습니다(${commands}).`,
  );
}

/** A probe of this name would be replaced. */
function freeName({ probes }: ApplicationGateway, name: string): string {
  const isFree = (wanted: string) => !probes.some((each) => sameId(each.name, wanted));
  return [name, ...probes.map((_, place) => `${name}-${place + 2}`)].find(isFree) ?? name;
}
