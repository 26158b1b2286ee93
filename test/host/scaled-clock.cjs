// Preload (`node --require`) that gives a process the clock which RECONNECT_CLOCK describes: real origin, virtual origin
// (both ms since the epoch), speed. Plain JavaScript, because it runs before anything that could translate TypeScript.
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
