import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificate } from './arm/certificate';
import type { Face } from './arm/face';
import { createIdentity } from './arm/identity';
import type { ArmAnswer } from './arm/operations';
import { close, listen } from '../loopback';
import { readBody } from './arm/wire';
import type { RunningTwin, TwinOptions } from './contract';
import { createTwin } from './create';

export { createTwin } from './create';
export { noTimes, realTimes } from './times';

/** Starts a simulated Azure on free ports of 127.0.0.1. */
export async function startTwin(options: TwinOptions): Promise<RunningTwin> {
  const identity = createIdentity(options.clock);
  let armEndpoint = '';
  const twin = createTwin(options, { endpoint: () => armEndpoint, verdict: identity.verdict });

  const { key, certificate } = createCertificate();
  const arm = createServer({ key, cert: certificate }, (request, response) => void serve(twin.face, request, response));
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
    state: twin.state,
    get log() {
      return twin.log;
    },
    operationMs: () => twin.operationMs(),
    close: async () => {
      await Promise.all([close(arm), close(identity.server), rm(folder, { recursive: true, force: true })]);
    },
  };
}

async function serve(face: Face, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answered = await answerTo(face, request);
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
