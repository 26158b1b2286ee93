import { ids } from '../../model/testing';
import type { BackendSettings } from '../../observations/gateway-backends';
import type { Route } from '../../observations/gateway-routes';
import { waysToAnswer } from './other-answers';
import type { Asking } from './proposed-probe';
import { settings } from './testing';

interface Setup {
  readonly user?: Partial<BackendSettings>;
  readonly routes?: readonly Partial<Route>[];
  readonly once?: Partial<Asking['once']>;
  readonly address?: string;
}

function ways(status: number, { user = {}, routes = [], once = {}, address = '10.0.2.4' }: Setup) {
  const led = routes.map((route) => ({ settings: settings.id.toUpperCase(), hostNames: [], paths: ['/*'], ...route }));
  const asking = {
    gateway: { id: ids.gateway, routes: led },
    users: [{ ...settings, ...user }],
    servers: [{ settings: settings.id, address }],
    once: {
      protocol: 'Https',
      host: 'old.example',
      picksHostName: false,
      path: '/up',
      timeout: 30,
      statusCodes: ['200-399'],
      ...once,
    },
  } as unknown as Asking;
  return waysToAnswer(asking, status).map((way) => way.map(({ field, to }) => `${field} ${String(to)}`));
}

const toShop = [{ hostNames: ['shop.example'], paths: ['/*'] }];

test.each([
  [301, [['host shop.example'], ['statusCodes 200-399,301']]],
  [400, [['host shop.example']]],
  [401, [['statusCodes 200-399,401'], ['path /']]],
  [403, [['host shop.example'], ['path /']]],
  [404, [['host shop.example'], ['path /']]],
  [405, []],
  [418, []],
  [421, [['host shop.example']]],
  [429, []],
  [500, []],
  [503, []],
])('%i: only what hides no fault is accepted', (status, expected) => {
  expect(ways(status, { routes: toShop })).toEqual(expected);
});

test.each<[string, Setup, readonly string[]]>([
  ['the setting’s, before the listeners’', { user: { hostName: 'in.example' }, routes: toShop }, ['in.example']],
  ['the pool’s', { user: { picksHostName: true }, routes: toShop, address: 'app.example' }, ['app.example']],
  ['none where the pool has an address', { user: { picksHostName: true }, routes: toShop }, []],
  ['none where every name is served', { routes: [...toShop, {}] }, []],
  ['none where the probe’s own is served', { routes: [...toShop, { hostNames: ['OLD.example'] }] }, []],
  ['none where the probe’s own is served among others', { routes: [...toShop, { hostNames: ['*.example'] }] }, []],
  [
    'no pattern',
    { routes: [...toShop, { hostNames: ['*.other', 'a?.other', 'oldxexample'] }] },
    ['shop.example', 'oldxexample'],
  ],
  ['none where a pattern covers the probe’s', { routes: [...toShop, { hostNames: ['ol?.exam*'] }] }, []],
  ['none of other settings', { routes: [{ ...toShop[0], settings: 'other' }] }, []],
  ['none where the setting’s is asked for already', { routes: toShop, once: { picksHostName: true } }, []],
  ['none where none is asked for', { routes: toShop, once: { host: undefined } }, []],
  [
    'three at most, each once',
    { routes: [{ hostNames: ['a.b', 'c.d', 'a.b'] }, { hostNames: ['e.f', 'g.h'] }] },
    ['a.b', 'c.d', 'e.f'],
  ],
])('hosts to try: %s', (_, setup, expected) => {
  const [hosts] = ways(404, setup);
  expect(hosts).toEqual(expected.map((host) => `host ${host}`));
});

test.each<[string, Setup, readonly string[]]>([
  ['where the rules lead', { routes: [{ paths: ['/*'] }, { paths: ['/api/*', '/shop'] }] }, ['/', '/api/', '/shop']],
  ['where the setting puts everything', { user: { path: 'v2/' }, routes: toShop }, ['/v2/']],
  ['not where it asks already', { routes: toShop, once: { path: '/' } }, []],
  ['nowhere where no rule leads', {}, []],
])('paths to try: %s', (_, setup, expected) => {
  expect(ways(404, setup).at(-1)).toEqual(expected.map((path) => `path ${path}`));
});
