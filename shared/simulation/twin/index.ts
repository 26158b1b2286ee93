import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createCertificate } from './arm/certificate';
import type { Face } from './arm/face';
import { CLIENT, OWNER, createIdentity } from './arm/identity';
import type { ArmAnswer } from './arm/operations';
import { close, listen } from '../loopback';
import { temporaryFolder } from '../temporary-folder';
import { readBody } from './arm/wire';
import type { RunningTwin, TwinOptions } from './contract';
import { createTwin, type SilentTwin } from './create';

export { createTwin } from './create';
export { noTimes, realTimes } from './times';

/** Starts a simulated Azure on free ports of 127.0.0.1. */
export async function startTwin(options: TwinOptions): Promise<RunningTwin> {
  const identity = createIdentity(options.clock, options.as === 'owner' ? OWNER : CLIENT);
  let armEndpoint = '';
  const twin = createTwin(options, {
    endpoint: () => armEndpoint,
    blobs: () => armEndpoint,
    verdict: identity.verdict,
  });

  const { key, certificate } = createCertificate();
  const arm = createServer({ key, cert: certificate }, (request, response) => void serve(twin, request, response));
  armEndpoint = `https://127.0.0.1:${await listen(arm, options.port)}`;
  const identityEndpoint = `http://127.0.0.1:${await listen(identity.server)}/msi/token`;
  const folder = temporaryFolder('twin');
  const certificateFile = join(folder.path, 'certificate.pem');
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
      folder.remove();
      await Promise.all([close(arm), close(identity.server)]);
    },
  };
}

async function serve(twin: SilentTwin, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://127.0.0.1');
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const log = reads ? twin.bootLog(decodeURIComponent(pathname), searchParams) : undefined;
  if (log !== undefined) {
    serveBlob(log, request, response);
    return;
  }
  const answered = await answerTo(twin.face, request);
  if (answered === 'drop') return void request.socket.destroy();
  const hasBody = answered.status !== 204;
  const type = hasBody ? { 'content-type': 'application/json; charset=utf-8' } : {};
  response.writeHead(answered.status, { ...type, ...answered.headers });
  response.end(hasBody ? JSON.stringify(answered.body ?? null) : undefined);
}

/** A blob, or the part of it for which it is asked. REST: Get Blob, Get Blob Properties. */
function serveBlob(content: string, { method, headers }: IncomingMessage, response: ServerResponse): void {
  const blob = Buffer.from(content);
  const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  const part = headers.range === undefined ? blob : blob.subarray(Number(from), to === '' ? undefined : Number(to) + 1);
  const type = { 'content-type': 'text/plain', 'content-length': part.length };
  response.writeHead(headers.range === undefined ? 200 : 206, type).end(method === 'HEAD' ? undefined : part);
}

async function answerTo(face: Face, request: IncomingMessage): Promise<ArmAnswer | 'drop'> {
  const url = new URL(request.url ?? '/', 'https://127.0.0.1');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const body = await readBody(request);
  const path = decodeURIComponent(url.pathname);
  return face({ method: request.method ?? 'GET', path, query: url.searchParams, headers, body });
}
