import { z } from 'zod';
import { parseArmId } from '../../shared/model/arm-id';
import { SymptomId } from '../../shared/model/target';

const Seconds = z.number().min(0);
const Name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, { error: 'use lower-case letters, digits and hyphens' });

/** An ARM resource as a GET answers it; `id` and `type` are required, everything else is as Azure has it. */
export const Resource = z.looseObject({
  id: z.string().refine((id) => parseArmId(id) !== undefined, { error: 'not the id of an Azure resource' }),
  type: z.string(),
  name: z.string(),
  location: z.string().optional(),
  properties: z.record(z.string(), z.unknown()),
});
export type Resource = z.infer<typeof Resource>;

/**
 * What runs inside a Linux VM, which ARM does not show. Everything has a healthy default.
 *
 * `node: 'bad'` is a sick Azure host: nothing in the guest runs until the VM is redeployed. `hung: true` is a hung guest:
 * nothing in it runs until it is restarted.
 */
export const Guest = z.strictObject({
  agent: z.enum(['ready', 'not-ready', 'absent']).default('ready'),
  node: z.enum(['good', 'bad']).default('good'),
  hung: z.boolean().default(false),
  /** systemd units by name. A running unit listens on its ports; `ssh` takes its ports and its validity from its file. */
  services: z
    .record(
      z.string(),
      z.strictObject({
        state: z.enum(['active', 'inactive', 'failed']),
        enabled: z.boolean().default(true),
        listens: z.array(z.int()).default([]),
      }),
    )
    .default({ ssh: { state: 'active', enabled: true, listens: [22] } }),
  files: z.record(z.string(), z.string()).default({ '/etc/ssh/sshd_config': 'Port 22\nPasswordAuthentication no\n' }),
  /** Inbound TCP ports that the guest's own firewall drops. */
  firewallDrops: z.array(z.int()).default([]),
});
export type Guest = z.infer<typeof Guest>;

/** Something that goes wrong between Reconnect and Azure: the next `times` requests that match are answered so. */
export const Fault = z.strictObject({
  /** Seconds after the start from which the fault is armed. */
  at: Seconds.default(0),
  method: z.enum(['GET', 'PUT', 'POST', 'DELETE']).optional(),
  /** A part of the URL path, compared without case. */
  path: z.string(),
  times: z.int().min(1).default(1),
  answer: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('status'),
      status: z.int().min(400).max(599),
      code: z.string(),
      message: z.string().default('Injected fault.'),
      retryAfterSeconds: Seconds.optional(),
    }),
    /** The connection drops before Azure sees the request. */
    z.strictObject({ kind: z.literal('drop-request') }),
    /** Azure acts, but its answer is lost. */
    z.strictObject({ kind: z.literal('drop-answer') }),
    /** The long-running operation takes this long, and then fails when `code` is given. */
    z.strictObject({
      kind: z.literal('operation'),
      seconds: Seconds,
      code: z.string().optional(),
      message: z.string().default('Injected fault.'),
    }),
  ]),
});
export type Fault = z.infer<typeof Fault>;

/** Something that happens in the estate by itself. */
export const Happening = z.discriminatedUnion('kind', [
  z.strictObject({ at: Seconds, kind: z.literal('put'), resource: Resource }),
  z.strictObject({ at: Seconds, kind: z.literal('delete'), id: z.string() }),
  /** Replaces the named parts of a guest's state. `vm` is its name. */
  z.strictObject({ at: Seconds, kind: z.literal('guest'), vm: z.string(), set: z.record(z.string(), z.unknown()) }),
]);
export type Happening = z.infer<typeof Happening>;

/** The simulated Azure at the start. */
export const Estate = z.strictObject({
  resources: z.array(Resource).min(1),
  guests: z.record(z.string(), Guest).default({}),
  /** Resource Health `properties` by resource id; a resource that is not listed is Available. */
  health: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  /** Actions that the identity lacks although the role has them, as ARM names them. */
  missingActions: z.array(z.string()).default([]),
});
export type Estate = z.infer<typeof Estate>;

const Person = z.strictObject({ id: z.guid(), name: z.string() });

export const Answer = z.strictObject({
  /** Which question is answered: 1 is the first card with buttons. */
  question: z.int().min(1).default(1),
  who: Person,
  says: z.enum(['approve', 'reject']),
  /** Seconds after the question was asked. */
  after: Seconds.default(20),
  by: z.enum(['click', 'text']).default('click'),
});

export const Expectation = z.strictObject({
  outcome: z.enum(['resolved', 'self-healed', 'rejected', 'expired', 'reported', 'escalated', 'none']),
  symptom: SymptomId.optional(),
  cause: z.string().optional(),
  /** A resource id, compared without case. */
  blamed: z.string().optional(),
  judgements: z.record(z.string(), z.enum(['found', 'excluded', 'uncertain', 'skipped'])).default({}),
  /** The fixes that were put to people, in order; exactly these. */
  fixes: z
    .array(
      z.strictObject({
        fix: z.string(),
        approved: z.boolean(),
        applied: z.boolean(),
        verified: z.boolean(),
        undone: z.boolean().default(false),
      }),
    )
    .default([]),
  /** The requests that changed Azure, in order; exactly these. `url` is the path's end, compared without case. */
  writes: z.array(z.strictObject({ method: z.enum(['PUT', 'POST', 'DELETE', 'PATCH']), url: z.string() })).default([]),
});

export const Scenario = z.strictObject({
  $schema: z.string().optional(),
  name: Name,
  title: z.string(),
  story: z.string(),
  estate: Estate,
  faults: z.array(Fault).default([]),
  happenings: z.array(Happening).default([]),
  /** Reconnect's policy in this scenario; see the configuration page. */
  policy: z.record(z.string(), z.unknown()).default({}),
  signal: z.discriminatedUnion('kind', [
    /** An Azure Monitor alert, posted to `/api/alerts` as it stands. */
    z.strictObject({ kind: z.literal('alert'), body: z.unknown(), at: Seconds.default(5) }),
    /** No alert comes: the sweep timer must find it. */
    z.strictObject({ kind: z.literal('sweep') }),
  ]),
  people: z.array(Answer).default([]),
  expect: Expectation,
});
export type Scenario = z.infer<typeof Scenario>;
export type ScenarioInput = z.input<typeof Scenario>;
