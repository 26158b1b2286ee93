import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { idKey, sameId } from '../../shared/model/arm-id';
import { createCertificate } from './arm/certificate';
import { createFace } from './arm/face';
import { createIdentity } from './arm/identity';
import { createOperations, type ArmAnswer, type LogEntry } from './arm/operations';
import { close, listen, readBody } from './arm/wire';
import { authorizationProvider } from './authorization';
import { createComputeProvider } from './compute';
import { createMachines } from './compute/machines';
import type { RunningTwin, TwinOptions } from './contract';
import { networkProvider } from './network';
import type { Model, Provider } from './provider';
import { resourceHealthProvider } from './resource-health';
import { createStore } from './store';
import { createTimeline } from './timeline';
import { planHappenings } from './happenings';

export { noTimes, realTimes } from './times';

/** Starts a simulated Azure on free ports of 127.0.0.1. */
export async function startTwin(options: TwinOptions): Promise<RunningTwin> {
  const { estate, clock } = options;
  const timeline = createTimeline(clock);
  const store = createStore(estate.resources);
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
  };
  planHappenings(options.happenings, timeline, startedAt, store, machines);

  const identity = createIdentity(clock);
  const operations = createOperations(timeline);
  const log: LogEntry[] = [];
  let armEndpoint = '';
  const providers = [
    ...(options.providers ?? []),
    createComputeProvider(machines, (vmId) => health.delete(vmId)),
    networkProvider,
    resourceHealthProvider,
    authorizationProvider,
  ];
  const parts = { options, identity, timeline, store, model, operations, providers: firstOfEach(providers), log };
  const answer = createFace({ ...parts, endpoint: () => armEndpoint });

  const { key, certificate } = createCertificate();
  const arm = createServer({ key, cert: certificate }, (request, response) => void serve(answer, request, response));
  armEndpoint = `https://127.0.0.1:${await listen(arm, options.port)}`;
  const identityEndpoint = `http://127.0.0.1:${await listen(identity.server)}/msi/token`;
  const folder = await mkdtemp(join(tmpdir(), 'twin-'));
  const certificateFile = join(folder, 'certificate.pem');
  await writeFile(certificateFile, certificate);

  return {
    armEndpoint,
    identityEndpoint,
    identityHeader: identity.header,
    certificate,
    certificateFile,
    state: {
      get: (id) => (timeline.advance(), store.get(id)),
      list: (type) => (timeline.advance(), store.list(type)),
    },
    get log() {
      timeline.advance();
      return log;
    },
    operationMs: () => operations.ms(clock()),
    close: async () => {
      await Promise.all([close(arm), close(identity.server), rm(folder, { recursive: true, force: true })]);
    },
  };
}

/** The first provider of each namespace: those of a test come before the twin's own. */
function firstOfEach(providers: readonly Provider[]): readonly Provider[] {
  return providers.filter(
    (provider, index) => providers.findIndex((other) => sameId(other.namespace, provider.namespace)) === index,
  );
}

type Face = ReturnType<typeof createFace>;

/** A mistake in the twin itself is answered as an error that names it, so that the test that met it says so. */
async function serve(face: Face, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answered = await answerTo(face, request).catch(brokenTwin);
  if (answered === 'drop') return void request.socket.destroy();
  const hasBody = answered.status !== 204;
  const type = hasBody ? { 'content-type': 'application/json; charset=utf-8' } : {};
  response.writeHead(answered.status, { ...type, ...answered.headers });
  response.end(hasBody ? JSON.stringify(answered.body ?? null) : undefined);
}

async function answerTo(face: Face, request: IncomingMessage): Promise<ArmAnswer | 'drop'> {
  const url = new URL(request.url ?? '/', 'https://127.0.0.1');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const body = await readBody(request);
  const path = decodeURIComponent(url.pathname);
  return face({ method: request.method ?? 'GET', path, query: url.searchParams, headers, body });
}

function brokenTwin(error: unknown): ArmAnswer {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 500, headers: {}, body: { error: { code: 'TwinFailed', message } } };
}
