import { idKey, sameId } from '../../model/arm-id';
import type { Target } from '../../model/target';
import { createAccess } from './arm/access';
import { createFace, type Face } from './arm/face';
import type { TokenVerdict } from './arm/identity';
import { createOperations, type LogEntry } from './arm/operations';
import { createAuthorizationProvider } from './authorization';
import { policyInsightsProvider } from './authorization/policy-insights';
import { conditionOf, type Condition } from './condition';
import { createComputeProvider } from './compute';
import { withUploads } from './certificates/uploads';
import { bootLog } from './compute/boot-log';
import { createMachines } from './compute/machines';
import type { Twin, TwinOptions } from './contract';
import { planHappenings } from './happenings';
import { createMonitor } from './monitor';
import { networkProvider } from './network';
import { noticeBackends } from './network/backend-health';
import { createInsightsProvider } from './insights';
import { createGateways } from './network/gateways';
import { createOutside } from './outside';
import type { Model, Provider } from './provider';
import { resourceHealthProvider } from './resource-health';
import { createStore } from './store';
import { createTimeline } from './timeline';
import { webProvider } from './web';

/** How requests come in. */
export interface Door {
  /** The origin that poll URLs have. */
  readonly endpoint: () => string;
  /** The origin of links to blobs. */
  readonly blobs: () => string;
  /** Whom a token names, for ARM or for another audience. */
  readonly verdict: (token: string, audience?: string) => TokenVerdict;
}

/** A twin that nobody listens for: whoever has its face asks it. */
export interface SilentTwin extends Twin {
  readonly face: Face;
  /** What boot diagnostics keeps, by path and query. */
  readonly bootLog: (path: string, query: URLSearchParams) => string | undefined;
  /** How a target is now. */
  readonly conditionOf: (target: Target) => Condition;
}

/** A simulated Azure, without a server. */
export function createTwin(options: TwinOptions, door: Door): SilentTwin {
  const { estate, clock } = options;
  const timeline = createTimeline(clock, () => noticeBackends(model));
  const store = createStore(estate.resources.map((resource) => withUploads(resource, estate)));
  const startedAt = clock();
  const machines = createMachines(estate, store.get, startedAt);
  const health = new Map(Object.entries(estate.health).map(([id, properties]) => [idKey(id), properties]));
  const model: Model = {
    now: timeline.now,
    times: options.times,
    get: store.get,
    list: store.list,
    put: store.put,
    delete: store.delete,
    guest: (vmId) => machines.get(vmId)?.machine,
    health: (id) => health.get(idKey(id)),
    backendHealth: estate.backendHealth,
    gateways: createGateways(estate.gateways),
    outside: createOutside(estate),
    authorities: estate.authorities,
    learnedRoutes: (id) =>
      Object.entries(estate.learnedRoutes ?? {}).find(([gateway]) => sameId(gateway, id))?.[1] ?? [],
  };
  noticeBackends(model);
  const happenings = options.happenings.map((one) =>
    one.kind === 'put' ? { ...one, resource: withUploads(one.resource, estate) } : one,
  );
  planHappenings(happenings, timeline, startedAt, store, machines);

  const access = createAccess(options);
  const operations = createOperations(timeline);
  const log: LogEntry[] = [];
  const providers = [
    ...(options.providers ?? []),
    createComputeProvider(machines, (vmId) => health.delete(vmId), door.blobs),
    networkProvider,
    resourceHealthProvider,
    createInsightsProvider(log),
    createAuthorizationProvider(access),
    policyInsightsProvider,
    webProvider,
  ];
  const noticing =
    (face: Face): Face =>
    (request) => {
      const answer = face(request);
      if (log.at(-1)?.effect === 'write') noticeBackends(model);
      return answer;
    };
  const parts = { options, access, timeline, store, model, operations, providers: firstOfEach(providers), log };
  const arm = noticing(createFace({ ...parts, ...door }));
  const monitor = createMonitor({ ...parts, ...door });
  return {
    face: naming((request) => monitor(request) ?? arm(request)),
    conditionOf: (target) => (timeline.advance(), conditionOf(model, target)),
    bootLog: (path, query) => bootLog(path, query, model),
    state: {
      get: (id) => (timeline.advance(), store.get(id)),
      list: (type) => (timeline.advance(), store.list(type)),
    },
    get log() {
      timeline.advance();
      return log;
    },
    operationMs: () => operations.ms(clock()),
  };
}

/** A mistake in the twin itself is answered as an error that names it, so that the test that met it says so. */
const naming =
  (face: Face): Face =>
  (request) => {
    try {
      return face(request);
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { status: 500, headers: {}, body: { error: { code: 'TwinFailed', message } } };
    }
  };

/** The first provider of each namespace: those of a test come before the twin's own. */
function firstOfEach(providers: readonly Provider[]): readonly Provider[] {
  return providers.filter(
    (provider, index) => providers.findIndex((other) => sameId(other.namespace, provider.namespace)) === index,
  );
}
