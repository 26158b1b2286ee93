import { Policy } from '../../model/policy';
import { idKey } from '../../model/arm-id';
import { targetKey } from '../../targets';
import { randomInt } from '../random';
import { neighbourOf } from './neighbour';
import type { Estate, Fault, Happening, Resource, Scenario } from '../scenarios/schema';
import type { Answer, Injection } from './fault-injection';

/** One run, decided before it begins: the same setup always runs alike. */
export interface Setup {
  readonly seed: number;
  readonly scenarios: readonly Scenario[];
  readonly estate: Estate;
  readonly policy: Policy;
  /** One clock each, off by so many ms. */
  readonly hosts: readonly { readonly clockOffMs: number }[];
  readonly injections: readonly Injection[];
}

export const people = {
  kim: { id: '22222222-2222-4222-8222-222222222222', name: 'Kim' },
  lee: { id: '44444444-4444-4444-8444-444444444444', name: 'Lee' },
  stranger: { id: '33333333-3333-4333-8333-333333333333', name: 'Stranger' },
} as const;

/** The scenarios that runs are made of: their estates and signals, not what is expected of them. */
export const ingredients = [
  'gateway-v2-ports-denied',
  'gateway-v1-ports-denied',
  'gateway-ports-partly-denied',
  'gateway-repair-does-not-help',
  'vm-hung-guest',
  'vm-bad-node',
  'vm-sshd-config-invalid',
  'vm-nsg-denies-ssh',
  'vm-ephemeral-disk',
] as const;

const minute = 60_000;
const hour = 60 * minute;
/** About as many calls as a run makes. */
const manyCalls = 320;

/** What a seed stands for. `known` holds every scenario of {@link ingredients}. */
export function setupOf(seed: number, known: readonly Scenario[]): Setup {
  const upTo = randomInt(seed);
  const oneOf = <T>(values: readonly T[]): T => {
    const value = values[upTo(values.length)];
    if (value === undefined) throw new RangeError('There is nothing to choose from.');
    return value;
  };
  const some = <T>(most: number, make: () => T): readonly T[] => Array.from({ length: upTo(most + 1) }, make);

  const first = oneOf(known);
  const others = some(2, () => oneOf(known));
  const beside = upTo(5) === 0 ? [neighbourOf(first)] : [];
  const scenarios = [...new Set([first, ...others]), ...beside];
  const estate = merge(scenarios);
  const call = () => upTo(manyCalls * scenarios.length);
  const at = () => upTo(40 * minute);

  const answers = Array.from({ length: scenarios.length * 2 }, (_, index) => answersTo(index + 1)).flat();
  function answersTo(question: number): readonly Answer[] {
    const willing: Answer = {
      question,
      who: oneOf(['kim', 'lee']),
      decision: 'approve',
      afterMs: upTo(8 * minute),
      about: oneOf(['the-card', 'the-code']),
    };
    const other = (): Answer => ({
      question,
      who: oneOf(['kim', 'lee', 'lee', 'stranger']),
      decision: oneOf(['approve', 'approve', 'reject']),
      afterMs: upTo(20 * minute),
      about: oneOf(['the-card', 'the-card', 'the-code', 'another-plan']),
    });
    const second: Answer = {
      ...willing,
      who: willing.who === 'kim' ? 'lee' : 'kim',
      afterMs: willing.afterMs + minute,
    };
    return [...(upTo(8) === 0 ? [] : [willing, second]), ...some(1, other)];
  }

  const injections: readonly Injection[] = [
    ...answers.map((answer): Injection => ({ kind: 'answer', answer })),
    ...some(3, (): Injection => ({
      kind: 'crash',
      call: call(),
      when: oneOf(['before', 'after']),
      downMs: upTo(2 * minute),
    })),
    ...some(2, (): Injection => ({ kind: 'stall', call: call(), ms: upTo(150_000) })),
    ...(upTo(6) === 0 ? [{ kind: 'clock-jump', call: call(), ms: upTo(3 * hour) } as const] : []),
    ...some(3, (): Injection => ({ kind: 'lost-call', call: call(), landed: upTo(2) === 0 })),
    ...some(2, (): Injection => ({ kind: 'duplicate', call: call(), ms: upTo(5 * minute) })),
    ...some(3, (): Injection => ({ kind: 'azure', fault: faultOf(upTo, oneOf) })),
    ...some(2, (): Injection => ({ kind: 'estate', happening: happeningOf(estate, at() / 1000, upTo, oneOf) })),
    ...some(2, (): Injection => ({ kind: 'alert-again', at: at(), of: upTo(scenarios.length), sameId: upTo(2) === 0 })),
    ...(upTo(4) === 0 ? [{ kind: 'switched-off', at: at(), forMs: upTo(2 * hour) } as const] : []),
    ...some(1, (): Injection => ({ kind: 'sweep', at: at() })),
  ];

  const policies = scenarios.map(({ policy }) => Policy.parse(policy));
  const policy = Policy.parse({
    subscriptions: [...new Set(policies.flatMap(({ subscriptions }) => subscriptions))],
    targets: [
      ...new Map(policies.flatMap(({ targets }) => targets).map((target) => [targetKey(target), target])).values(),
    ],
    approvers: [people.kim, people.lee],
    approvalMinutes: oneOf([10, 15, 30]),
    limits: {
      cooldownMinutes: oneOf([0, 5, 20]),
      perHour: { total: oneOf([1, 3, 10]), resourceGroup: oneOf([1, 3]) },
      atOnce: oneOf([1, 2, 3]),
      breaker: { failures: oneOf([1, 2, 3]) },
      echoMinutes: oneOf([0, 15]),
    },
    ...(upTo(4) === 0 ? { allowForMinutes: oneOf([5, 20]) } : {}),
  });
  const hosts = [{ clockOffMs: 0 }, ...some(2, () => ({ clockOffMs: upTo(40_000) - 20_000 }))];
  const leaving: readonly Injection[] =
    upTo(6) === 0 ? [{ kind: 'approver-left', who: oneOf(['kim', 'lee']), at: at() }] : [];
  const watched: readonly Injection[] =
    upTo(10) === 0 ? [{ kind: 'sweeps', everyMs: 30 * minute }, ...recurring(estate, upTo, oneOf)] : [];
  const escalation: Pick<Policy, 'escalation'> =
    upTo(6) === 0 ? { escalation: { afterMinutes: oneOf([2, 5]), approvers: [people.lee.name] } } : {};
  const approvals = oneOf<Policy['approvals']>([[], [], [], [{ people: 2 }], [{ risk: ['severe'], people: 1 }]]);
  const ends = some(2, (): Injection => ({ kind: 'alert-over', at: at(), of: upTo(scenarios.length) }));
  return {
    seed,
    scenarios,
    estate,
    policy: { ...policy, approvals, ...escalation },
    hosts,
    injections: [...injections, ...leaving, ...watched, ...ends],
  };
}

/** The policy as it is so many ms after the start: who has left approves nothing any more. */
export function policyAt({ policy, injections }: Setup, ms: number): Policy {
  const left = injections.flatMap((each) =>
    each.kind === 'approver-left' && each.at <= ms ? [people[each.who].id] : [],
  );
  if (left.length === 0) return policy;
  const approvers = policy.approvers.filter(({ id }) => !left.some((gone) => gone === id));
  const { escalation, ...rest } = policy;
  const areThere = escalation?.approvers.every((name) => approvers.some((person) => person.name === name));
  return { ...rest, approvers, ...(escalation && areThere ? { escalation } : {}) };
}

/** The estates of several scenarios as one; what they have in common, such as a Network Watcher, is there once. */
function merge(scenarios: readonly Scenario[]): Estate {
  const resources = new Map<string, Resource>();
  for (const { estate } of scenarios) for (const each of estate.resources) resources.set(idKey(each.id), each);
  return {
    resources: [...resources.values()],
    guests: Object.assign({}, ...scenarios.map(({ estate }) => estate.guests)) as Estate['guests'],
    health: Object.assign({}, ...scenarios.map(({ estate }) => estate.health)) as Estate['health'],
    missingActions: [],
  };
}

const paths = [
  '/securityRules/',
  '/networkSecurityGroups/',
  '/backendhealth',
  '/virtualMachines/',
  '/restart',
  '/redeploy',
  '/runCommand',
  '/extensions/',
  '/connectivityCheck',
  '/providers/Microsoft.Authorization/',
  '/operations/',
  '/operationResults/',
];

type OneOf = <T>(values: readonly T[]) => T;

function faultOf(upTo: (bound: number) => number, oneOf: OneOf): Fault {
  const message = 'Injected fault.';
  const answers: readonly Fault['answer'][] = [
    { kind: 'status', status: 429, code: 'TooManyRequests', message, retryAfterSeconds: 5 + upTo(120) },
    { kind: 'status', status: 500, code: 'InternalServerError', message },
    { kind: 'status', status: 409, code: 'AnotherOperationInProgress', message },
    { kind: 'status', status: 403, code: 'AuthorizationFailed', message },
    { kind: 'drop-request' },
    { kind: 'drop-answer' },
    { kind: 'operation', seconds: upTo(400), message },
    { kind: 'operation', seconds: upTo(60), code: 'OperationFailed', message },
  ];
  return { at: upTo(1200), path: oneOf(paths), times: 1 + upTo(oneOf([1, 3, 30])), answer: oneOf(answers) };
}

/** The same trouble comes and goes by itself, once or twice. */
function recurring(estate: Estate, upTo: (bound: number) => number, oneOf: OneOf): readonly Injection[] {
  const guests = Object.keys(estate.guests);
  const [group] = estate.resources.filter(({ type }) => /networkSecurityGroups$/i.test(type));
  const vm = guests.length > 0 ? oneOf(guests) : undefined;
  const type = 'Microsoft.Network/networkSecurityGroups/securityRules';
  const id = `${group?.id}/securityRules/again`;
  const rule = { id, type, name: 'again', properties: ruleFor('Deny', 100, '1-65535') };
  let at = 0;
  const later = (): number => (at += (20 + upTo(25)) * 60);
  return Array.from({ length: 1 + upTo(2) }).flatMap((): readonly Injection[] => {
    const [comes, goes] = [later(), later()];
    const spell: readonly Happening[] =
      vm === undefined || (group && upTo(2) === 0)
        ? [
            { at: comes, kind: 'put', resource: rule },
            { at: goes, kind: 'delete', id },
          ]
        : [
            { at: comes, kind: 'guest', vm, set: { hung: true } },
            { at: goes, kind: 'guest', vm, set: { hung: false } },
          ];
    return spell.map((happening) => ({ kind: 'estate', happening }));
  });
}

/** A rule comes, goes or changes, or a guest falls ill or recovers. */
function happeningOf(estate: Estate, at: number, upTo: (bound: number) => number, oneOf: OneOf): Happening {
  const guests = Object.keys(estate.guests);
  if (guests.length > 0 && upTo(2) === 0)
    return { at, kind: 'guest', vm: oneOf(guests), set: { hung: upTo(2) === 0, node: 'good' } };
  const groups = estate.resources.filter(({ type }) => /networkSecurityGroups$/i.test(type));
  if (groups.length === 0) return { at, kind: 'guest', vm: oneOf(guests), set: { hung: false } };
  const group = oneOf(groups);
  const rules = (group.properties['securityRules'] ?? []) as readonly { name: string; properties: object }[];
  const type = 'Microsoft.Network/networkSecurityGroups/securityRules';
  const idOf = (name: string): string => `${group.id}/securityRules/${name}`;
  if (rules.length > 0 && upTo(3) > 0) {
    const rule = oneOf(rules);
    if (upTo(2) === 0) return { at, kind: 'delete', id: idOf(rule.name) };
    const properties = { ...rule.properties, priority: 3000 + upTo(1000) };
    return { at, kind: 'put', resource: { id: idOf(rule.name), type, name: rule.name, properties } };
  }
  const name = `meanwhile-${upTo(100)}`;
  const access = oneOf(['Deny', 'Allow']);
  const priority = 101 + upTo(90);
  const properties = ruleFor(access, priority, oneOf(['22', '65200-65535', '1-65535']));
  return { at, kind: 'put', resource: { id: idOf(name), type, name, properties } };
}

/** A rule about everybody who comes in by these ports. */
const ruleFor = (access: string, priority: number, destinationPortRange: string) => ({
  direction: 'Inbound',
  access,
  protocol: '*',
  priority,
  sourceAddressPrefix: '*',
  sourcePortRange: '*',
  destinationAddressPrefix: '*',
  destinationPortRange,
});
