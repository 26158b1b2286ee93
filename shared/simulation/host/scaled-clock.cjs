// Preload (`node --require`) that makes `Date` run fast: RECONNECT_CLOCK=realOrigin,virtualOrigin,speed. It showed
// virtualOrigin when the real one showed realOrigin (both ms since the epoch), so processes with the same three numbers
// share one clock. Plain JavaScript, because it runs before anything that could translate TypeScript.
'use strict';

const [realOrigin, virtualOrigin, speed] = String(process.env.RECONNECT_CLOCK).split(',').map(Number);
if (![realOrigin, virtualOrigin, speed].every(Number.isFinite)) {
  throw new Error('RECONNECT_CLOCK must be three numbers: real origin, virtual origin (ms since the epoch), speed.');
}

const real = Date;
const now = () => Math.floor(virtualOrigin + (real.now() - realOrigin) * speed);
globalThis.Date = new Proxy(real, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  apply: (target) => new target(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});
