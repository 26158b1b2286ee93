import type { Change } from '../model/change';
import type { Plan } from '../model/plan';
import { Policy } from '../model/policy';
import { gatewayTarget, healthy, ids, reasonOver, subscription } from '../model/testing';
import { text } from '../model/text';
import { workingProbes } from './regression-probes';

const policy = Policy.parse({ subscriptions: [subscription], approvers: [{ id: subscription, name: 'Kim' }] });
const planOf = (change: Change): Plan => ({
  fix: 'route-to-internet',
  resource: ids.table,
  region: 'koreacentral',
  risk: 'high',
  changes: [change],
  undo: [],
  opens: [],
  closes: [],
  effect: text('x', 'x'),
  proof: [],
  losses: [],
});
const route: Change = {
  kind: 'put-route',
  routeTable: ids.table,
  name: 'default',
  route: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' },
  over: [{ addressPrefix: '0.0.0.0/0', nextHopType: 'None' }],
};
const watched = (change: Change) =>
  reasonOver(healthy, (see) => workingProbes(see, planOf(change), gatewayTarget, policy));

test('what works is watched while a route is altered, although no rule opens or closes anything', () => {
  expect(watched(route)).toEqual({
    kind: 'done',
    value: [{ kind: 'backend', gateway: ids.gateway, address: '10.0.2.4' }],
  });
});

test('a plan that alters no network watches nothing', () => {
  expect(watched({ kind: 'restart-vm', vm: ids.vm })).toEqual({ kind: 'done', value: [] });
});
