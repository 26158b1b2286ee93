import * as z from 'zod';
import { FixName, PolicyMembers } from '../model/policy';
import { Change } from '../model/change';
import { ProbeValue } from '../model/probe-field';
import { Signal, SymptomId, Target } from '../model/target';
import type { IncidentEvent } from './events';

// What an event must look like to be read back. Azure's own answers are read again by whoever judges by them.

const list = <T extends z.ZodType>(of: T) => z.array(of).readonly();
const text = z.object({ en: z.string(), ko: z.string() });
const because = { because: text };

const said = { code: z.string(), message: z.string() };
const Refusal = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('forbidden'), action: z.string(), ...said }),
  z.object({ kind: z.literal('throttled'), retryAfterMs: z.number(), ...said }),
  z.object({ kind: z.literal('unexported'), what: z.string(), command: z.string().optional(), ...said }),
  z.object({ kind: z.enum(['not-found', 'invalid', 'conflict', 'unavailable', 'failed']), ...said }),
]);
const Operation = z.object({ call: z.string(), state: z.string() });

const request = { kind: z.string(), params: z.record(z.string(), z.unknown()) };
const Observation = z.object({
  ...request,
  at: z.string(),
  outcome: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('answered'), answer: z.unknown() }),
    z.object({ kind: z.literal('refused'), refusal: Refusal }),
  ]),
});

const Presence = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('present'), symptom: SymptomId, ...because }),
  z.object({ kind: z.literal('absent'), ...because }),
  z.object({ kind: z.literal('unclear'), symptom: SymptomId, ...because }),
]);

const KnownRequest = z.discriminatedUnion('fix', [
  z.object({
    fix: z.enum(['allow-inbound', 'allow-outbound']),
    networkSecurityGroups: list(z.string()),
    flows: list(z.object({ sources: list(z.string()), destinations: list(z.string()), ports: z.string() })),
    context: z.object({
      virtualNetwork: list(z.string()),
      perhapsVirtualNetwork: list(z.string()).exactOptional(),
      memberships: list(z.object({ addresses: list(z.string()), groups: list(z.string()) })).exactOptional(),
    }),
  }),
  z.object({ fix: z.enum(['route-to-internet', 'restart-gateway']), gateway: z.string() }),
  z.object({
    fix: z.enum([
      'reset-ssh',
      'reset-rdp',
      'correct-rdp-port',
      'restart-vm',
      'redeploy-vm',
      'install-network-watcher-agent',
    ]),
    vm: z.string(),
  }),
  z.object({ fix: z.literal('allow-in-guest'), vm: z.string(), from: z.string(), to: z.string(), port: z.number() }),
  z.object({ fix: z.literal('start-service'), vm: z.string(), port: z.number() }),
  z.object({
    fix: z.enum(['raise-probe-timeout', 'accept-probe-status', 'correct-probe-host', 'correct-probe-path']),
    gateway: z.string(),
    probe: z.string(),
    to: ProbeValue,
  }),
  z.object({
    fix: z.literal('correct-nat-rule'),
    loadBalancer: z.string(),
    rule: z.string(),
    field: z.enum(['backendPort', 'protocol']),
    to: z.union([z.number(), z.string()]),
  }),
  z.object({ fix: z.literal('correct-lb-probe'), loadBalancer: z.string(), probe: z.string(), to: z.number() }),
]);
/** Another version may have other fixes: not a sign that somebody changed the record. Whoever plans or sends looks it up. */
const ForeignRequest = z.looseObject({ fix: z.string().refine((fix) => !FixName.safeParse(fix).success) });
const FixRequest = z.union([KnownRequest, ForeignRequest]);

const Judged = z.object({
  cause: z.string(),
  judgement: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('found'),
      blamed: z.string(),
      fixes: list(FixRequest),
      accountsFor: list(z.string()).exactOptional(),
      advice: text.exactOptional(),
      ...because,
    }),
    z.object({ kind: z.enum(['excluded', 'uncertain']), ...because }),
    z.object({ kind: z.literal('skipped'), missing: z.string(), ...because }),
    z.object({ kind: z.literal('needs'), observations: list(z.object(request)) }),
  ]),
});

const Box = z.object({
  direction: z.enum(['Inbound', 'Outbound']),
  protocol: z.enum(['Tcp', 'Udp', 'Icmp', 'Esp', 'Ah']),
  source: z.string(),
  sourcePorts: z.string(),
  destination: z.string(),
  destinationPorts: z.string(),
});
const Plan = z.object({
  fix: z.string(),
  resource: z.string(),
  region: z.string(),
  risk: z.enum(['low', 'medium', 'high', 'severe']),
  changes: list(Change),
  undo: list(Change),
  lastsMs: z.number().exactOptional(),
  opens: list(Box),
  closes: list(Box),
  effect: text,
  proof: list(text),
  losses: list(text),
});
const GuardResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pass') }),
  z.object({ kind: z.literal('hold'), until: z.string(), ...because, behind: z.string().exactOptional() }),
  z.object({ kind: z.literal('block'), ...because }),
]);
const Person = z.object({ id: z.string(), name: z.string() });
const Proposal = z.object({
  cause: z.string(),
  blamed: z.string(),
  request: FixRequest,
  plan: Plan,
  hash: z.string(),
  affectedResources: list(z.string()),
  asks: z
    .object({
      approvers: list(Person),
      people: z.union([z.literal(1), z.literal(2)]),
      later: z.object({ afterMinutes: z.number(), approvers: list(Person) }).exactOptional(),
    })
    .exactOptional(),
  guards: list(z.object({ guard: z.string(), result: GuardResult })),
});

const decision = z.enum(['approve', 'reject']);
const attempt = z.enum(['approve', 'reject', 'mute']);
const outcome = z.enum(['resolved', 'self-healed', 'rejected', 'expired', 'reported', 'escalated']);
const Step = z.object({ of: z.enum(['changes', 'undo']), index: z.int() });
const ChangeResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['landed', 'absent']) }),
  z.object({ kind: z.literal('unknown'), because: text.exactOptional() }),
  z.object({ kind: z.literal('failed'), refusal: Refusal }),
  z.object({ kind: z.literal('withheld'), ...because }),
]);
const RegressionProbe = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('connection'), from: z.string(), to: z.string(), port: z.number() }),
  z.object({ kind: z.literal('backend'), gateway: z.string(), address: z.string() }),
]);
const ProbeState = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['well', 'unclear']) }),
  z.object({ kind: z.literal('broken'), what: z.string() }),
]);

const at = { at: z.iso.datetime() };
const Event = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['opened', 'signal-joined']), signal: Signal, ...at }),
  z.object({ kind: z.literal('judging-by'), policy: PolicyMembers, ...at }),
  z.object({
    kind: z.literal('round-started'),
    purpose: z.enum(['diagnose', 'recheck', 'inspect', 'verify', 'confirm-undo']),
    ...at,
  }),
  z.object({ kind: z.literal('observed'), observation: Observation, ...at }),
  z.object({
    kind: z.literal('observation-pending'),
    pending: z.object({ request: z.object(request), operation: Operation, pollAt: z.number(), since: z.number() }),
    ...at,
  }),
  z.object({ kind: z.literal('victim-joined'), incident: z.string(), target: Target, request: FixRequest, ...at }),
  z.object({ kind: z.literal('victim-recovered'), incident: z.string(), ...at }),
  z.object({ kind: z.literal('following'), leader: z.string(), ...at }),
  z.object({
    kind: z.literal('leader-ended'),
    leader: z.string(),
    outcome,
    leaves: z.enum(['decision', 'repair', 'nothing']),
    ...because,
    ...at,
  }),
  z.object({ kind: z.literal('looked-again'), condition: z.enum(['healthy', 'unhealthy', 'otherwise']), ...at }),
  z.object({
    kind: z.literal('deferred'),
    until: z.number(),
    refusal: Refusal,
    request: z.object(request).exactOptional(),
    ...at,
  }),
  z.object({ kind: z.literal('diagnosed'), presence: Presence, judgements: list(Judged), ...at }),
  z.object({ kind: z.literal('guarded'), proposal: Proposal, until: z.string().exactOptional(), ...at }),
  z.object({ kind: z.literal('planned'), proposal: Proposal, ...at }),
  z.object({
    kind: z.literal('asked'),
    approval: z.object({
      code: z.string(),
      planHash: z.string(),
      approvers: list(Person),
      people: z.literal(2).exactOptional(),
      requestedBy: z.string().exactOptional(),
      until: z.string(),
      later: z.object({ at: z.string(), approvers: list(Person) }).exactOptional(),
    }),
    ...at,
  }),
  z.object({ kind: z.literal('refused'), by: Person, decision: attempt, ...because, ...at }),
  z.object({ kind: z.literal('muted'), by: Person, until: z.string(), ...at }),
  z.object({ kind: z.literal('answered'), by: Person, decision, reason: z.string().exactOptional(), ...at }),
  z.object({ kind: z.enum(['expired', 'undo-verified']), ...at }),
  z.discriminatedUnion('result', [
    z.object({ kind: z.literal('rechecked'), result: z.literal('same'), probes: list(RegressionProbe), ...at }),
    z.object({ kind: z.literal('rechecked'), result: z.enum(['healed', 'changed', 'guarded']), ...at }),
  ]),
  z.object({ kind: z.literal('change-intended'), step: Step, requestId: z.string(), ...at }),
  z.object({ kind: z.literal('change-submitted'), step: Step, operation: Operation, pollAt: z.number(), ...at }),
  z.object({ kind: z.literal('change-settled'), step: Step, result: ChangeResult, ...at }),
  z.object({ kind: z.literal('verified'), presence: Presence, probes: ProbeState, ...at }),
  z.object({
    kind: z.literal('undo-started'),
    why: z.enum(['no-help', 'broke-something', 'failed-halfway', 'time-is-up']),
    ...at,
  }),
  z.object({ kind: z.literal('time-limited'), until: z.string(), ...at }),
  z.object({ kind: z.literal('post-intended'), card: z.string(), ...at }),
  z.object({
    kind: z.literal('shown'),
    card: z.string(),
    message: z.object({ conversation: z.string(), activity: z.string() }),
    hash: z.string(),
    ...at,
  }),
  z.object({ kind: z.literal('said'), keys: list(z.string()), ...at }),
  z.object({ kind: z.literal('unsaid'), keys: list(z.string()), until: z.number(), ...at }),
  z.object({
    kind: z.literal('closed'),
    outcome,
    ...because,
    ...at,
  }),
]);

/** Whether something that was stored is an event. It is left as it is: its hash is that of its text. */
export const isIncidentEvent = (value: unknown): value is IncidentEvent => Event.safeParse(value).success;

/** Every event that Reconnect writes can be read back: a kind or a member that is not above does not compile. */
export const readable = (event: IncidentEvent): z.input<typeof Event> => event;
