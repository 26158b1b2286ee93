import * as fc from 'fast-check';
import type { Guard } from '../model/guard';
import type { Intervention } from '../model/ledger';
import { gatewayTarget, ids } from '../model/testing';
import { Policy } from '../model/policy';
import { blastRadius } from './blast-radius';
import { circuitBreaker } from './circuit-breaker';
import { cooldown } from './cooldown';
import { lookBackMs, minuteMs } from './earlier';
import { ownEcho } from './own-echo';
import { poolTurn } from './pool-turn';
import { recurrence } from './recurrence';
import { sharedCause } from './shared-cause';
import { ago, asked, check, earlier, ended, inShort, started, type Asked } from './testing';

const own = { incident: 'inc-1' };
const otherVm = ids.vm.replace('vm1', 'vm2');
const otherTarget = {
  target: `vm ${otherVm.toLowerCase()} 22`,
  affectedResources: [otherVm.toLowerCase()],
  blamed: otherVm,
};
const history = (...interventions: readonly Intervention[]): Asked => ({ interventions });
const thrice = (differs: Partial<Intervention> = {}) =>
  history(...[500, 300, 100].map((minutes) => earlier(ended(minutes), differs)));
const failed = (...minutes: readonly number[]) =>
  history(...minutes.map((each) => earlier(ended(each, 'failed'), otherTarget)));
/** So many fixes of other VMs that began 50, 49, … minutes ago. */
const begun = (count: number, differs: Partial<Intervention> = {}) =>
  history(...Array.from({ length: count }, (_, index) => earlier(ended(49 - index), { ...otherTarget, ...differs })));
const inGroup = (name: string) => otherVm.replace('/rg/', `/${name}/`);
const behind = {
  applicationGateways: {
    gateways: [{ id: ids.gateway, name: 'gw1', addresses: ['10.0.0.4'], ipConfigurations: [] }],
  },
};

const table: readonly [Guard, string, string, Asked][] = [
  [ownEcho, 'pass', 'nothing was touched', {}],
  [ownEcho, 'hold 5', 'the target is being touched', history(earlier(started(30)))],
  [
    ownEcho,
    'hold 5',
    'the gateway of the changed VM reports',
    { ...history(earlier(started(1))), target: gatewayTarget },
  ],
  [ownEcho, 'hold 4', 'the target was touched eleven minutes ago', history(earlier(ended(11)))],
  [ownEcho, 'hold 4', 'what touched it did not help', history(earlier(ended(11, 'failed')))],
  [ownEcho, 'hold 12', 'it was touched twice', history(earlier(ended(10)), earlier(ended(3), { planHash: 'd' }))],
  [ownEcho, 'pass', 'that was fifteen minutes ago', history(earlier(ended(15)))],
  [ownEcho, 'pass', 'nothing was changed after all', history(earlier(ended(10, 'withdrawn')))],
  [ownEcho, 'pass', 'people are only asked', history(earlier(asked(1)))],
  [ownEcho, 'pass', 'the same incident touched it', history(earlier(ended(10), own))],
  [ownEcho, 'pass', 'something else was touched', history(earlier(started(1), otherTarget))],
  [
    ownEcho,
    'pass',
    'the policy gives echoes no time',
    { ...history(earlier(ended(1))), policy: { limits: { echoMinutes: 0 } } },
  ],

  [sharedCause, 'pass', 'there is no other incident', {}],
  [
    sharedCause,
    'hold 5',
    'another incident asks about it',
    history(earlier(asked(1), { blamed: ids.vm.toUpperCase() })),
  ],
  [sharedCause, 'hold 5', 'another incident is fixing it', history(earlier(started(1)))],
  [sharedCause, 'pass', 'that is over', history(earlier(ended(1)))],
  [sharedCause, 'pass', 'it asks about another cause', history(earlier(asked(1), { cause: 'guest/sshd-broken' }))],
  [sharedCause, 'pass', 'something else is to blame there', history(earlier(asked(1), { blamed: otherVm }))],
  [sharedCause, 'pass', 'this incident has asked itself', history(earlier(asked(1), own))],

  [cooldown, 'pass', 'it was never fixed', {}],
  [cooldown, 'hold 10', 'it was fixed 20 minutes ago', history(earlier(ended(20)))],
  [cooldown, 'hold 10', 'a fix did not help 20 minutes ago', history(earlier(ended(25)), earlier(ended(20, 'failed')))],
  [cooldown, 'hold 5', 'a fix is under way', history(earlier(started(1)))],
  [cooldown, 'pass', 'it was fixed 30 minutes ago', history(earlier(ended(30)))],
  [cooldown, 'pass', 'nothing was changed after all', history(earlier(ended(20, 'withdrawn')))],
  [
    cooldown,
    'pass',
    'another port of the VM was fixed',
    history(earlier(ended(20), { target: `vm ${ids.vm.toLowerCase()} 2222` })),
  ],
  [cooldown, 'pass', 'the same incident did it', history(earlier(ended(20), own))],

  [recurrence, 'pass', 'it was never fixed', {}],
  [recurrence, 'block', 'it was fixed three times', thrice()],
  [recurrence, 'pass', 'it was fixed twice', history(earlier(ended(500)), earlier(ended(100)))],
  [recurrence, 'pass', 'it did not help', history(...[500, 300, 100].map((each) => earlier(ended(each, 'failed'))))],
  [recurrence, 'pass', 'those were other causes', thrice({ cause: 'guest/sshd-broken' })],
  [recurrence, 'pass', 'those were other targets', thrice(otherTarget)],
  [recurrence, 'pass', 'it was the same incident', thrice(own)],
  [recurrence, 'pass', 'the first was a day ago', history(...[1440, 300, 100].map((each) => earlier(ended(each))))],

  [circuitBreaker, 'pass', 'nothing failed', {}],
  [circuitBreaker, 'block', 'three did not help, anywhere', failed(200, 100, 20)],
  [circuitBreaker, 'pass', 'two did not help', failed(100, 20)],
  [circuitBreaker, 'pass', 'the first of them was long ago', failed(360, 100, 20)],
  [circuitBreaker, 'pass', 'somebody said resume since', { ...failed(200, 100, 20), ledger: { resumedAt: ago(20) } }],
  [
    circuitBreaker,
    'block',
    'three failed since somebody said resume',
    { ...failed(200, 100, 20), ledger: { resumedAt: ago(201) } },
  ],
  [circuitBreaker, 'pass', 'they helped', history(...[200, 100, 20].map((each) => earlier(ended(each))))],

  [blastRadius, 'pass', 'nothing was changed', {}],
  [blastRadius, 'hold 10', 'three began in the resource group', begun(3)],
  [blastRadius, 'hold 11', 'four began in the resource group', begun(4)],
  [blastRadius, 'pass', 'two began in the resource group', begun(2)],
  [blastRadius, 'hold 10', 'the group is written in another case', begun(3, { resource: inGroup('RG') })],
  [blastRadius, 'pass', 'three began in another resource group', begun(3, { resource: inGroup('rg2') })],
  [
    blastRadius,
    'pass',
    'a resource group of that name is in another subscription',
    begun(3, { resource: otherVm.replace(/1111/, '9999') }),
  ],
  [blastRadius, 'hold 10', 'six began in the subscription', begun(6, { resource: inGroup('rg2'), region: 'eastus' })],
  [
    blastRadius,
    'hold 10',
    'six began in the region',
    begun(6, { resource: otherVm.replace(/1111/, '9999'), region: 'KoreaCentral' }),
  ],
  [
    blastRadius,
    'pass',
    'six began in other places',
    begun(6, { resource: otherVm.replace(/1111/, '9999'), region: 'eastus' }),
  ],
  [
    blastRadius,
    'hold 10',
    'ten began anywhere',
    begun(10, { resource: otherVm.replace(/1111/, '9999'), region: 'eastus' }),
  ],
  [
    blastRadius,
    'hold 10',
    'one of them is under way',
    history(earlier(started(50), otherTarget), earlier(ended(39), otherTarget), earlier(ended(29), otherTarget)),
  ],
  [
    blastRadius,
    'pass',
    'nothing was changed after all',
    history(...[50, 40, 30].map((each) => earlier(ended(each, 'withdrawn'), otherTarget))),
  ],
  [
    blastRadius,
    'pass',
    'people are only asked',
    history(...[5, 4, 3, 2].map((each) => earlier(asked(each), otherTarget))),
  ],
  [
    blastRadius,
    'pass',
    'the first began an hour ago',
    history(...[59, 40, 30].map((each) => earlier(ended(each), otherTarget))),
  ],
  [blastRadius, 'pass', 'the same incident did it', begun(10, own)],

  [poolTurn, 'pass', 'nothing is under way', { answers: behind }],
  [
    poolTurn,
    'hold 5',
    'another VM behind the gateway is being changed',
    { ...history(earlier(started(1))), answers: behind },
  ],
  [
    poolTurn,
    'hold 5',
    'a VM behind the target is being changed',
    { ...history(earlier(started(1))), target: gatewayTarget },
  ],
  [poolTurn, 'pass', 'the VM serves behind no gateway', history(earlier(started(1)))],
  [
    poolTurn,
    'pass',
    'the other serves behind another gateway',
    { ...history(earlier(started(1), otherTarget)), answers: behind },
  ],
  [poolTurn, 'pass', 'the other is done', { ...history(earlier(ended(1))), answers: behind }],
  [poolTurn, 'pass', 'people are only asked about the other', { ...history(earlier(asked(1))), answers: behind }],
  [poolTurn, 'pass', 'the same incident changes it', { ...history(earlier(started(1), own)), answers: behind }],
];
const rows = table.map(([guard, expected, when, asking]) => ({ guard, expected, when, asking }));

test.each(rows)('$guard.id: $expected when $when', ({ guard, expected, asking }) =>
  expect(inShort(guard, asking)).toBe(expected),
);

test('too many at once are waited for, even where the hour has room', () => {
  const underWay = [3, 2, 1].map((minutes, index) =>
    earlier(started(minutes), { ...otherTarget, resource: inGroup(`rg${index + 2}`) }),
  );
  expect(inShort(blastRadius, history(...underWay))).toBe('hold 2');
  expect(inShort(blastRadius, history(...underWay.slice(1)))).toBe('pass');
});

test('what keeps coming back is reported with each time that it was fixed', () => {
  const fixes = [500, 300, 100].map((minutes, index) => earlier(ended(minutes), { incident: `inc-${index + 5}` }));
  const said = check(recurrence, history(...fixes));
  const because = said.kind === 'block' ? said.because : undefined;
  for (const language of ['en', 'ko'] as const)
    for (const part of ['vm/guest-not-responding', 'restart-vm (inc-5, 2026-11-21 00:40 UTC)', 'inc-6', 'inc-7'])
      expect(because?.[language]).toContain(part);
});

test.each<[string, Guard, Asked, readonly string[]]>([
  ['a shared cause', sharedCause, history(earlier(asked(1))), ['inc-2', 'vm1']],
  ['the breaker', circuitBreaker, failed(200, 100, 20), ['inc-2', '2026-11-21 08:40 UTC', 'resume']],
  ['a full place', blastRadius, begun(3), ['rg', '3', '2026-11-21 09:10 UTC']],
])('%s says what, until when, and what to do', (_, guard, asking, parts) => {
  const said = check(guard, asking);
  const because = 'because' in said ? said.because : undefined;
  for (const language of ['en', 'ko'] as const) for (const part of parts) expect(because?.[language]).toContain(part);
});

const minutes = fc.integer({ min: 1, max: 3000 });
const hours = fc.integer({ min: 1, max: 50 });
const limits = fc.record({
  cooldownMinutes: minutes,
  echoMinutes: minutes,
  recurrence: fc.record({ times: fc.constant(2), withinHours: hours }),
  breaker: fc.record({ failures: fc.constant(2), withinHours: hours }),
});
const over = fc
  .tuple(minutes, fc.constantFrom('verified', 'failed', 'withdrawn'), fc.constantFrom({}, otherTarget))
  .map(([before, result, differs]) => earlier(ended(before, result), differs));

test('what ended before the time that guards look back changes none of their answers', () => {
  const guards = [...new Set(table.map(([guard]) => guard))];
  fc.assert(
    fc.property(limits, fc.array(over, { maxLength: 12 }), (reach, all) => {
      const policy = { limits: reach };
      const reachMs = lookBackMs({ limits: Policy.shape.limits.parse(reach) });
      const since = ago(reachMs / minuteMs);
      const sorted = all.toSorted((a, b) => (a.stage.at < b.stage.at ? -1 : 1));
      const seen = sorted.filter(({ stage }) => stage.at >= since);
      for (const guard of guards)
        expect(check(guard, { policy, interventions: seen })).toEqual(check(guard, { policy, interventions: sorted }));
    }),
  );
});
