import * as z from 'zod';
import { Origin, ResourceId, Target } from './target';
import { isTimeZone } from './time-zone';

const Person = z.strictObject({
  id: z.guid().describe('The person’s Entra object id. Only this decides who they are.'),
  name: z.string().describe('How cards call them.'),
});

/** Names a fix. */
export const FixName = z.enum([
  'allow-inbound',
  'allow-outbound',
  'route-to-internet',
  'reset-ssh',
  'reset-rdp',
  'start-service',
  'allow-in-guest',
  'correct-rdp-port',
  'restart-vm',
  'redeploy-vm',
  'raise-probe-timeout',
  'accept-probe-status',
  'correct-probe-host',
  'correct-probe-path',
  'correct-nat-rule',
  'correct-lb-probe',
  'restart-gateway',
  'install-network-watcher-agent',
]);

/** What may happen with a fix: `observe` only says what would help, `approve` asks people first. */
const Mode = z.enum(['observe', 'approve']);
const Modes = z.partialRecord(FixName, Mode);

/** Stands in scripts as it is, so that it may be nothing but a name. */
export const ServiceName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.@-]{0,79}$/, { error: 'not the name of a service, which is letters, digits and . _ - @' });

/** The id of a subscription, a resource group or a resource; it stands for everything below it too. */
const Scope = z
  .string()
  .regex(/^\/subscriptions\/[^/]+(\/|$)/i, { error: 'not an ARM id that begins with /subscriptions/' });

const Count = z.int().min(1);

const Risk = z.enum(['low', 'medium', 'high', 'severe']);

/** How long a question stays open where the policy does not say, minutes. */
const usualMinutes = 60;
const Minutes = z.int().min(5).max(1440);

const Escalation = z.strictObject({
  afterMinutes: z
    .int()
    .min(1)
    .max(1439)
    .describe('How long after the question. Where its time is over by then, nobody else is asked.'),
  approvers: z
    .array(z.string())
    .min(1)
    .describe('Their names in `approvers`. Before that they are not asked, and may not answer.'),
});

/** Who must approve the plans that a rule fits. */
const ApprovalRule = z.strictObject({
  risk: z.array(Risk).min(1).optional().describe('The risks of the plans that it is about. Without it, all.'),
  scope: Scope.optional().describe(
    'The id of a subscription, a resource group or a resource; it stands for everything below it too. Without it, everything.',
  ),
  tagged: z
    .strictObject({ tag: z.string().min(1), value: z.string() })
    .optional()
    .describe('Only about targets that bear a tag of this value.'),
  approvers: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Who may answer, by their names in `approvers`. Without it, all of those.'),
  people: z
    .union([z.literal(1), z.literal(2)])
    .optional()
    .describe('How many different people must approve: 1 or 2. Without it, 2 for severe plans and 1 for others.'),
});
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'write the time as 22:30' });

/** A time for a scope. `weekly` is as the clocks of `timeZone` show it, and may run over midnight. */
const Window = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('once'), scope: Scope, from: z.iso.datetime(), to: z.iso.datetime() }),
  z.strictObject({
    kind: z.literal('weekly'),
    scope: Scope,
    days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).min(1),
    from: TimeOfDay,
    to: TimeOfDay,
  }),
]);

const Limits = z.strictObject({
  cooldownMinutes: z
    .int()
    .min(0)
    .default(30)
    .describe('How long a target is left alone after a fix was applied to it.'),
  recurrence: z
    .strictObject({ times: Count.default(3), withinHours: Count.default(24) })
    .prefault({})
    .describe(
      'The same cause fixed this often on a target in this time: no more fixes, a report on its history instead.',
    ),
  perHour: z
    .strictObject({
      total: Count.default(10),
      resourceGroup: Count.default(3),
      subscription: Count.default(6),
      region: Count.default(6),
    })
    .prefault({})
    .describe('How many fixes may begin within an hour, in all and in one place.'),
  atOnce: Count.default(3).describe('How many fixes may be under way at the same time.'),
  breaker: z
    .strictObject({ failures: Count.default(3), withinHours: Count.default(6) })
    .prefault({})
    .describe('This many fixes that did not help in this time: nothing more is changed until somebody says resume.'),
  healthyInPool: z
    .int()
    .min(0)
    .default(1)
    .describe('How many other members of a backend pool must be healthy before a healthy one is touched.'),
  echoMinutes: z
    .int()
    .min(0)
    .default(15)
    .describe('How long a report on something that Reconnect itself has just touched counts as its echo.'),
});

/** The members of a policy, each as it must be: how one reads that was in force once. */
export const PolicyMembers = z.strictObject({
  $schema: z.string().exactOptional().describe('Where an editor finds the JSON Schema; it means nothing here.'),
  subscriptions: z
    .array(z.guid())
    .min(1)
    .describe('The subscriptions that Reconnect watches. Everything else is out of scope, whoever reports it.'),
  managementGroups: z
    .array(z.string().regex(/^[-\w.()]{1,90}$/, { error: 'not the id of a management group' }))
    .default([])
    .describe(
      'Management groups, by id, whose gateways the sweep looks at too. What lies outside `subscriptions` is reported and never changed, and its alerts are not taken.',
    ),
  except: z
    .array(Scope)
    .default([])
    .describe(
      'Ids of subscriptions, resource groups or resources that are never changed, and nothing below them, although they are watched.',
    ),
  targets: z
    .array(Target)
    .default([])
    .describe(
      'The VMs: each must accept TCP on `port` from `from.address`. `from.vm` is a running VM at that address with the Network Watcher agent, from which the connection is tried; without it nothing is repaired. Where clients reach the VM through a load balancer or a public IP address, `through` names it: `{ "frontend": "<id of the public IP address, or of a frontend of the load balancer>", "port": 443 }`, and its `name` the DNS name by which they know it, which is tried too where it is given; then `port` is that of the VM, and `from.address` the address by which clients, and `from.vm`, arrive: for a public frontend a public one. `from` can also be `"Internet"`: then a sample address stands for everybody, what shuts it out is told, and nothing is opened. A Linux VM on port 22 is judged by its SSH, a Windows VM on port 3389 by its Remote Desktop, any other port as an application’s. With `"kind": "endpoint"` it is what the VM must reach: `to` with `protocol` (`Tcp`, `Http` or `Https`), `address`, `port`, and of HTTP `path` and `statusCodes`; perhaps `latencyMs`. Its own Network Watcher agent tries it; where it has none, people are asked whether to install it. Gateways need no entry: every gateway in the subscriptions is watched.',
    ),
  discover: z
    .strictObject({
      tag: z
        .string()
        .min(1)
        .max(512)
        .default('reconnect:port')
        .describe('The name of the tag. Its value is the port, or several, as in `22, 443`: eight at most.'),
      from: Origin.describe('From where all of them must be reachable, as in `targets`. No tag can say that.'),
    })
    .optional()
    .describe(
      'Finds VMs by a tag: each in the subscriptions that bears it is a target at the port that it names, like those in `targets`, which go before.',
    ),
  services: z
    .array(
      z.strictObject({
        name: ServiceName.describe('A systemd unit without `.service`, or the name of a Windows service.'),
        port: z.int().min(1).max(65535).describe('The TCP port that it serves.'),
      }),
    )
    .default([])
    .describe(
      'The services that Reconnect may start where nothing listens on their port: `[{ "name": "nginx", "port": 443 }]`. Of any other people are told the command. sshd and Remote Desktop Services need no entry.',
    ),
  approvers: z.array(Person).min(1).describe('Who may approve or reject a fix, and give commands.'),
  approvals: z
    .array(ApprovalRule)
    .default([])
    .describe(
      'Who of them must approve what. For each resource that a plan concerns, the first rule that fits decides; where these differ, whoever answers must be named by all, and the most people are needed.',
    ),
  approvalMinutes: z
    .union([Minutes, z.partialRecord(Risk, Minutes)])
    .default(usualMinutes)
    .describe(
      'How long a question stays open: 5 to 1440, or a number for each risk, as in `{ "severe": 30 }`, where the others have 60. Silence means no.',
    ),
  escalation: Escalation.optional().describe(
    'Who is asked besides, in a message of its own, where nobody has answered after a while.',
  ),
  askAgainAfterHours: Count.max(24 * 30)
    .default(24)
    .describe('Trouble that people know of, and that goes on unchanged, is put to them again after this long.'),
  modes: Modes.default({}).describe(
    'Per fix: `approve` asks people, `observe` only reports what would help. A fix that is not listed asks.',
  ),
  tagged: z
    .array(z.strictObject({ tag: z.string().min(1), value: z.string(), modes: Modes }))
    .default([])
    .describe(
      'Modes for targets that bear a tag of this value: `[{ "tag": "env", "value": "prod", "modes": { "restart-vm": "observe" } }]`. Where several say something, `observe` wins.',
    ),
  timeZone: z
    .string()
    .refine(isTimeZone, { error: 'not the name of a time zone, as in Asia/Seoul' })
    .default('UTC')
    .describe(
      'The time zone of the people in the channel, as the IANA database names it: `Asia/Seoul`. Every time that they read is in it, and weekly windows are.',
    ),
  maintenance: z
    .array(Window)
    .default([])
    .describe('When people work on something themselves, and nothing is proposed for it.'),
  severeWindows: z
    .array(Window)
    .default([])
    .describe(
      'When severe fixes may be applied, where a window of this scope is named; outside, nobody is asked, and what was approved waits. Elsewhere at any time.',
    ),
  limits: Limits.prefault({}).describe('How much may be changed.'),
  regressionProbes: z
    .array(
      z.strictObject({
        from: ResourceId.describe('A VM with the Network Watcher agent.'),
        to: z.union([z.ipv4(), z.ipv6()]),
        port: z.int().min(1).max(65535),
      }),
    )
    .default([])
    .describe(
      'Connections that are tried before and after the rules of a network change. One that breaks has the change undone.',
    ),
  allowForMinutes: z
    .int()
    .min(5)
    .max(30 * 24 * 60)
    .optional()
    .describe(
      'A rule that Reconnect adds is taken away again after this long; the card says so. Without it, it stays.',
    ),
  stopped: z.boolean().default(false).describe('The kill switch: nothing is changed while it is on.'),
});

/**
 * What Reconnect watches, what it may propose, and who decides. A part that cannot be read stops the app from starting:
 * nothing is changed under a policy that is not understood.
 */
export const Policy = PolicyMembers.superRefine(({ approvers, approvals, escalation }, context) => {
  const named = [
    ...approvals.map((rule, index) => ({ path: ['approvals', index, 'approvers'], names: rule.approvers ?? [] })),
    { path: ['escalation', 'approvers'], names: escalation?.approvers ?? [] },
  ];
  for (const { path, names } of named)
    for (const [index, name] of names.entries())
      if (approvers.filter((person) => person.name === name).length !== 1)
        context.addIssue({
          code: 'custom',
          path: [...path, index],
          message: 'not the name of exactly one of the approvers',
        });
});
export type Policy = z.infer<typeof Policy>;
export type Person = z.infer<typeof Person>;
export type ApprovalRule = z.infer<typeof ApprovalRule>;
export type Window = z.infer<typeof Window>;

/** How long a question about a plan of this risk stays open, minutes. */
export const approvalMinutesOf = (
  { approvalMinutes }: Pick<Policy, 'approvalMinutes'>,
  risk: z.infer<typeof Risk>,
): number => (typeof approvalMinutes === 'number' ? approvalMinutes : (approvalMinutes[risk] ?? usualMinutes));
