import type { Proposed } from '../model/guard';
import { Policy } from '../model/policy';
import { healthy, ids, reasonOver, subscription, vmTarget } from '../model/testing';
import { approvers, asksOf } from './approvers';
import { check, inShort, restart, type Asked } from './testing';

const kim = { id: '22222222-2222-4222-8222-222222222222', name: 'Kim' };
const lee = { id: '44444444-4444-4444-8444-444444444444', name: 'Lee' };
const park = { id: '55555555-5555-4555-8555-555555555555', name: 'Park' };
const group = ids.vm.split('/providers/')[0] ?? '';
const severe = { plan: { risk: 'severe' } } as const;

const table: readonly [string, string, Asked][] = [
  ['pass', 'one may approve, and one must', {}],
  ['block', 'it is severe, and one may approve', severe],
  ['pass', 'it is severe, and two may approve', { ...severe, policy: { approvers: [kim, lee] } }],
  [
    'pass',
    'it is severe, and the policy says that one is enough',
    { ...severe, policy: { approvals: [{ people: 1 }] } },
  ],
  [
    'block',
    'it is severe, and what says that one is enough is about another risk',
    { ...severe, policy: { approvals: [{ risk: ['high'], people: 1 }] } },
  ],
  ['block', 'two must approve, and one may', { policy: { approvals: [{ people: 2 }] } }],
  [
    'block',
    'two must approve there, and one may there',
    { policy: { approvers: [kim, lee], approvals: [{ scope: group, approvers: ['Lee'], people: 2 }] } },
  ],
  [
    'block',
    'two must approve, and one may before more are asked',
    {
      policy: {
        approvers: [kim, lee],
        approvals: [{ people: 2 }],
        escalation: { afterMinutes: 5, approvers: ['Lee'] },
      },
    },
  ],
  [
    'block',
    'nobody may approve all that it touches',
    {
      plan: { resource: ids.group },
      policy: {
        approvers: [kim, lee],
        approvals: [
          { scope: ids.vm, approvers: ['Kim'] },
          { scope: ids.group, approvers: ['Lee'] },
        ],
      },
    },
  ],
];

test.each(table)('approvers: %s when %s', (expected, _, asking) => expect(inShort(approvers, asking)).toBe(expected));

test('says who is named, and what to set', () => {
  const said = check(approvers, severe);
  const because = 'because' in said ? said.because : undefined;
  for (const language of ['en', 'ko'] as const)
    for (const part of ['Kim', '"approvers"', '{ "risk": ["severe"], "people": 1 }'])
      expect(because?.[language]).toContain(part);
});

describe('who is asked', () => {
  const asks = (policy: object, differs: Partial<Proposed> = {}, tags: Readonly<Record<string, string>> = {}) => {
    const rules = Policy.parse({ subscriptions: [subscription], approvers: [kim, lee, park], ...policy });
    const answers = { ...healthy, virtualMachine: { ...healthy.virtualMachine, tags } };
    const proposed = { target: vmTarget, alongside: [], plan: restart, ...differs };
    const asked = reasonOver(answers, (see) => asksOf(see, proposed, rules));
    return asked.kind === 'done'
      ? `${asked.value.people} of ${asked.value.approvers.map(({ name }) => name).join()}`
      : asked;
  };
  const grave = { plan: { ...restart, risk: 'severe' } } as const;
  const prod = { tag: 'env', value: 'prod' };

  const rows: readonly [string, string, object, Partial<Proposed>?, Record<string, string>?][] = [
    ['all, one of whom must approve', '1 of Kim,Lee,Park', {}],
    ['all, two of whom must approve what is severe', '2 of Kim,Lee,Park', {}, grave],
    [
      'those of the first rule that fits',
      '1 of Lee',
      { approvals: [{ risk: ['low'], approvers: ['Kim'] }, { risk: ['high'], approvers: ['Lee'] }, { people: 2 }] },
    ],
    [
      'those for the place, in whatever case',
      '2 of Kim,Lee',
      { approvals: [{ scope: group.toUpperCase(), approvers: ['Kim', 'Lee'], people: 2 }] },
    ],
    [
      'all where another place is meant that begins alike',
      '1 of Kim,Lee,Park',
      { approvals: [{ scope: `${group}2`, approvers: ['Kim'] }] },
    ],
    [
      'those for every place that the plan touches, and as many as for the strictest',
      '2 of Lee',
      {
        approvals: [
          { scope: ids.group, approvers: ['Lee', 'Park'], people: 2 },
          { scope: ids.vm, approvers: ['Kim', 'Lee'] },
        ],
      },
      { plan: { ...restart, resource: ids.group } },
    ],
    [
      'those for what undoing it changes',
      '1 of Park',
      { approvals: [{ scope: ids.jump, approvers: ['Park'] }] },
      { plan: { ...restart, undo: [{ kind: 'restart-vm', vm: ids.jump }] } },
    ],
    [
      'those for another target that it mends too',
      '2 of Kim,Lee,Park',
      { approvals: [{ scope: ids.gateway, people: 2 }] },
      { alongside: [{ kind: 'gateway', id: ids.gateway }] },
    ],
    ['those for the tag', '1 of Lee', { approvals: [{ tagged: prod, approvers: ['Lee'] }] }, {}, { ENV: 'prod' }],
    [
      'all where the tag has another value',
      '1 of Kim,Lee,Park',
      { approvals: [{ tagged: prod, approvers: ['Lee'] }] },
      {},
      { env: 'Prod' },
    ],
    [
      'not who asked for it, where two must approve',
      '2 of Lee,Park',
      {},
      { ...grave, requestedBy: { ...kim, id: kim.id.toUpperCase() } },
    ],
    [
      'nobody of the name of who asked for it, where no id was written down',
      '2 of Lee,Park',
      {},
      { ...grave, requestedBy: { name: 'Kim' } },
    ],
    [
      'somebody of that name whom the id tells from them',
      '2 of Kim,Lee,Park',
      {},
      { ...grave, requestedBy: { id: ids.vm, name: 'Kim' } },
    ],
    ['also who asked for it, where one is enough', '1 of Kim,Lee,Park', {}, { requestedBy: kim }],
  ];
  test.each(rows.map(([who, expected, ...asked]) => ({ who, expected, asked })))('$who', ({ expected, asked }) =>
    expect(asks(...asked)).toBe(expected),
  );
});
