// Preload (`node --require`) that kills this process with SIGKILL at the moment that DIE_AT describes (a `Death` of plays.ts):
// just before it sends a request, or just after the answer has arrived and before anybody has read it. Plain JavaScript,
// because it runs before anything that could translate TypeScript.
'use strict';

const http = require('node:http');
const https = require('node:https');

const { when, request: wanted, since, nth = 1 } = JSON.parse(String(process.env.DIE_AT));
let armed = since === undefined;
let left = nth;

const die = () => process.kill(process.pid, 'SIGKILL');
/** Asking an empty queue for messages goes on for ever and changes nothing. */
const isWaiting = ({ method, path }) => method === 'GET' && path.includes('/messages');
const isLike = ({ method, path, body }, request, sent) =>
  method === request.method &&
  new RegExp(path).test(decodeURIComponent(request.path)) &&
  (body === undefined || new RegExp(body).test(sent));

function watch(request) {
  const { write, end, emit } = request;
  const chunks = [];
  const keep = (chunk) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  request.write = (chunk, ...rest) => {
    keep(chunk);
    return write.call(request, chunk, ...rest);
  };
  request.end = (chunk, ...rest) => {
    keep(chunk);
    // Rows hold JSON within JSON; without the backslashes one pattern fits both.
    const sent = Buffer.concat(chunks).toString().replaceAll('\\', '');
    const counts = wanted === undefined ? !isWaiting(request) : isLike(wanted, request, sent);
    if (armed && counts && --left === 0) {
      if (when === 'before') die();
      request.emit = (event, ...given) => (event === 'response' ? die() : emit.call(request, event, ...given));
    }
    armed ||= isLike(since, request, sent);
    return end.call(request, chunk, ...rest);
  };
  return request;
}

for (const protocol of [http, https]) {
  const { request } = protocol;
  protocol.request = (...given) => watch(request(...given));
  protocol.get = (...given) => protocol.request(...given).end();
}
