import type { Guard } from '../model/guard';
import { ids } from '../model/testing';
import { killSwitch } from './kill-switch';
import { maintenance } from './maintenance';
import { mute } from './mute';
import { severeWindows } from './severe-windows';
import { ago, check, inShort, type Asked } from './testing';

const group = ids.vm.split('/providers/')[0] ?? '';
const muted = (scope: string, minutes: number) => ({ ledger: { mutes: [{ scope, until: ago(-minutes), by: 'Kim' }] } });
const once = (scope: string, from: string, to: string): Asked => ({
  policy: { maintenance: [{ kind: 'once', scope, from, to }] },
});
const weekly = (day: string, from: string, to: string): Asked => ({
  policy: { maintenance: [{ kind: 'weekly', scope: group, days: [day], from, to }] },
});

const on = (day: string, from: string, to: string, scope = group) => ({ kind: 'weekly', scope, days: [day], from, to });
const severe = (windows: readonly object[]): Asked => ({
  plan: { risk: 'severe' },
  policy: { severeWindows: windows },
});

const table: readonly [Guard, string, string, Asked][] = [
  [killSwitch, 'pass', 'nobody has switched changes off', {}],
  [killSwitch, 'block', 'the setting is on', { policy: { stopped: true } }],
  [killSwitch, 'block', 'somebody has switched changes off', { ledger: { stop: { by: 'Kim', at: ago(3) } } }],
  [killSwitch, 'pass', 'somebody has switched changes on again', { ledger: { resumedAt: ago(3) } }],

  [mute, 'pass', 'nothing is muted', {}],
  [mute, 'hold 40', 'the target is muted, in whatever case', muted(ids.vm.toUpperCase(), 40)],
  [mute, 'hold 40', 'its resource group is muted', muted(group, 40)],
  [mute, 'hold 40', 'what the plan changes is muted', { ...muted(ids.group, 40), plan: { resource: ids.group } }],
  [mute, 'pass', 'something is muted whose name begins alike', muted(`${group}-2`, 40)],
  [mute, 'pass', 'a name is muted with which this one begins', muted(ids.vm.slice(0, -1), 40)],
  [mute, 'pass', 'the mute is over', muted(ids.vm, 0)],
  [
    mute,
    'hold 60',
    'it is muted twice',
    {
      ledger: {
        mutes: [40, 60, 20].map((minutes, index) => ({
          scope: [group, ids.vm, `${group}/`][index] ?? '',
          until: ago(-minutes),
          by: 'Kim',
        })),
      },
    },
  ],

  [maintenance, 'pass', 'there is none', {}],
  [maintenance, 'hold 30', 'its group is in one', once(group, ago(30), ago(-30))],
  [
    maintenance,
    'hold 30',
    'what the plan changes is in one',
    { ...once(ids.group, ago(0), ago(-30)), plan: { resource: ids.group } },
  ],
  [maintenance, 'pass', 'another group is in one', once(`${group}2`, ago(30), ago(-30))],
  [maintenance, 'pass', 'it begins later', once(group, ago(-1), ago(-30))],
  [maintenance, 'pass', 'it is over', once(group, ago(30), ago(0))],
  [maintenance, 'hold 60', 'it is this day of the week', weekly('sat', '08:00', '10:00')],
  [maintenance, 'pass', 'it is another day of the week', weekly('fri', '08:00', '10:00')],
  [maintenance, 'pass', 'it is later this day', weekly('sat', '09:01', '10:00')],
  [maintenance, 'hold 90', 'it began the day before and runs over midnight', weekly('fri', '22:00', '10:30')],
  [maintenance, 'pass', 'it runs over midnight, and began two days before', weekly('thu', '22:00', '10:30')],
  [maintenance, 'pass', 'it runs over midnight, and begins in the evening', weekly('sat', '22:00', '10:30')],
  [maintenance, 'hold 900', 'it runs over the coming midnight', weekly('sat', '08:00', '00:00')],

  [severeWindows, 'pass', 'the policy names none', severe([])],
  [severeWindows, 'pass', 'one is open', severe([on('sat', '08:00', '10:00')])],
  [severeWindows, 'pass', 'one that began the day before is open', severe([on('fri', '22:00', '10:00')])],
  [severeWindows, 'hold 60', 'one opens in an hour', severe([on('sat', '10:00', '12:00')])],
  [
    severeWindows,
    'hold 60',
    'the first of several opens in an hour',
    severe([on('sun', '10:00', '12:00'), on('sat', '10:00', '12:00')]),
  ],
  [severeWindows, 'hold 10020', 'this week’s has just closed', severe([on('sat', '08:00', '09:00')])],
  [
    severeWindows,
    'pass',
    'the fix is not severe',
    { ...severe([on('sun', '08:00', '10:00')]), plan: { risk: 'high' } },
  ],
  [severeWindows, 'pass', 'they are of another group', severe([on('sun', '08:00', '10:00', `${group}2`)])],
  [
    severeWindows,
    'hold 30',
    'what the plan changes has one that is closed, and the target one that is open',
    {
      ...severe([on('sat', '08:00', '10:00', ids.vm), on('sat', '09:30', '12:00', ids.group)]),
      plan: { risk: 'severe', resource: ids.group },
    },
  ],
  [
    severeWindows,
    'block',
    'the last of them is over',
    severe([{ kind: 'once', scope: group, from: ago(120), to: ago(60) }]),
  ],
];
const rows = table.map(([guard, expected, when, asking]) => ({ guard, expected, when, asking }));

test.each(rows)('$guard.id: $expected when $when', ({ guard, expected, asking }) =>
  expect(inShort(guard, asking)).toBe(expected),
);

test.each<[string, Guard, Asked, readonly string[]]>([
  [
    'the kill switch',
    killSwitch,
    { ledger: { stop: { by: 'Kim', at: ago(3) } } },
    ['Kim', '2026-11-21 08:57 UTC', 'reconnect resume'],
  ],
  ['the setting', killSwitch, { policy: { stopped: true } }, ['RECONNECT_STOPPED', 'false']],
  ['a mute', mute, muted(group, 40), ['Kim', group, '2026-11-21 09:40 UTC']],
  [
    'the windows of severe fixes',
    severeWindows,
    severe([on('sat', '10:00', '12:00')]),
    [ids.vm, 'severeWindows', '2026-11-21 10:00 UTC'],
  ],
  ['maintenance', maintenance, once(group, ago(30), ago(-30)), [group, '2026-11-21 09:30 UTC']],
])('%s says what, until when, and what to do', (_, guard, asking, parts) => {
  const said = check(guard, asking);
  const because = 'because' in said ? said.because : undefined;
  for (const language of ['en', 'ko'] as const) for (const part of parts) expect(because?.[language]).toContain(part);
});
