import type { Policy } from './policy';
import type { Box } from './flow';
import type { NetworkContext } from '../model/network-context';
import { canonicalJson } from './canonical';
import type { Change, ChangeKind } from './change';
import type { Present, Source } from './judgement';
import type { See } from './observation';
import type { ProbeFix, ProbeValue } from './probe-field';
import type { Target } from './target';
import type { Text } from './text';

export type Risk = 'low' | 'medium' | 'high' | 'severe';

/** From each source (prefixes, or one service tag) to each destination, by these TCP ports. */
export interface AllowedFlow {
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly ports: string;
}

/** Asks for flows to be let into where the groups are, or out of there. */
export interface AllowRequest<F extends 'allow-inbound' | 'allow-outbound' = 'allow-inbound' | 'allow-outbound'> {
  readonly fix: F;
  /** Every group that denies it, in the order in which packets meet them. */
  readonly networkSecurityGroups: readonly string[];
  /** What must get through, each by a rule of its own. */
  readonly flows: readonly AllowedFlow[];
  /** What is known of the addresses around the groups. */
  readonly context: NetworkContext;
}

/** Asks for TCP from one IPv4 prefix to a port to be let through a VM's own firewall. `to`: the address at which it arrives. */
export interface GuestAllowRequest {
  readonly fix: 'allow-in-guest';
  readonly vm: string;
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** A fix that a cause asks for, with what the fix needs to know. The first member names the fix. */
export type FixRequest =
  | AllowRequest<'allow-inbound'>
  | AllowRequest<'allow-outbound'>
  | { fix: 'route-to-internet'; gateway: string }
  | { fix: 'restart-gateway'; gateway: string }
  | { fix: 'reset-ssh'; vm: string }
  | { fix: 'reset-rdp'; vm: string }
  | GuestAllowRequest
  | { fix: 'start-service'; vm: string; port: number }
  | { fix: 'correct-rdp-port'; vm: string }
  | { fix: 'restart-vm'; vm: string }
  | { fix: 'install-network-watcher-agent'; vm: string }
  | { fix: 'redeploy-vm'; vm: string }
  | {
      fix: 'correct-nat-rule';
      loadBalancer: string;
      rule: string;
      field: 'backendPort' | 'protocol';
      to: number | string;
    }
  | { fix: 'correct-lb-probe'; loadBalancer: string; probe: string; to: number }
  | { [F in ProbeFix]: ProbeRequest & { fix: F } }[ProbeFix];

/** `gateway` is an id, `probe` the name of a custom probe of it, `to` what all its servers have been seen to pass with. */
export type ProbeRequest = { gateway: string; probe: string; to: ProbeValue };

export type FixId = FixRequest['fix'];
export type FixRequestOf<F extends FixId> = Extract<FixRequest, { fix: F }>;

/** Whether both ask for the same; what was known when they asked does not count. */
export const sameRequest = (a: FixRequest, b: FixRequest): boolean => wishOf(a) === wishOf(b);

function wishOf(request: FixRequest): string {
  if (!('context' in request)) return canonicalJson(request);
  const { fix, networkSecurityGroups, flows } = request;
  return canonicalJson({ fix, networkSecurityGroups, flows });
}

/** Exactly what a fix will change, for this target, now. What people approve is the hash of this. */
export interface Plan {
  readonly fix: FixId;
  readonly resource: string;
  /** The region of the resource, as Azure names it: `koreacentral`. */
  readonly region: string;
  readonly risk: Risk;
  /** The requests, in the order in which they are sent; each lands before the next is sent. */
  readonly changes: readonly Change[];
  /** The inverse, stored before anything is applied; empty when the fix cannot be undone. */
  readonly undo: readonly Change[];
  /** After this long the changes are undone although they helped, ms. Without it they stay. */
  readonly lastsMs?: number;
  /** The flows that the changes newly allow and newly deny, exactly. */
  readonly opens: readonly Box[];
  readonly closes: readonly Box[];
  /** What the fix does, in one sentence. */
  readonly effect: Text;
  /** What was checked before anyone is asked. */
  readonly proof: readonly Text[];
  /** What will be lost for good. */
  readonly losses: readonly Text[];
}

export type Planned =
  { readonly kind: 'plan'; readonly plan: Plan } | { readonly kind: 'cannot-plan'; readonly because: Text };

/** Whether a plan ends with its own inverse, as a stop does with a start. */
export const endsWithItsInverse = ({ changes, undo }: Pick<Plan, 'changes' | 'undo'>): boolean =>
  undo.length > 0 && canonicalJson(undo) === canonicalJson(changes.slice(-undo.length));

/** Whether a plan that is through has left anything to undo. */
export const leavesSomething = (plan: Pick<Plan, 'changes' | 'undo'>): boolean =>
  plan.undo.length > 0 && !endsWithItsInverse(plan);

/** Why a fix makes no plan. */
export const cannotPlan = (because: Text) => ({ kind: 'cannot-plan', because }) as const;

/** What a plan may know besides the evidence: names that must differ between incidents come from the incident's id. */
export interface PlanContext {
  readonly incident: string;
  readonly target: Target;
  readonly policy: Pick<Policy, 'allowForMinutes' | 'services'>;
  /** What the fix is for: it is certainly there. */
  readonly presence: Present;
}

/** One documented fix. One file each in `fixes/`. Pure: it plans; the incident applies what was approved. */
export interface Fix<F extends FixId = FixId> {
  readonly id: F;
  readonly title: Text;
  readonly risk: Risk;
  readonly source: Source;
  /** The kinds of change that its plans are made of; the rights follow from them. */
  readonly changes: readonly ChangeKind[];
  /** How long the connection may take to come back after the changes landed, in ms. */
  readonly recoversWithinMs: number;
  plan(see: See, request: FixRequestOf<F>, context: PlanContext): Planned;
  /** One request for what both ask for, and nothing else; `undefined` where one plan cannot do that. */
  join?(a: FixRequestOf<F>, b: FixRequestOf<F>): FixRequestOf<F> | undefined;
}

/** Any fix, each with its own kind of request. */
export type AnyFix = { [F in FixId]: Fix<F> }[FixId];
